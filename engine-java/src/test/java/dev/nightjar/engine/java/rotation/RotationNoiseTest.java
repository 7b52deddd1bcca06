package dev.nightjar.engine.java.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.support.Rotators;
import dev.nightjar.engine.java.support.TestKeys;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationNoiseTest {
  private static final long VALUE = 0x0123_4567_89ab_cdefL;
  private static final int SAMPLES = 640;

  /**
   * Bits of the key: the noise of each adds up, so that few show what many do. The first adds less, as an accumulator
   * that is not yet noisy has digits of its own; it weighs a fiftieth.
   */
  private static final int BITS = 50;

  /**
   * The output noise of blind rotation is what the formula says: n CMUXes, each with the noise of the key,
   * what the decomposition cuts off (for half of the key bits), and the transform's rounding, for which 1.4
   * times the constant of TFHE-rs was measured here. Rotating after the product, as lanes do, doubles it; two bits of
   * an unrolled key at once take {@code 2 + 2 + 4} times the key's and the transform's noise of one, and what is cut
   * off twice for three of four pairs. Five standard errors either way.
   */
  @ParameterizedTest(name = "{0}: N={1} B=2^{2} l={3}, unrolled: {4}")
  @CsvSource({"plain, 1024, 23, 1, false", "plain group, 1024, 23, 1, false", "single, 1024, 23, 1, false",
      "lanes, 1024, 23, 1, false", "pairs, 1024, 23, 1, false", "single, 512, 10, 2, false",
      "lanes, 512, 10, 2, false", "plain group, 1024, 22, 1, true", "single, 1024, 22, 1, true",
      "lanes, 1024, 22, 1, true", "pairs, 1024, 24, 1, true", "lanes, 512, 10, 2, true"})
  void outputNoiseIsWhatTheFormulaSays(String rotator, int size, int base, int level, boolean unrolled) {
    int n = BITS;
    Parameters p = unrolled ? TestKeys.unrolled(n, 1, size, base, level, 30, 17)
        : TestKeys.parameters(n, 1, size, base, level, 4, 3, 30, 17);
    int group = Rotators.capacity(rotator, Shape.of(p));
    assumeThat(group).as("ciphertexts that rotator %s takes on this machine", rotator).isPositive();
    TestKeys keys = new TestKeys(p, 17);
    SplittableRandom random = new SplittableRandom(4);
    LweList out = LweList.allocate(size, SAMPLES);
    LookupTables tables = LookupTables.of(size, new long[][][] {{{VALUE, VALUE}}});
    RotatorPool rotators = new RotatorPool(Shape.of(p), Rotators.family(rotator));
    int[] exponents = exponents(keys, random, n, size);
    try (Workers workers = new Workers(2)) {
      FourierKey key = FourierKey.load(keys.evaluationKey(), Shape.of(p), rotators.kernel(), workers);
      BatchPlan.Path path = Rotators.path(rotator);
      for (int first = 0; first < SAMPLES; first += group) {
        rotators.rotate(key, new BlindRotator.Group(exponents, first, group, tables, new int[SAMPLES], out),
            path);
      }
    }
    double variance = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double error = (keys.phase(out, i) - VALUE) * 0x1p-64;
      variance += error * error / SAMPLES;
    }
    double expected = expectedVariance(p, Rotators.rotatesLast(rotator, p));
    double tolerance = 5 * Math.sqrt(2.0 / SAMPLES);
    assertThat(variance / expected).isBetween(1 - tolerance, 1 + tolerance);
  }

  /** Random masks, and bodies for the phase in the middle of the table. */
  private static int[] exponents(TestKeys keys, SplittableRandom random, int n, int size) {
    int[] exponents = random.ints(SAMPLES * (n + 1L), 0, 2 * size).toArray();
    for (int i = 0; i < SAMPLES; i++) {
      int body = size / 4;
      for (int j = 0; j < n; j++) {
        body += exponents[i * (n + 1) + j] * keys.small[j];
      }
      exponents[i * (n + 1) + n] = body % (2 * size);
    }
    return exponents;
  }

  private static double expectedVariance(Parameters p, boolean rotatesLast) {
    int size = p.polynomialSize();
    int level = p.pbsLevel();
    double baseSquared = Math.pow(2, 2 * p.pbsBaseLog());
    double cutSquared = Math.pow(baseSquared, -level);
    double key = 2.0 * level * size * p.glweNoise().variance() * (baseSquared + 2) / 12;
    double cut = cutSquared / 12 + size * cutSquared / 24;
    double transform = 1.4 * 0.00705 * Math.pow(2, 22 - 128) * baseSquared * Math.pow(level, 1.01827)
        * Math.pow(size, 2.22003) * Math.pow(2, 1.01827);
    int n = p.lweDimension();
    if (rotatesLast && p.unrolled()) {
      return n / 2 * (8 * (key + transform) + 1.5 * cut);
    }
    return n * (key + cut / 2 + transform) * (rotatesLast ? 2 : 1);
  }
}
