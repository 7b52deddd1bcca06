package dev.nightjar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures the parts of an engine in turns; what takes nanoseconds is timed many at once. */
final class PartTimer {
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LEAST_SAMPLES = 5;
  private static final int MOST_SAMPLES = 500;
  private static final int MOST_TIMES = 1 << 20;

  private final long nanos;

  /**
   * A timer.
   *
   * @param nanos time for all parts of an engine, at most half of it for warming up
   */
  PartTimer(long nanos) {
    this.nanos = nanos;
  }

  /** A part, how many runs make a sample, and the samples. */
  private static final class Trial {
    private final EngineParts.Task task;
    private final List<Double> samples = new ArrayList<>();
    private int times = 1;

    Trial(EngineParts.Task task) {
      this.task = task;
    }

    private long run() {
      long begin = System.nanoTime();
      task.runs().run(times);
      return Math.max(1, System.nanoTime() - begin);
    }

    /** One run that does not count and tells how many the next needs. */
    void warm() {
      times = (int) Math.max(1, Math.min(MOST_TIMES, times * (double) SAMPLE_NANOS / run()));
    }

    void measure() {
      samples.add(run() / (times * task.units()));
    }
  }

  /** All parts of an engine. */
  List<PartTime> time(String engine, EngineParts parts) {
    List<Trial> trials = parts.tasks().stream().map(Trial::new).toList();
    long begin = System.nanoTime();
    JitWarmUp.run(nanos / 2, () -> trials.forEach(Trial::warm));
    for (int s = 0; s < LEAST_SAMPLES || s < MOST_SAMPLES && System.nanoTime() - begin < nanos; s++) {
      trials.forEach(Trial::measure);
    }
    return trials.stream().map(trial -> new PartTime(engine, parts.kernel(), trial.task.part(),
        trial.task.together(), Spread.of(trial.samples))).toList();
  }
}
