package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelledNoiseTest {
  /** Figures of a trial, computed by another program from the same formulas. */
  @ParameterizedTest
  @CsvSource({
      "NJL1_M, -65.08, -53.9, -27.07",
      "NJL1_P, -63.47, -52.3, -29.00",
      "NJL1_L, -63.93, -52.7, -32.07",
      "NJL1_S, -64.75, -53.6, -18.57"})
  void theSetsOfTheCatalogueHaveTheNoiseThatTheyWereChosenFor(String id, double row, double switched, double product) {
    Parameters p = ParameterCatalogue.byId(id).orElseThrow();

    assertThat(NoiseModel.log2(LevelledNoise.row(p))).isCloseTo(row, within(0.05));
    assertThat(NoiseModel.log2(LevelledNoise.schemeSwitchedRow(p))).isCloseTo(switched, within(0.06));
    assertThat(NoiseModel.log2(LevelledNoise.externalProduct(p))).isCloseTo(product, within(0.05));
  }

  /** One binary step by hand: the fresh noise doubles, and one key switch is added. */
  @Test
  void aRowIsWhatTheStepsMakeOfAFreshCiphertext() {
    Gadget gadget = new Gadget(8, 5);
    Parameters p = set(SecretDistribution.TERNARY, new ExpansionStep(2, gadget));
    double sigma = p.glweNoise().variance();
    double fft = 5 * Math.pow(2, 16 - 97.5);
    double phase = 2 * sigma + 2048 * 5 * (65536 + 2) / 12.0 * sigma + fft;
    double mask = Math.pow(2, -80) / 12 + fft;

    assertThat(LevelledNoise.fft(gadget, 2048)).isCloseTo(fft, within(fft * 1e-12));
    assertThat(LevelledNoise.row(p)).isCloseTo(phase + 2048 * 2 / 3.0 * mask, within(phase * 1e-9));
  }

  @Test
  void aStepOfFourIsTwoDoublingsWithThreeKeySwitches() {
    Gadget gadget = new Gadget(8, 5);
    Parameters four = set(SecretDistribution.TERNARY, new ExpansionStep(4, gadget));
    Parameters two = set(SecretDistribution.TERNARY, new ExpansionStep(2, gadget));
    double sigma = four.glweNoise().variance();

    assertThat(LevelledNoise.row(four) - 4 * sigma)
        .isCloseTo(3 * (LevelledNoise.row(two) - 2 * sigma), within(LevelledNoise.row(four) * 1e-9));
  }

  @Test
  void aBinaryKeyMakesTheSchemeSwitchFarNoisier() {
    ExpansionStep step = new ExpansionStep(2, new Gadget(8, 5));

    assertThat(LevelledNoise.schemeSwitchedRow(set(SecretDistribution.BINARY, step)))
        .isGreaterThan(8 * LevelledNoise.schemeSwitchedRow(set(SecretDistribution.TERNARY, step)));
  }

  @Test
  void aProductOfATrivialValueHasTheNoiseOfItsDigitsTimesTheRow() {
    Parameters p = ParameterCatalogue.levelled();

    assertThat(LevelledNoise.trivialProduct(p, 1)).isEqualTo(2 * 64 * 64 * LevelledNoise.row(p));
    assertThat(LevelledNoise.trivialProduct(p, 7)).isEqualTo(7 * LevelledNoise.trivialProduct(p, 1));
    assertThat(LevelledNoise.trivialProduct(p, 2048)).isLessThan(LevelledNoise.externalProduct(p) / 1000);
  }

  @Test
  void aSetWithBootstrapsHasNoSuchNoise() {
    Refusals.assertRefused(ErrorCode.INVALID_PARAMETERS, () -> LevelledNoise.row(ParameterCatalogue.linear()),
        "NJ1_M4_P128 is no levelled set");
  }

  private static Parameters set(SecretDistribution secret, ExpansionStep step) {
    return Parameters.builder("one-step").glweKey(1, 2048, new TUniform(17), secret)
        .levelled(new Levelled(java.util.List.of(step), new Gadget(13, 3), new Gadget(7, 3), new Gadget(7, 2))).build();
  }
}
