package dev.nightjar.runtime.execution;

import java.util.HashMap;
import java.util.Map;

/** How long tasks of each lane take, by those that were done: the newest count most. Not thread-safe. */
final class QueuePace {
  private static final double NEWEST = 0.25;

  private final Map<String, Double> nanos = new HashMap<>();

  /** A task was done. */
  void add(String lane, long taken) {
    nanos.merge(lane, (double) taken, (before, now) -> before + NEWEST * (now - before));
  }

  /** Nanoseconds that the next task of a lane will take about; 0 where none was done yet. */
  double of(String lane) {
    return nanos.getOrDefault(lane, 0.0);
  }
}
