package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFamilyTest {
  private static Parameters set(String id, int blockLength, boolean unrolled) {
    return Parameters.builder(id)
        .glweKey(1, 256, new TUniform(10)).lweKey(6, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1)
        .promise(1, 1, -1).blockLength(blockLength).unrolled(unrolled).buildInsecureForTests();
  }

  @ParameterizedTest
  @CsvSource({
      "insecure-any, 1, false, UNIFORM",
      "insecure-any-unrolled, 1, true, UNROLLED",
      "insecure-any-block3, 3, false, BLOCK_BINARY"})
  void aSetIsOfOneFamilyAlone(String id, int blockLength, boolean unrolled, KeyFamily family) {
    Parameters p = set(id, blockLength, unrolled);

    assertThat(KeyFamily.of(p)).isEqualTo(family);
    assertThat(KeyFamily.values()).filteredOn(f -> f.contains(p)).containsExactly(family);
  }

  @Test
  void whoTakesUnrolledKeysTakesUniformOnesToo() {
    Parameters uniform = set("insecure-any", 1, false);
    Parameters unrolled = set("insecure-any-unrolled", 1, true);
    Parameters blocks = set("insecure-any-block3", 3, false);

    assertThat(KeyFamily.values()).filteredOn(f -> f.allows(uniform))
        .containsExactly(KeyFamily.UNIFORM, KeyFamily.UNROLLED);
    assertThat(KeyFamily.values()).filteredOn(f -> f.allows(unrolled)).containsExactly(KeyFamily.UNROLLED);
    assertThat(KeyFamily.values()).filteredOn(f -> f.allows(blocks)).containsExactly(KeyFamily.BLOCK_BINARY);
  }

  @ParameterizedTest
  @CsvSource({"UNIFORM, 1, 1, 1", "UNROLLED, 1, 2, 1.5", "BLOCK_BINARY, 3, 3, 1"})
  void aStepServesABitAPairOrABlock(KeyFamily family, int blockLength, int bitsPerStep, double ggswPerBit) {
    assertThat(family.blockLength()).isEqualTo(blockLength);
    assertThat(family.bitsPerStep()).isEqualTo(bitsPerStep);
    assertThat(family.ggswPerBit()).isEqualTo(ggswPerBit);
  }

  @Test
  void theCiphertextsPerBitAreThoseOfTheBootstrappingKey() {
    for (Parameters p : new Parameters[] {set("insecure-a", 1, false), set("insecure-a-unrolled", 1, true),
        set("insecure-a-block3", 3, false)}) {
      assertThat(p.lweDimension() * KeyFamily.of(p).ggswPerBit()).isEqualTo(p.ggswCount());
    }
  }
}
