package dev.nightjar.runtime.execution;

import dev.nightjar.api.NightjarException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A task with its place in time. */
final class QueueJob<T> {
  private final String lane;
  private final Supplier<T> task;
  private final Cancellation cancellation;
  private final long submitted;
  private final CompletableFuture<WorkQueue.Outcome<T>> future = new CompletableFuture<>();

  private long took = -1;

  QueueJob(String lane, Supplier<T> task, Cancellation cancellation, long submitted) {
    this.lane = lane;
    this.task = Objects.requireNonNull(task, "task");
    this.cancellation = Objects.requireNonNull(cancellation, "cancellation");
    this.submitted = submitted;
  }

  /** Whose queue it joined. */
  String lane() {
    return lane;
  }

  /** Whether it is still wanted. */
  Cancellation cancellation() {
    return cancellation;
  }

  /** Completes when it is done, or never will be. */
  CompletableFuture<WorkQueue.Outcome<T>> future() {
    return future;
  }

  /** How many nanoseconds it ran; negative when it gave nothing. For its worker alone. */
  long took() {
    return took;
  }

  /** Runs the task; what is returned tells the one who waits. */
  Runnable run(LongSupplier nanoTime) {
    try {
      cancellation.check();
      long begun = nanoTime.getAsLong();
      T value = task.get();
      took = nanoTime.getAsLong() - begun;
      WorkQueue.Outcome<T> outcome = new WorkQueue.Outcome<>(value, begun - submitted, took);
      return () -> future.complete(outcome);
    } catch (Throwable t) {
      return () -> future.completeExceptionally(t);
    }
  }

  void completeAsCancelled() {
    try {
      cancellation.check();
    } catch (NightjarException e) {
      future.completeExceptionally(e);
    }
  }
}
