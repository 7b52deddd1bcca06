package dev.nightjar.engine.java.machine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The fixed pool of an engine's threads. Callers hand over tasks and wait; they do no work themselves. */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final ExecutorService pool;

  public Workers(int threads) {
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.pool = Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "nightjar-java-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }

  public int threads() {
    return threads;
  }

  /** Work on the half-open range {@code [from, to)}. */
  public interface RangeTask {
    void run(int from, int to);
  }

  /** Cuts {@code [0, count)} into one range for each thread and runs them all. */
  public void forRanges(int count, RangeTask task) {
    List<Runnable> tasks = new ArrayList<>();
    int parts = Math.min(threads, count);
    for (int t = 0; t < parts; t++) {
      int from = (int) ((long) count * t / parts);
      int to = (int) ((long) count * (t + 1) / parts);
      tasks.add(() -> task.run(from, to));
    }
    runAll(tasks);
  }

  /**
   * Runs all tasks, the first ones first, and returns when the last has ended.
   *
   * @throws NightjarException {@code UNAVAILABLE} when the engine was closed meanwhile or the caller
   *     interrupted
   */
  public void runAll(List<? extends Runnable> tasks) {
    List<Future<?>> running = new ArrayList<>(tasks.size());
    try {
      for (Runnable task : tasks) {
        running.add(pool.submit(task));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (RejectedExecutionException e) {
      throw closed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw failed(e.getCause());
    } finally {
      running.forEach(future -> future.cancel(false));
    }
  }

  static NightjarException closed() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the java engine is closed");
  }

  static NightjarException interrupted() {
    return new NightjarException(ErrorCode.CANCELLED, "interrupted while waiting for the java engine");
  }

  static NightjarException failed(Throwable cause) {
    return new NightjarException(ErrorCode.INTERNAL, "a task of the java engine failed: " + cause, cause);
  }

  /**
   * Hands over a task without waiting for it.
   *
   * @return false when the engine was closed, and the task will not run
   */
  boolean offer(Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
