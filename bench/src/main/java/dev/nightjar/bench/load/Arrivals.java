package dev.nightjar.bench.load;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * When requests are due, in nanoseconds from the beginning, in ascending order.
 *
 * @param nanos not copied
 */
record Arrivals(long[] nanos) {
  /** Bounds the memory for them. */
  private static final int MOST = 50_000_000;

  /**
   * As many callers who do not know of each other send them: times from one to the next are exponentially
   * distributed.
   *
   * @param perSecond requests in a second on average, above 0
   * @param seconds how long they come
   */
  static Arrivals poisson(double perSecond, double seconds) {
    if (!(perSecond > 0) || !(seconds > 0) || perSecond * seconds > MOST) {
      throw new IllegalArgumentException("a rate and a time above 0 with at most " + MOST + " requests in all, not "
          + perSecond + " a second for " + seconds + " s");
    }
    SecureRandom random = new SecureRandom();
    long[] nanos = new long[(int) (perSecond * seconds * 1.2) + 64];
    int count = 0;
    for (double at = gap(random, perSecond); at < seconds; at += gap(random, perSecond)) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, nanos.length * 2);
      }
      nanos[count++] = (long) (at * 1e9);
    }
    return new Arrivals(Arrays.copyOf(nanos, count));
  }

  private static double gap(SecureRandom random, double perSecond) {
    return -Math.log1p(-random.nextDouble()) / perSecond;
  }
}
