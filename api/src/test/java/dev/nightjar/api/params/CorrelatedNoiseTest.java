package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What noise has in common: coefficients of one accumulator, and ciphertexts under one key. */
class CorrelatedNoiseTest {
  /** {@code Σ ± S_j S_(j+t)}, with a minus where the distance wraps around. */
  private static int autocorrelation(boolean[] key, int size, int distance) {
    int sum = 0;
    for (int at = 0; at < key.length; at += size) {
      for (int j = 0; j < size; j++) {
        int other = j + distance;
        sum += key[at + j] && key[at + other % size] ? other < size ? 1 : -1 : 0;
      }
    }
    return sum;
  }

  /** Coefficients of {@code (X^a - 1) (mask rounding · S)} at random a, one key. */
  @Test
  void whatIsCutOffIsCorrelatedBetweenCoefficientsAsTheKeyIsWithItself() {
    Random random = new Random(4);
    boolean[] key = new boolean[Ring.SIZE];
    for (int i = 0; i < key.length; i++) {
      key[i] = random.nextBoolean();
    }
    int samples = 100_000;
    double[] product = new double[8];
    for (int i = 0; i < samples; i++) {
      double[] noise = Ring.minusOne(random.nextInt(2 * Ring.SIZE), Ring.maskRounding(random, key));
      for (int t = 0; t < product.length; t++) {
        product[t] += noise[0] * noise[t];
      }
    }
    double variance = 2 * autocorrelation(key, Ring.SIZE, 0) / 12.0;
    for (int t = 0; t < product.length; t++) {
      assertThat(product[t] / samples / variance).as("distance %d", t)
          .isCloseTo(autocorrelation(key, Ring.SIZE, t) / (double) autocorrelation(key, Ring.SIZE, 0),
              within(5 * Math.sqrt(3.0 / samples)));
    }
  }

  /** Of keys as the client makes them, of at most half weight. */
  @ParameterizedTest
  @CsvSource({"7, 256", "3, 512", "1, 2048"})
  void noKeyIsCorrelatedWithItselfByMoreThanTheCovarianceCounts(int k, int size) {
    Random random = new Random(5);
    double most = 0;
    for (int i = 0; i < 200; i++) {
      boolean[] key = new boolean[k * size];
      do {
        for (int j = 0; j < key.length; j++) {
          key[j] = random.nextBoolean();
        }
      } while (2 * autocorrelation(key, size, 0) > key.length);
      for (int t = 1; t < size; t += t < 16 ? 1 : 37) {
        most = Math.max(most, Math.abs(autocorrelation(key, size, t)) / (key.length / 2.0));
      }
    }
    double counted = NoiseFormulas.keyCorrelation(k, size);
    assertThat(most).isGreaterThan(0.5);
    assertThat(counted).isBetween(most, 0.7);
  }

  /** What is wrong with masks of the first shape was cut off; in the second it is the errors of the FFT. */
  @ParameterizedTest
  @CsvSource({"20, 1, 512, 0", "40, 1, 2048, 1"})
  void whatIsCutOffAndWhatTheFftRoundsAreBothCorrelated(int baseLog, int level, int size, double fftShare) {
    double cut = NoiseFormulas.externalProductRounding(1, size, baseLog, level);
    double fft = 2 * 2.1 * NoiseFormulas.externalProductFft(1, size, baseLog, level);
    double correlation = NoiseFormulas.keyCorrelation(1, size);
    assertThat(fft / (fft + cut)).isCloseTo(fftShare, within(0.1));
    assertThat(NoiseFormulas.bootstrapCovariance(3, 1, size, baseLog, level, 0.5, false) / correlation)
        .isCloseTo(3 * (cut + fft), withinPercentage(1));
    assertThat(NoiseFormulas.bootstrapCovariance(3, 1, size, baseLog, level, 0.5, true) / correlation)
        .isCloseTo(3 * Math.max(cut + fft, 0.75 * cut + 2 * fft), withinPercentage(1));
  }

  @Test
  void theCovarianceOfOutputsIsPartOfTheirVariance() {
    for (Parameters p : ParameterCatalogue.bootstrapped()) {
      double share = NoiseModel.bootstrapCovarianceBound(p) / NoiseModel.bootstrapVarianceBound(p);
      assertThat(share).as(p.id())
          .isBetween(0.1, NoiseFormulas.keyCorrelation(p.glweDimension(), p.polynomialSize()));
    }
  }

  /**
   * A keyswitching key shifts all phases alike, by at most one standard deviation of the part of the variance that
   * counts it: the mean of the highest digit, at most 1/2, times the sum of the noise of its rows. For every set, at
   * margins of two deviations and more, the two tails of that are within those of the formula.
   */
  @Test
  void theWorstKeyswitchingKeyThatIsKeptFailsNoMoreOftenThanTheFormulaSays() {
    for (Parameters p : ParameterCatalogue.bootstrapped()) {
      double variance = NoiseFormulas.lookup(p.norm2(), NoiseModel.bootstrapVarianceBound(p),
          NoiseModel.keyswitchVariance(p), NoiseModel.modulusSwitchVariance(p, 0));
      double shift = p.bigLweDimension() * p.lweNoise().variance() / 4;
      assertThat(shift).as(p.id()).isLessThan(0.03 * variance);
      for (double margin = 2 * Math.sqrt(variance); margin < 0.25; margin *= 1.1) {
        double near = NoiseModel.failureLog2OfDecision(margin - Math.sqrt(shift), variance - shift) - 1;
        double far = NoiseModel.failureLog2OfDecision(margin + Math.sqrt(shift), variance - shift) - 1;
        assertThat(NoiseModel.log2Sum(near, far)).as("%s at %s", p.id(), margin)
            .isLessThanOrEqualTo(NoiseModel.failureLog2OfDecision(margin, variance));
      }
    }
  }
}
