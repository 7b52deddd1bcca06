package dev.nightjar.compiler.onnx;

/**
 * Comparisons of single-precision runtimes as comparisons of doubles.
 *
 * <p>A runtime rounds x to float, to nearest, ties to even, before it compares with the float θ. Rounding is
 * monotone, so the answer is that of comparing x with the last double that still rounds to θ or below: the
 * middle between θ and the next float when θ's last bit is even, else the double just below that middle.
 */
final class SinglePrecision {
  private SinglePrecision() {
  }

  /** The double t for which, for finite x, {@code x <= t} exactly when {@code (float) x <= threshold}. */
  static double atMost(float threshold) {
    if (Float.isInfinite(threshold)) {
      // Everything rounds to at most infinity; only what lies beyond the largest float rounds to its
      // negative.
      return threshold > 0 ? Double.POSITIVE_INFINITY : -beyondLargest();
    }
    float next = Math.nextUp(threshold);
    double middle = Float.isInfinite(next) ? beyondLargest() : ((double) threshold + next) / 2;
    boolean even = (Float.floatToRawIntBits(threshold) & 1) == 0;
    return even ? middle : Math.nextDown(middle);
  }

  /** The double t for which, for finite x, {@code x <= t} exactly when {@code (float) x < threshold}. */
  static double below(float threshold) {
    return threshold == Float.NEGATIVE_INFINITY ? Double.NEGATIVE_INFINITY : atMost(Math.nextDown(threshold));
  }

  /** The smallest double that rounds to infinity: half a unit in the last place above the largest float. */
  private static double beyondLargest() {
    return Float.MAX_VALUE + Math.ulp(Float.MAX_VALUE) / 2.0;
  }
}
