package dev.nightjar.bench.load;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a server is used, and how hard.
 *
 * @param duration of it all
 * @param interval from one reading of the gauges to the next
 * @param share of the capacity, above 0 and below 1
 * @param connections that this client opens
 */
public record SoakPlan(Duration duration, Duration interval, double share, int connections) {
  /** Half an hour at 80 % of the capacity, read each minute. */
  public static final SoakPlan DEFAULT = new SoakPlan(Duration.ofMinutes(30), Duration.ofMinutes(1), 0.8, 32);

  /** Checks all of it. */
  public SoakPlan {
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(interval, "interval");
    if (interval.compareTo(Duration.ofMillis(100)) < 0
        || duration.dividedBy(interval) < 2L * Trend.FEWEST) {
      throw new IllegalArgumentException("a soak has at least " + 2 * Trend.FEWEST + " intervals of at least 0.1 s; "
          + duration.toSeconds() + " s in intervals of " + interval.toMillis() + " ms are fewer");
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share of the capacity lies between 0 and 1, not at " + share);
    }
    if (connections < 1 || connections > 1000) {
      throw new IllegalArgumentException("a soak takes 1 to 1000 connections, not " + connections);
    }
  }

  /** How often gauges are read. */
  int intervals() {
    return Math.toIntExact(duration.dividedBy(interval));
  }
}
