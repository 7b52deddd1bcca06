package dev.nightjar.api.params;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name of the catalogue stands for the numbers of the catalogue. */
class CatalogueNamesTest {
  static List<Parameters> all() {
    return ParameterCatalogue.bootstrapped();
  }

  /** The texts of an audit: each is secure enough to be parsed under a name of its own. */
  @ParameterizedTest
  @ValueSource(strings = {
      "nightjar-parameters/1 id=NJ1_M4_P128 n=862 k=1 N=2048 pbs=23/1 ks=2/5 lwe=46 glwe=17 p=5 norm2=1 failure=-1",
      "nightjar-parameters/1 id=NJ1_M4_P128 n=840 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-64"})
  void otherNumbersUnderAWellKnownNameAreRefused(String text) {
    Parameters renamed = Parameters.parse(text.replace("NJ1_M4_P128", "another"));
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> Parameters.parse(text),
        "NJ1_M4_P128 is the name of a set of the catalogue",
        String.format("%016x", renamed.fingerprint()),
        String.format("%016x", ParameterCatalogue.byId("NJ1_M4_P128").orElseThrow().fingerprint()),
        "a name of its own");
  }

  @ParameterizedTest
  @MethodSource("all")
  void noSetOfTheCatalogueCanBeBuiltWithAWorsePromise(Parameters p) {
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
    assertRefused(ErrorCode.INVALID_PARAMETERS,
        () -> Parameters.parse(p.canonical().replaceFirst("failure=-\\d+", "failure=-1")), "is the name of a set");
  }

  @Test
  void theBuilderRefusesThemToo() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = "NJ1_M4_P128";
    draft.isRefused("NJ1_M4_P128 is the name of a set of the catalogue");
  }
}
