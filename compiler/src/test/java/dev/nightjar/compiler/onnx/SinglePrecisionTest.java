package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinglePrecisionTest {
  @ParameterizedTest
  @ValueSource(floats = {0f, -0f, 1f, -1f, 0.1f, 0.3f, 80.5f, 1e-45f, -1e-45f, 1.17549435e-38f, 16777216f,
      16777217f,
      Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void comparisonsWithTheseThresholdsAreThoseOfARuntime(float threshold) {
    check(threshold, new SplittableRandom(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void comparisonsWithAnyThresholdAreThoseOfARuntime(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20000; i++) {
      float threshold = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(threshold)) {
        check(threshold, random);
      }
    }
  }

  private static void check(float threshold, SplittableRandom random) {
    double atMost = SinglePrecision.atMost(threshold);
    double below = SinglePrecision.below(threshold);
    double[] candidates = {atMost, Math.nextUp(atMost), Math.nextDown(atMost), below, Math.nextUp(below),
        Math.nextDown(below), threshold, Math.nextUp(threshold), Math.nextDown(threshold),
        Math.nextUp((double) threshold), Math.nextDown((double) threshold), random.nextDouble(),
        Double.longBitsToDouble(random.nextLong())};
    for (double x : candidates) {
      if (Double.isFinite(x)) {
        assertThat(x <= atMost).as("%s <= %s", x, threshold).isEqualTo((float) x <= threshold);
        assertThat(x <= below).as("%s < %s", x, threshold).isEqualTo((float) x < threshold);
      }
    }
  }
}
