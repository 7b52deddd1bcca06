package dev.nightjar.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.ConcurrentHistogram;

/** Counts what came of operations. Thread-safe. */
final class Tally {
  private static final long LONGEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final AbstractHistogram done = histogram();
  private final AbstractHistogram refused = histogram();
  private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> unexpected = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> lost = new ConcurrentHashMap<>();

  private static AbstractHistogram histogram() {
    return new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
  }

  /**
   * An operation that was answered.
   *
   * @param nanosSinceDue since it should have begun
   * @param nanosSinceSent since it did
   */
  void answered(Outcome outcome, long nanosSinceDue, long nanosSinceSent) {
    switch (outcome.kind()) {
      case DONE -> record(done, nanosSinceDue);
      case REFUSED -> {
        record(refused, nanosSinceSent);
        count(refusals, outcome.code());
      }
      case UNEXPECTED -> count(unexpected, outcome.code());
    }
  }

  /** An operation that got no answer. */
  void lost(Exception why) {
    count(lost, why.getClass().getSimpleName() + (why.getMessage() == null ? "" : ": " + why.getMessage()));
  }

  private static void record(AbstractHistogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
  }

  private static void count(Map<String, LongAdder> counters, String what) {
    counters.computeIfAbsent(what, key -> new LongAdder()).increment();
  }

  /** What was counted, over a time. */
  Figures figures(double seconds) {
    return new Figures(seconds, done.getTotalCount() / seconds, Latency.of(done), Latency.of(refused),
        sums(refusals), sums(unexpected), sums(lost));
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((what, count) -> sums.put(what, count.sum()));
    return sums;
  }
}
