package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterTextTest {
  private static final String CANONICAL = "nightjar-parameters/1 id=custom n=862 k=1 N=2048 pbs=23/1 ks=2/8"
      + " lwe=46 glwe=17 p=4 norm2=8 failure=-128";
  private static final String UNROLLED = CANONICAL.replace("id=custom", "id=custom-unrolled")
      .replace("norm2=8", "norm2=4") + " unroll=2";

  static List<Parameters> all() {
    return ParameterCatalogue.all();
  }

  @Test
  void theCanonicalTextHoldsEveryField() {
    assertThat(new ParameterDraft().build().canonical()).isEqualTo(CANONICAL);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCanonicalTextOfEverySetIsReadBack(Parameters p) {
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void blocksAndExtensionStandAtTheEndOfTheCanonicalText() {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.extensionLog2 = 1;
    Parameters p = draft.build();

    assertThat(p.canonical()).isEqualTo("nightjar-parameters/1 id=custom-block3 n=918 k=1 N=2048 pbs=23/1 ks=2/8"
        + " lwe=47 glwe=17 p=4 norm2=4 failure=-128 block=3 extension=1");
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void theProductsStandAtTheEndOfTheCanonicalText() {
    Parameters p = ParameterDraft.ofPairs().build();

    assertThat(p.canonical()).isEqualTo(UNROLLED).isEqualTo("nightjar-parameters/1 id=custom-unrolled n=862 k=1 N=2048"
        + " pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=4 failure=-128 unroll=2");
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void aFractionalNormIsReadBackExactly() {
    ParameterDraft draft = new ParameterDraft();
    draft.norm2 = Math.sqrt(5);
    Parameters p = draft.build();

    assertThat(p.canonical()).doesNotContain("E");
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  static List<String> otherTexts() {
    return List.of(
        "",
        CANONICAL.replace("parameters/1", "parameters/2"),
        CANONICAL.replace("n=862", "n=0862"),
        CANONICAL.replace("n=862", "n=+862"),
        CANONICAL.replace("n=862", "n=9999999999"),
        CANONICAL.replace("norm2=8", "norm2=8.0"),
        CANONICAL.replace("norm2=8", "norm2=8e0"),
        CANONICAL.replace("failure=-128", "failure=128"),
        CANONICAL.replace(" failure=-128", ""),
        CANONICAL.replace("id=custom n=862", "n=862 id=custom"),
        CANONICAL.replace(" id=", "  id="),
        CANONICAL + " block=1",
        CANONICAL + " extension=0",
        CANONICAL.replace("id=custom n=862", "id=custom-block3 n=918").replace("lwe=46", "lwe=47")
            .replace("norm2=8", "norm2=4") + " extension=1 block=3",
        UNROLLED.replace("unroll=2", "unroll=1"),
        UNROLLED.replace("unroll=2", "unroll=3"),
        UNROLLED.replace("unroll=2", "unroll=02"),
        UNROLLED.replace("unroll=2", "unroll"),
        UNROLLED + " unroll=2",
        UNROLLED + " extension=1",
        CANONICAL + " ",
        CANONICAL + "\n",
        " " + CANONICAL);
  }

  @ParameterizedTest
  @MethodSource("otherTexts")
  void anyOtherTextIsRefused(String text) {
    assertThatThrownBy(() -> Parameters.parse(text))
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
        .hasMessageStartingWith("not the canonical text of a parameter set:");
  }

  @Test
  void aHugeTextIsRefusedWithAShortMessage() {
    assertThatThrownBy(() -> Parameters.parse(CANONICAL + "0".repeat(1_000_000)))
        .isInstanceOf(NightjarException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void aWellFormedTextOfAWeakSetIsRefused() {
    assertThatThrownBy(() -> Parameters.parse(CANONICAL.replace("lwe=46", "lwe=40")))
        .isInstanceOf(NightjarException.class).hasMessageContaining("bits of security");
  }

  @Test
  void theFingerprintDependsOnEveryNumberAndNotOnTheId() {
    Parameters p = new ParameterDraft().build();
    ParameterDraft renamed = new ParameterDraft();
    renamed.id = "other";

    assertThat(renamed.build().fingerprint()).isEqualTo(p.fingerprint());
    List<String> changes = List.of("n=863", "k=2", "N=4096", "pbs=22/1", "ks=2/9", "lwe=47", "glwe=18", "p=3",
        "norm2=7", "failure=-127");
    assertThat(changes).allSatisfy(change -> {
      String field = change.substring(0, change.indexOf('=') + 1);
      Parameters other = ParameterText.parse(CANONICAL.replace("id=custom", "id=insecure-custom")
          .replaceFirst(" " + field + "\\S+", " " + change));
      assertThat(other.fingerprint()).isNotEqualTo(p.fingerprint());
    });
    ParameterDraft blocks = ParameterDraft.ofBlocks();
    ParameterDraft uniform = ParameterDraft.ofBlocks();
    uniform.id = "insecure-custom";
    uniform.blockLength = 1;
    ParameterDraft extended = new ParameterDraft();
    extended.extensionLog2 = 1;
    assertThat(blocks.build().fingerprint()).isNotEqualTo(uniform.buildForTests().fingerprint());
    assertThat(extended.build().fingerprint()).isNotEqualTo(p.fingerprint());
    ParameterDraft pairs = ParameterDraft.ofPairs();
    ParameterDraft single = ParameterDraft.ofPairs();
    single.id = "custom";
    single.unrolled = false;
    assertThat(pairs.build().fingerprint()).isNotEqualTo(single.build().fingerprint());
  }
}
