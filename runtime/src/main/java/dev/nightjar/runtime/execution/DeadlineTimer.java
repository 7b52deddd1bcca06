package dev.nightjar.runtime.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends waits for answers, on a thread that ends with the runtime. The JDK has one for all futures
 * ({@link CompletableFuture#orTimeout}), but on JDK 17 that one lives as long as the process and holds the class loader
 * of the application that used it first. Thread-safe.
 */
public final class DeadlineTimer implements AutoCloseable {
  private final OwnThreads own = new OwnThreads("nightjar-deadlines");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, own);

  /** A timer, with its thread, so that no request waits for one. */
  public DeadlineTimer() {
    timer.setRemoveOnCancelPolicy(true);
    timer.prestartCoreThread();
  }

  /** Fails an answer with a {@link TimeoutException} if it is not there after this time. */
  void end(CompletableFuture<?> answer, long nanos) {
    if (answer.isDone()) {
      return;
    }
    try {
      Future<?> end =
          timer.schedule(() -> answer.completeExceptionally(new TimeoutException()), nanos, TimeUnit.NANOSECONDS);
      answer.whenComplete((value, failure) -> end.cancel(false));
    } catch (RejectedExecutionException e) {
      // Closed: nobody is to wait any more.
      answer.completeExceptionally(new TimeoutException());
    }
  }

  /** Takes no more waits; its thread ends with the last of those that there are, for which this waits a little. */
  @Override
  public void close() {
    timer.shutdown();
    own.awaitEnd();
  }
}
