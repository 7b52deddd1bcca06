package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyswitchingNoiseTest {
  private static final int KEYS = 60;

  /** Of the noise of one keyswitching key, over its mean square: all, and the sum of the highest level. */
  private record Moments(double squares, double highestSum, double highestSquares) {
    boolean kept() {
      return squares <= 1 && highestSum * highestSum <= highestSquares;
    }
  }

  private static Moments moments(Parameters p, SecretRandom random, int draw) {
    double squares = 0;
    double sum = 0;
    double highest = 0;
    double deviation = Math.sqrt(p.lweNoise().variance());
    int size = EvaluationKeyRows.COEFFICIENTS_PER_PIECE;
    try (SecretStream stream = random.stream()) {
      for (int first = 0; first < p.bigLweDimension(); first += size) {
        long[] noise = new long[size * p.ksLevel()];
        stream.seek(SecretRandom.Domain.KEYSWITCHING_KEY, KeyswitchingNoise.index(draw, first));
        stream.addNoise(p.lweNoise(), noise, 0, noise.length);
        for (int row = 0; row < noise.length; row++) {
          double e = Math.scalb((double) noise[row], -64) / deviation;
          squares += e * e;
          if (row % p.ksLevel() == p.ksLevel() - 1) {
            sum += e;
            highest += e * e;
          }
        }
      }
    }
    return new Moments(squares / p.bigLweDimension() / p.ksLevel(), sum, highest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJ1_M1_P64", "NJ2_M1_N16_P64", "NJ1_M4_P64", "NJ2_M1_P64-block3"})
  void theFirstNoiseThatIsNoLargerThanItsMeanAndShiftsNoMoreThanOneDeviationIsTaken(String id) {
    Parameters p = ParameterCatalogue.byId(id).orElseThrow();
    int draws = 0;
    double mostShift = 0;
    for (int i = 0; i < KEYS; i++) {
      try (SecretRandom random = TestKeys.random("keyswitching noise " + i); SecretStream stream = random.stream()) {
        int draw = KeyswitchingNoise.draw(p, stream);
        Moments kept = moments(p, random, draw);
        assertThat(kept.squares).isBetween(0.9, 1.0);
        assertThat(Math.abs(kept.highestSum)).isLessThanOrEqualTo(Math.sqrt(kept.highestSquares));
        for (int rejected = 0; rejected < draw; rejected++) {
          assertThat(moments(p, random, rejected).kept()).isFalse();
        }
        draws += draw + 1;
        mostShift = Math.max(mostShift, kept.highestSum * kept.highestSum / kept.highestSquares);
      }
    }
    assertThat(mostShift).isGreaterThan(0.6);
    // A third is kept, so that a key takes three draws, with a deviation of 2.4.
    assertThat((double) draws / KEYS).isBetween(1.8, 4.2);
  }

  @Test
  void theNoiseOfTestSetsIsTheFirst() {
    Parameters p = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);
    for (int i = 0; i < 20; i++) {
      try (SecretRandom random = TestKeys.random("test set " + i); SecretStream stream = random.stream()) {
        assertThat(KeyswitchingNoise.draw(p, stream)).isZero();
      }
    }
  }
}
