package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  private static final Set<String> SERVER = Set.of("fpu", "sse", "sse2", "pni", "ssse3", "sse4_1", "sse4_2", "abm",
      "avx", "avx2", "fma", "bmi1", "bmi2", "avx512f", "avx512vbmi", "avx512_vnni", "avx512_vbmi2", "avx_vnni");

  private static Set<String> missing(String features) {
    return CpuFeatures.missing(BuildFacts.parse("cpu=native;features=" + features), SERVER);
  }

  @Test
  void featuresAreKnownUnderTheKernelsNames() {
    assertThat(missing("sse3,sse4.1,sse4.2,lzcnt,avx512vnni,avx512vbmi,avx512vbmi2,avxvnni,fma,bmi2")).isEmpty();
  }

  @Test
  void whatTheCpuLacksIsNamed() {
    assertThat(missing("sse2,avx512fp16,avx10.1,gfni")).containsExactly("avx10.1", "avx512fp16", "gfni");
  }

  @Test
  void featuresThatNoOrdinaryCodeUsesAreNotAskedFor() {
    assertThat(missing("fxsr,x87,rdrand,adx")).isEmpty();
  }

  @Test
  void factsAreReadByName() {
    BuildFacts facts = BuildFacts.parse("tfhe=1.7.0;cpu=portable;arch=x86_64;features=sse,sse2;new=1");
    assertThat(facts).isEqualTo(new BuildFacts("1.7.0", "portable", "x86_64", Set.of("sse", "sse2")));
    assertThat(facts.portable()).isTrue();
    assertThat(BuildFacts.parse("").features()).isEmpty();
    assertThat(BuildFacts.parse("cpu=native").describeBuild()).isEqualTo("built for CPU native");
  }
}
