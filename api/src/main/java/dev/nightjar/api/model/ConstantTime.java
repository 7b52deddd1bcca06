package dev.nightjar.api.model;

/**
 * Comparisons and choices of numbers by masks of bits (0 or -1): neither a branch nor an address depends on a value.
 * Comparisons of doubles in Java become branches or not as the compiler likes; these here are integer arithmetic.
 */
final class ConstantTime {
  private static final long MAGNITUDE = Long.MAX_VALUE;
  private static final long INFINITY = 0x7ff0_0000_0000_0000L;

  private ConstantTime() {
  }

  /** -1 when {@code a < b} as signed numbers, else 0 (Warren, <em>Hacker's Delight</em>, section 2-12). */
  static long less(long a, long b) {
    long difference = a - b;
    return (difference ^ (a ^ b) & (difference ^ a)) >> 63;
  }

  /** The first number where the mask is -1, the second where it is 0. */
  static long select(long mask, long first, long second) {
    return second ^ (first ^ second) & mask;
  }

  /**
   * A number that stands to others of its kind as the doubles stand to each other, but that -0.0 comes before 0.0. It
   * is the double's bits when the double is not negative.
   */
  static long order(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits ^ bits >> 63 >>> 1;
  }

  /** -1 for a NaN, else 0. */
  static long isNaN(double x) {
    return less(INFINITY, Double.doubleToRawLongBits(x) & MAGNITUDE);
  }

  /**
   * The index of the largest value, the first of equals. A NaN is never larger, and nothing is larger than one.
   *
   * @param values at least one
   */
  static int indexOfLargest(double[] values) {
    long largest = select(isNaN(values[0]), Long.MAX_VALUE, order(values[0] + 0.0));
    int index = 0;
    for (int i = 1; i < values.length; i++) {
      long candidate = select(isNaN(values[i]), Long.MIN_VALUE, order(values[i] + 0.0));
      long larger = less(largest, candidate);
      largest = select(larger, candidate, largest);
      index = (int) select(larger, i, index);
    }
    return index;
  }
}
