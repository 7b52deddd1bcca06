package dev.nightjar.runtime.warmup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tells when the runs of a model have become as fast as they get. For one thread. */
public final class SteadyPace {
  /** Runs that are compared with all before them. */
  private static final int LAST = 5;

  /** What is still compiled makes the last runs faster than all before by more than this. */
  private static final double FASTER = 0.95;

  /** Most of the last runs are no slower than this multiple of the fastest one. */
  private static final double SLOWER = 1.3;

  private final long leastNanos;
  private final long stepNanos;
  private final Deque<Long> last = new ArrayDeque<>();
  private long total;
  private long fastestBefore = Long.MAX_VALUE;
  private int runs;

  /**
   * No runs yet.
   *
   * @param least time that all runs take together: the JVM's compiler does not begin with the first one
   * @param step of the clock: runs that differ by less may be equal, and a short one may seem to take no time
   */
  public SteadyPace(Duration least, Duration step) {
    this.leastNanos = least.toNanos();
    this.stepNanos = step.toNanos();
  }

  /** Counts a run; true when it need not be run again. */
  public boolean add(long nanos) {
    runs++;
    total += nanos;
    last.add(nanos);
    if (last.size() > LAST) {
      fastestBefore = Math.min(fastestBefore, last.poll());
    }
    if (runs < 2 * LAST || total < leastNanos) {
      return false;
    }
    long fastest = last.stream().mapToLong(Long::longValue).min().orElseThrow();
    long limit = (long) (Math.min(fastest, fastestBefore) * SLOWER) + stepNanos;
    boolean fasterStill = fastest + stepNanos < fastestBefore * FASTER;
    return !fasterStill && last.stream().filter(run -> run <= limit).count() > LAST / 2;
  }

  int runs() {
    return runs;
  }

  /** Nanoseconds of the fastest of the last runs; 0 without any. */
  long pace() {
    return last.stream().mapToLong(Long::longValue).min().orElse(0);
  }
}
