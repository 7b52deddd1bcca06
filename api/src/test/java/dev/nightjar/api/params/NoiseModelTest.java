package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseModelTest {
  private static final Parameters DEFAULT = ParameterCatalogue.byId("TFHE_RS_2_2_P128").orElseThrow();

  /** Reference values were computed with 100 and more decimal digits. */
  @ParameterizedTest
  @CsvSource({
      "0.001, -0.0016288256250415699", "0.1, -0.17212069396432864", "0.5, -1.0603969120141556",
      "1, -2.6684166967815997", "1.5, -4.8827899535239503", "1.9999, -7.7393367645814051",
      "2, -7.7399741571229868", "2.0001, -7.7406115763183845", "3, -15.466214597195473",
      "5, -39.242588455115303", "6.5, -64.496648682056986", "10, -148.42430570335063",
      "13.3, -259.76147770920596", "15, -329.3422112305106", "20, -582.22749028292765"})
  void theLogarithmOfErfcIsAccurateFarBelowTheSmallestDouble(double x, double expected) {
    assertThat(NoiseModel.log2Erfc(x)).isCloseTo(expected, within(1e-12 * Math.max(1, -expected)));
  }

  @Test
  void theLogarithmOfErfcStaysFiniteWhereErfcItselfUnderflows() {
    assertThat(NoiseModel.log2Erfc(1000)).isBetween(-1442707.0, -1442695.0);
    assertThat(NoiseModel.log2Erfc(Double.POSITIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aDecisionWithoutNoiseNeverFailsAndOneWithoutMarginAlwaysDoes() {
    assertThat(NoiseModel.failureLog2OfDecision(0.1, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(NoiseModel.failureLog2OfDecision(0, 0.1)).isEqualTo(0);
    assertThat(NoiseModel.failureLog2OfDecision(0, 0)).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 1", "NaN, 1", "0.1, -1", "0.1, NaN"})
  void aNegativeOrUndefinedMarginOrVarianceIsRefused(double margin, double variance) {
    assertThatThrownBy(() -> NoiseModel.failureLog2OfDecision(margin, variance))
        .isInstanceOf(NightjarException.class)
        .hasMessage(
            "a decision needs a margin and a variance of 0 or more, not " + margin + " and " + variance);
  }

  @Test
  void theFailureProbabilityIsThatOfSampledNormalNoise() {
    Random random = new Random(1);
    double sigma = 0.03;
    int wrong = 0;
    int samples = 400_000;
    for (int i = 0; i < samples; i++) {
      wrong += Math.abs(random.nextGaussian() * sigma) > 0.05 ? 1 : 0;
    }
    double expected = Math.pow(2, NoiseModel.failureLog2OfDecision(0.05, sigma * sigma));

    assertThat(wrong / (double) samples)
        .isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / samples)));
  }

  @Test
  void probabilitiesAreAddedInTheLogDomain() {
    assertThat(NoiseModel.log2Sum(-64, -64)).isCloseTo(-63, within(1e-12));
    assertThat(NoiseModel.log2Sum(-2000, -2000, -1999)).isCloseTo(-1998, within(1e-12));
    assertThat(NoiseModel.log2Sum(-64, Double.NEGATIVE_INFINITY)).isEqualTo(-64);
    assertThat(NoiseModel.log2Sum()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** The budget of TFHE-rs' default set: the modulus switch dominates, the bootstrap hardly counts. */
  @Test
  void theSharesOfTheDefaultSetOfTfheRsAreTheKnownOnes() {
    assertThat(NoiseModel.modulusSwitchVariance(DEFAULT, 0)).isCloseTo(1.14e-6, within(0.005e-6));
    assertThat(NoiseModel.keyswitchVariance(DEFAULT)).isCloseTo(2.3e-7, within(0.05e-7));
    assertThat(NoiseModel.bootstrapVariance(DEFAULT)).isCloseTo(1.18e-9, within(0.005e-9));
    assertThat(NoiseModel.fftVariance(DEFAULT)).isCloseTo(2.6e-10, within(0.05e-10));
    assertThat(NoiseModel.freshVariance(DEFAULT)).isEqualTo(new TUniform(17).variance());
  }

  @Test
  void eachDoublingOfTheTablesPerBootstrapQuadruplesTheModulusSwitchNoise() {
    double one = NoiseModel.modulusSwitchVariance(DEFAULT, 0);

    assertThat(NoiseModel.modulusSwitchVariance(DEFAULT, 1)).isCloseTo(4 * one, within(1e-15));
    assertThat(NoiseModel.modulusSwitchVariance(DEFAULT, 3)).isCloseTo(64 * one, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 12, 40})
  void moreTablesThanThePolynomialHoldsAreRefused(int theta) {
    assertThatThrownBy(() -> NoiseModel.modulusSwitchVariance(DEFAULT, theta))
        .isInstanceOf(NightjarException.class)
        .hasMessage("a table of 2048 coefficients cannot hold 2^" + theta + " functions");
  }

  /**
   * Rounds a random mask under a random key of blocks many times; both switches, compared with their formulas. Blocks
   * of one are the uniform binary key.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theModulusSwitchFormulasAreThoseOfSampledRoundings(int blockLength) {
    Random random = new Random(2);
    double keyMean = NoiseFormulas.keyMean(blockLength);
    int n = 198;
    int samples = 40_000;
    double plain = 0;
    double centred = 0;
    for (int i = 0; i < samples; i++) {
      double error = random.nextDouble() - 0.5;
      double mean = 0;
      int one = -1;
      for (int j = 0; j < n; j++) {
        one = j % blockLength == 0 ? j + random.nextInt(blockLength + 1) : one;
        double rounding = random.nextDouble() - 0.5;
        mean += rounding * keyMean;
        error -= one == j ? rounding : 0;
      }
      plain += error * error;
      double masked = error + mean;
      centred += masked * masked;
    }
    double tolerance = 5 * Math.sqrt(2.0 / samples);
    double bodyRounding = 1 / 12.0;

    assertThat(plain / samples / NoiseFormulas.modulusSwitchPlain(n, 1, keyMean)).isCloseTo(1, within(tolerance));
    assertThat((centred / samples - bodyRounding) / NoiseFormulas.modulusSwitchCentred(n, 1, keyMean))
        .isCloseTo(1, within(tolerance));
  }

  private static Parameters variant(String suffix, int blockLength, int extensionLog2) {
    return Parameters.builder("insecure-variant" + suffix)
        .glweKey(1, 2048, new TUniform(17)).lweKey(918, new TUniform(47)).bootstrap(23, 1).keyswitch(2, 8)
        .promise(4, 5, -1).blockLength(blockLength).extensionLog2(extensionLog2)
        .unrolled(suffix.equals("-unrolled")).buildInsecureForTests();
  }

  @Test
  void anExtensionMakesTheGridFinerAndLeavesBootstrapAndKeyswitchAlone() {
    Parameters ordinary = variant("", 1, 0);
    Parameters extended = variant("", 1, 2);

    assertThat(NoiseModel.modulusSwitchVariance(extended, 0))
        .isCloseTo(NoiseModel.modulusSwitchVariance(ordinary, 0) / 16, within(1e-15));
    assertThat(NoiseModel.modulusSwitchVariance(extended, 2))
        .isEqualTo(NoiseModel.modulusSwitchVariance(ordinary, 0));
    assertThat(NoiseModel.modulusSwitchVariance(extended, 13)).isPositive();
    assertThat(NoiseModel.bootstrapVarianceBound(extended)).isEqualTo(NoiseModel.bootstrapVarianceBound(ordinary));
    assertThat(NoiseModel.keyswitchVariance(extended)).isEqualTo(NoiseModel.keyswitchVariance(ordinary));
  }

  @Test
  void aBlockBinaryKeyLowersTheSwitchByItsVarianceAndTheBootstrapByItsMeanAlone() {
    Parameters ordinary = variant("", 1, 0);
    Parameters blocks = variant("-block3", 3, 0);
    double cut = 918 * NoiseFormulas.externalProductRounding(1, 2048, 23, 1);

    assertThat(NoiseModel.modulusSwitchVariance(blocks, 0))
        .isCloseTo(0.75 * NoiseModel.modulusSwitchVariance(ordinary, 0), within(1e-18));
    assertThat(NoiseModel.bootstrapVariance(ordinary) - NoiseModel.bootstrapVariance(blocks))
        .isCloseTo(cut / 4, within(1e-3 * cut));
    assertThat(NoiseModel.bootstrapVarianceBound(ordinary) - NoiseModel.bootstrapVarianceBound(blocks))
        .isCloseTo(cut / 2, within(1e-3 * cut));
    assertThat(NoiseModel.keyswitchVariance(blocks)).isEqualTo(NoiseModel.keyswitchVariance(ordinary));
    assertThat(NoiseModel.fftVariance(blocks)).isEqualTo(NoiseModel.fftVariance(ordinary));
  }

  @Test
  void anUnrolledKeyRaisesTheBoundOfTheBootstrapAndNothingElse() {
    Parameters ordinary = variant("", 1, 0);
    Parameters unrolled = variant("-unrolled", 1, 0);

    assertThat(NoiseModel.bootstrapVarianceBound(unrolled) / NoiseModel.bootstrapVarianceBound(ordinary))
        .isBetween(1.2, 2.0);
    assertThat(NoiseModel.bootstrapVariance(unrolled)).isEqualTo(NoiseModel.bootstrapVariance(ordinary));
    assertThat(NoiseModel.fftVariance(unrolled)).isEqualTo(NoiseModel.fftVariance(ordinary));
    assertThat(NoiseModel.keyswitchVariance(unrolled)).isEqualTo(NoiseModel.keyswitchVariance(ordinary));
    assertThat(NoiseModel.modulusSwitchVariance(unrolled, 0))
        .isEqualTo(NoiseModel.modulusSwitchVariance(ordinary, 0));
    assertThat(NoiseModel.lookupFailureLog2(unrolled)).isGreaterThan(NoiseModel.lookupFailureLog2(ordinary));
  }

  /**
   * Takes random pairs of bits at random exponents over sampled noise: that of each of the three products its own, what
   * the decomposition cut off the same for all, seen through a binary key, which makes its coefficients dependent.
   */
  @Test
  void theBoundOfAnUnrolledKeyIsThatOfSampledPairs() {
    Random random = new Random(3);
    int samples = 60_000;
    double own = 0;
    double cut = 0;
    double cutOnce = 0;
    for (int i = 0; i < samples; i++) {
      int a = random.nextInt(2 * Ring.SIZE);
      int b = random.nextInt(2 * Ring.SIZE);
      boolean s = random.nextBoolean();
      boolean t = random.nextBoolean();
      double[] zero = new double[Ring.SIZE];
      own += Ring.meanSquare(Ring.add(Ring.minusOne(a, Ring.noise(random)), Ring.minusOne(b, Ring.noise(random)),
          Ring.minusOne(a, Ring.minusOne(b, Ring.noise(random)))));
      double[] rounding = Ring.roundingThroughAKey(random);
      cutOnce += Ring.meanSquare(rounding);
      cut += Ring.meanSquare(Ring.add(s ? Ring.minusOne(a, rounding) : zero, t ? Ring.minusOne(b, rounding) : zero,
          s && t ? Ring.minusOne(a, Ring.minusOne(b, rounding)) : zero));
    }
    double ownTimes = own / samples;
    double cutTimes = cut / cutOnce;
    int pairs = 400;
    // of this bound a sixth is what the decomposition cut off
    double fft = 2.1 * NoiseFormulas.externalProductFft(3, 512, 17, 1);
    double key = NoiseFormulas.externalProductKey(3, 512, 17, 1, new TUniform(30).variance());
    double rounding = NoiseFormulas.externalProductRounding(3, 512, 17, 1);
    double expected = pairs * (ownTimes * (fft + key) + cutTimes * rounding);

    assertThat(ownTimes).isCloseTo(8, within(0.1));
    assertThat(cutTimes).isCloseTo(1.5, within(0.05));
    assertThat(NoiseFormulas.unrolledBound(2 * pairs, 3, 512, 17, 1, new TUniform(30).variance()) / expected)
        .isCloseTo(1, within(0.01));
  }

  @Test
  void anEngineThatLeavesTheProductsAloneIsWithinTheBoundOfAnUnrolledKeyToo() {
    double glweVariance = new TUniform(17).variance();
    for (int baseLog = 1; baseLog <= 31; baseLog++) {
      assertThat(NoiseFormulas.unrolledBound(900, 1, 2048, baseLog, 1, glweVariance))
          .isGreaterThanOrEqualTo(NoiseFormulas.bootstrapBound(900, 1, 2048, baseLog, 1, glweVariance, 0.5));
    }
  }

  @Test
  void thePlainModulusSwitchIsTwiceAsNoisyAsTheCentredOne() {
    assertThat(NoiseModel.modulusSwitchVariancePlain(DEFAULT) / NoiseModel.modulusSwitchVariance(DEFAULT, 0))
        .isCloseTo(2, within(0.01));
  }

  @Test
  void aReplyOfFullWordsIsNotRoundedAndEachBitLessQuadruplesTheVariance() {
    assertThat(NoiseModel.replyRoundingVariance(DEFAULT, 64)).isEqualTo(0);
    assertThat(NoiseModel.replyRoundingVariance(DEFAULT, 16))
        .isCloseTo((1 + 1024) / 12.0 * Math.scalb(1.0, -32), within(1e-18));
    assertThat(NoiseModel.replyRoundingVariance(DEFAULT, 15) / NoiseModel.replyRoundingVariance(DEFAULT, 16))
        .isCloseTo(4, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void aReplyWithImpossibleWordsIsRefused(int bits) {
    assertThatThrownBy(() -> NoiseModel.replyRoundingVariance(DEFAULT, bits))
        .isInstanceOf(NightjarException.class)
        .hasMessage("a reply has words of 1 to 64 bits, not " + bits);
  }

  @Test
  void aLookupAddsKeyswitchAndModulusSwitchToItsInput() {
    double input = DEFAULT.norm2() * DEFAULT.norm2() * NoiseModel.bootstrapVarianceBound(DEFAULT);
    double variance = NoiseModel.lookupVariance(DEFAULT, input, 0);

    assertThat(NoiseModel.failureLog2OfDecision(1.0 / 64, variance))
        .isCloseTo(NoiseModel.lookupFailureLog2(DEFAULT), within(1e-9));
  }
}
