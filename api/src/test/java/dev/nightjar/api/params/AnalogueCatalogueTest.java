package dev.nightjar.api.params;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sets of the catalogue that promise the noise of analogue look-ups. */
class AnalogueCatalogueTest {
  static List<Parameters> sets() {
    return ParameterCatalogue.analogue();
  }

  private static AnalogueNeeds needs(int decisionLog2, double norm2, int outputLog2) {
    return new AnalogueNeeds(List.of(new LookupTolerance(Math.scalb(1.0, decisionLog2), 0, norm2, 0, 1)),
        List.of(new OutputTolerance(Math.scalb(1.0, outputLog2), 0, 1, 64)));
  }

  static AnalogueNeeds promised(Parameters p) {
    NoisePromise promise = p.noisePromise().orElseThrow();
    return needs(promise.decisionLog2(), promise.norm2(), promise.outputLog2());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theSearchFindsNothingCheaperThanASetForWhatItPromises(Parameters p) {
    NoisePromise promise = p.noisePromise().orElseThrow();

    assertThat(SetSearch.cheapest(KeyFamily.of(p), promised(p)::metBy, rotation -> 1)
        .map(found -> new Parameters(p.id(), found.glweKey(), found.bootstrapping(), promise))).contains(p);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aSetIsThereBecauseNoneOfBoxesIsAsCheap(Parameters p) {
    double least = ParameterCatalogue.bootstrapped().stream().filter(KeyFamily.of(p)::allows)
        .filter(promised(p)::metBy).mapToDouble(ParameterCatalogue::cost).min().orElse(Double.POSITIVE_INFINITY);

    assertThat(ParameterCatalogue.cost(p)).isLessThan((1 - ParameterOptimizer.GAIN) * least);
    assertThat(ParameterCatalogue.cheapestFor(KeyFamily.of(p), promised(p))).contains(p);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everySetLiesOnThe132BitCurveWithTheNarrowestNoise(Parameters p) {
    double lwe = SecurityCurve.minimalStandardDeviationLog2(p.lweDimension(), 132, p.blockLength());
    double glwe = SecurityCurve.minimalStandardDeviationLog2(p.bigLweDimension(), 132);

    assertThat(p.securityBits()).isGreaterThanOrEqualTo(132);
    assertThat(p.lweNoise().standardDeviationLog2()).isGreaterThanOrEqualTo(lwe);
    assertThat(new TUniform(p.lweNoise().boundLog2() - 1).standardDeviationLog2()).isLessThan(lwe);
    assertThat(p.glweNoise().standardDeviationLog2()).isGreaterThanOrEqualTo(glwe);
    assertThat(new TUniform(p.glweNoise().boundLog2() - 1).standardDeviationLog2()).isLessThan(glwe);
  }

  /** Whole powers of two, and whole numbers: with one more of any of them the promise does not hold. */
  @ParameterizedTest
  @MethodSource("sets")
  void aSetPromisesNoMoreThanItKeepsAndNotMuchLess(Parameters p) {
    NoisePromise promise = p.noisePromise().orElseThrow();
    SetNoise noise = SetNoise.of(p);

    assertThat(promise.keptBy(noise)).isTrue();
    assertThat(new NoisePromise(promise.decisionLog2() - 1, promise.norm2(), promise.outputLog2()).keptBy(noise))
        .isFalse();
    assertThat(new NoisePromise(promise.decisionLog2(), promise.norm2(), promise.outputLog2() - 1).keptBy(noise))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theIdOfASetSaysWhatItPromises(Parameters p) {
    NoisePromise promise = p.noisePromise().orElseThrow();

    assertThat(p.id()).isEqualTo("NJ3_D" + -promise.decisionLog2() + "_O" + -promise.outputLog2()
        + (p.blockBinary() ? "-block3" : p.unrolled() ? "-unrolled" : ""));
    assertThat(ParameterCatalogue.byFingerprint(p.fingerprint())).containsSame(p);
    assertRefused(ErrorCode.INVALID_PARAMETERS,
        () -> Parameters.parse(p.canonical().replaceFirst("output=-\\d+", "output=-3")), "is the name of a set");
  }

  @ParameterizedTest
  @CsvSource({"UNIFORM, -8, 16, -14, NJ1_M2_P128", "UNIFORM, -7, 64, -14, NJ3_D7_O14",
      "UNIFORM, -6, 8, -14, NJ3_D6_O14", "UNIFORM, -6, 8, -11, NJ2_M1_N16_P64",
      "UNIFORM, -6, 2, -8, NJ3_D6_O8", "UNIFORM, -5, 4, -8, NJ3_D5_O8",
      "UNROLLED, -8, 8, -14, NJ3_D8_O14-unrolled", "UNROLLED, -7, 64, -14, NJ2_M2_N16_P64-unrolled",
      "BLOCK_BINARY, -7, 64, -14, NJ3_D7_O14-block3", "BLOCK_BINARY, -6, 3, -8, NJ3_D6_O8-block3"})
  void theCheapestSetForABudgetIsChosen(KeyFamily family, int decisionLog2, double norm2, int outputLog2, String id) {
    assertThat(ParameterCatalogue.cheapestFor(family, needs(decisionLog2, norm2, outputLog2)).map(Parameters::id))
        .contains(id);
  }

  /** Models that were compiled before they were there keep their sets. */
  @Test
  void noCircuitOfBoxesGetsSuchASet() {
    CircuitNeeds easy = new CircuitNeeds(List.of(new LookupNeed(0.25, 0, 1, 0, 1)), List.of(), -64);
    for (KeyFamily family : List.of(KeyFamily.UNIFORM, KeyFamily.UNROLLED, KeyFamily.BLOCK_BINARY)) {
      assertThat(sets()).filteredOn(family::contains).anyMatch(easy::metBy);
      assertThat(ParameterCatalogue.cheapestFor(family, easy).orElseThrow().noisePromise()).isEmpty();
      assertThat(ParameterCatalogue.choose(family, 1, 1, -64).noisePromise()).isEmpty();
      assertThat(ParameterCatalogue.all(family)).doesNotContainAnyElementsOf(sets());
    }
    assertThat(ParameterCatalogue.bootstrapped()).doesNotContainAnyElementsOf(sets());
    assertThat(ParameterCatalogue.all()).containsAll(sets());
  }
}
