package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;

/**
 * The threshold of a feature for that of a monotone function of it, found by bisection over all numbers that the
 * feature can be.
 */
final class Thresholds {
  private Thresholds() {
  }

  /**
   * The double t for which, for finite x, {@code x <= t} exactly when {@code chain(x) <= threshold}; for a falling
   * chain exactly when {@code chain(x) > threshold}.
   */
  static double of(Chain chain, double threshold) {
    boolean single = chain.type() == ElementType.FLOAT;
    long low = single ? -(long) Float.floatToRawIntBits(Float.MAX_VALUE)
        : -Double.doubleToRawLongBits(Double.MAX_VALUE);
    long high = -low;
    // The last number of which the test holds that holds for low numbers; low - 1 when it holds for none.
    long last = low - 1;
    long first = high;
    while (last < first) {
      long middle = last + (first - last + 1 >>> 1);
      boolean atMost = chain.apply(single ? single(middle) : number(middle)) <= threshold;
      if (atMost != chain.falling()) {
        last = middle;
      } else {
        first = middle - 1;
      }
    }
    if (last < low) {
      return Double.NEGATIVE_INFINITY;
    }
    if (last == high) {
      return Double.POSITIVE_INFINITY;
    }
    return single ? SinglePrecision.atMost(single(last)) : number(last);
  }


  /** The floats in ascending order, 0 at 0. */
  private static float single(long order) {
    return order < 0 ? -Float.intBitsToFloat((int) -order) : Float.intBitsToFloat((int) order);
  }

  /** The doubles in ascending order, 0 at 0. */
  private static double number(long order) {
    return order < 0 ? -Double.longBitsToDouble(-order) : Double.longBitsToDouble(order);
  }
}
