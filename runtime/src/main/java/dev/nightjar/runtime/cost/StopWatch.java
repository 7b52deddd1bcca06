package dev.nightjar.runtime.cost;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Times one action: first a warm-up, in which the JVM compiles what it runs, then the shortest of some runs: what
 * else the machine does makes runs longer and none shorter.
 */
final class StopWatch {
  private static final int LEAST_RUNS = 5;
  private static final int MOST_RUNS = 101;

  private final LongSupplier nanoClock;
  private final Duration warmUp;
  private final Duration measurement;

  /**
   * A watch.
   *
   * @param nanoClock nanoseconds since any moment
   * @param warmUp of an action, or longer where its fewest runs take longer
   * @param measurement of it, likewise
   */
  StopWatch(LongSupplier nanoClock, Duration warmUp, Duration measurement) {
    this.nanoClock = nanoClock;
    this.warmUp = warmUp;
    this.measurement = measurement;
  }

  /** Milliseconds of one run. */
  double millis(Runnable action) {
    long warm = nanoClock.getAsLong() + warmUp.toNanos();
    for (int i = 0; i < LEAST_RUNS || nanoClock.getAsLong() - warm < 0; i++) {
      action.run();
    }
    double[] millis = new double[MOST_RUNS];
    long end = nanoClock.getAsLong() + measurement.toNanos();
    int runs = 0;
    while (runs < MOST_RUNS && (runs < LEAST_RUNS || nanoClock.getAsLong() - end < 0)) {
      long begun = nanoClock.getAsLong();
      action.run();
      millis[runs++] = (nanoClock.getAsLong() - begun) / 1e6;
    }
    return Arrays.stream(millis, 0, runs).min().orElseThrow();
  }
}
