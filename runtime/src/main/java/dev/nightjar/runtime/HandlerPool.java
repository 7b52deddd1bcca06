package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.DeadlineTimer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs the methods of plugins on threads of its own, of which there are {@value #THREADS}: a method that hangs holds up
 * no other request, and its own request is answered at the deadline. Thread-safe.
 */
final class HandlerPool implements AutoCloseable {
  static final int THREADS = 32;

  private static final long IDLE_SECONDS = 30;

  private final DeadlineTimer timer;
  private final AtomicInteger number = new AtomicInteger();
  private final ThreadPoolExecutor pool = new ThreadPoolExecutor(0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
      new SynchronousQueue<>(), task -> {
        Thread thread = new Thread(task, "nightjar-method-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
      });

  /** Threads whose methods are not waited for after the deadlines that a timer ends. */
  HandlerPool(DeadlineTimer timer) {
    this.timer = timer;
  }

  /**
   * Runs a method.
   *
   * @return what it gives; {@code UNAVAILABLE} at the deadline, when its thread is interrupted
   * @throws NightjarException {@code BUSY} when all threads are taken
   */
  <T> CompletableFuture<T> submit(String method, Supplier<T> body, Cancellation cancellation) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Future<?> running;
    try {
      running = pool.submit(() -> {
        try {
          answer.complete(body.get());
        } catch (Throwable e) {
          answer.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException e) {
      throw new NightjarException(ErrorCode.BUSY, "all " + THREADS + " threads for methods of plugins are taken;"
          + " try again later", e);
    }
    return cancellation.bound(answer, timer).exceptionally(e -> {
      if (answer.isDone()) {
        throw e instanceof CompletionException wrapped ? wrapped : new CompletionException(e);
      }
      running.cancel(true);
      throw new NightjarException(ErrorCode.UNAVAILABLE, "method '" + method
          + "' did not answer before the request's deadline", e);
    });
  }

  /** Interrupts what still runs, and waits for nothing. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
