package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.graph.ElementType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void comparisonsBehindAScalerAreComparisonsInFrontOfIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      float offset = (float) random.nextDouble(-1000, 1000);
      float scale = (float) (random.nextDouble(-3, 3) * Math.pow(10, random.nextInt(-6, 6)));
      float threshold = (float) random.nextDouble(-3, 3);
      Chain chain = Chain.of(0, ElementType.FLOAT).then(x -> (float) x - offset, false)
          .then(x -> (float) x * scale, scale < 0);
      double t = Thresholds.of(chain, threshold);
      for (double x : near(t, random)) {
        boolean behind = ((float) x - offset) * scale <= threshold;
        assertThat(x <= t).as("(%s - %s) * %s <= %s", x, offset, scale, threshold).isEqualTo(behind != scale < 0);
      }
    }
  }

  private static double[] near(double t, SplittableRandom random) {
    float f = (float) t;
    return new double[] {t, Math.nextUp(t), Math.nextDown(t), f, Math.nextUp(f), Math.nextDown(f), 0,
        random.nextDouble(-2000, 2000), random.nextDouble(-2000, 2000)};
  }

  @Test
  void doublesAreComparedInDoublePrecision() {
    Chain chain = Chain.of(0, ElementType.DOUBLE).then(x -> x * 3, false);
    double t = Thresholds.of(chain, 1);
    assertThat(t * 3).isLessThanOrEqualTo(1);
    assertThat(Math.nextUp(t) * 3).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAlwaysOrNeverHoldsHasAnInfiniteThreshold(boolean falling) {
    Chain flat = Chain.of(0, ElementType.FLOAT).then(x -> 5, falling);
    assertThat(Thresholds.of(flat, 6)).isEqualTo(falling ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    assertThat(Thresholds.of(flat, 4)).isEqualTo(falling ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
  }
}
