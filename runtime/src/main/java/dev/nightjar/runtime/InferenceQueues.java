package dev.nightjar.runtime;

import dev.nightjar.runtime.execution.WorkQueue;
import java.time.Duration;

/**
 * Where inferences wait. Those of models without a key take a few milliseconds at most and have workers of their own,
 * so that they do not wait behind bootstraps. They are not computed on the threads that bring them: there may be
 * hundreds of those, and where they are virtual, the few threads that carry them would come to nobody else, while each
 * lock that a request takes would be had by who came last.
 */
final class InferenceQueues {
  /** So many that the time they would wait counts: a thousand of them take less than a second. */
  private static final int CAPACITY_WITHOUT_KEY = 1 << 14;

  private final WorkQueue withKey;
  private final WorkQueue withoutKey;

  /**
   * Running queues.
   *
   * @param threads of the engine, and of the workers for models without a key
   */
  InferenceQueues(RuntimeBuilder builder, int threads) {
    this.withKey = new WorkQueue(builder.workers(), builder.queueCapacity(), builder.longestWait());
    this.withoutKey = new WorkQueue(threads, CAPACITY_WITHOUT_KEY, builder.longestWait());
  }

  /** The queue for inferences with a key, or for those without. */
  WorkQueue of(boolean keyed) {
    return keyed ? withKey : withoutKey;
  }

  /** What waits and runs in both. */
  WorkQueue.Load load() {
    return withKey.load().and(withoutKey.load());
  }

  /** Ends what waits and cancels what runs in both, without waiting; they take no more. */
  void abandon() {
    withoutKey.abandon();
    withKey.abandon();
  }

  /** Closes both; what waits is done until a time of {@link System#nanoTime()}. */
  void close(long until) {
    withoutKey.close(left(until));
    withKey.close(left(until));
  }

  private static Duration left(long until) {
    return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
  }
}
