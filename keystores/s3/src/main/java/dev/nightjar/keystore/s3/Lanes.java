package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** Threads in which the requests of one call run side by side. Thread-safe; tasks must not use it themselves. */
final class Lanes implements AutoCloseable {
  private static final int THREADS = 8;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
    Thread thread = new Thread(task, "nightjar-s3");
    thread.setDaemon(true);
    return thread;
  });

  /**
   * Runs all tasks and waits for them.
   *
   * @return their results in order
   * @throws NightjarException what the first task that failed threw
   */
  <T> List<T> all(List<? extends Callable<T>> tasks) {
    try {
      List<T> results = new ArrayList<>();
      if (tasks.size() == 1) {
        results.add(tasks.get(0).call());
        return results;
      }
      for (Future<T> done : threads.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.UNAVAILABLE, "interrupted while a bucket was asked", e);
    } catch (RejectedExecutionException e) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed", e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (Exception e) {
      throw rethrown(e);
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof NightjarException known ? new NightjarException(known.code(), known.getMessage(), known)
        : new IllegalStateException(failure);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
