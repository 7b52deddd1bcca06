package dev.nightjar.engine.java.machine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The fixed pool of an engine's threads. Callers hand over tasks and wait; they do no work themselves. */
public final class Workers implements AutoCloseable {
  /** Longest wait for threads when the pool is closed: they finish the task that they are at. */
  private static final int CLOSE_SECONDS = 2;

  private final int threads;
  private final ExecutorService pool;
  /** All that the pool has made, one in the place of one that failed included. */
  private final List<Thread> made = new CopyOnWriteArrayList<>();

  public Workers(int threads) {
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.pool = Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "nightjar-java-" + number.incrementAndGet());
      thread.setDaemon(true);
      made.add(thread);
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
   * Runs all tasks, the first ones first, and returns when the last has ended. After a task that failed, and when the
   * caller is interrupted, no other is begun; those that run are awaited all the same, since they write to what the
   * caller gives back.
   *
   * @throws NightjarException {@code UNAVAILABLE} when the engine was closed meanwhile, {@code CANCELLED} when the
   *     caller was interrupted; what a task threw
   */
  public void runAll(List<? extends Runnable> tasks) {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Future<?>> running = new ArrayList<>(tasks.size());
    Throwable failure = null;
    try {
      for (Runnable task : tasks) {
        running.add(pool.submit(() -> {
          if (!stopped.get()) {
            task.run();
          }
        }));
      }
    } catch (RejectedExecutionException e) {
      failure = closed();
      stopped.set(true);
    }
    boolean interrupted = false;
    int ended = 0;
    while (ended < running.size()) {
      try {
        running.get(ended).get();
        ended++;
      } catch (InterruptedException e) {
        interrupted = true;
        stopped.set(true);
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
        stopped.set(true);
        ended++;
      }
    }
    requireDone(interrupted, failure);
  }

  /** Throws what kept tasks from being done, if anything did. */
  static void requireDone(boolean interrupted, Throwable failure) {
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted while waiting for the java engine");
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof NightjarException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new NightjarException(ErrorCode.INTERNAL, "a task of the java engine failed: " + failure, failure);
    }
  }

  static NightjarException closed() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the java engine is closed");
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

  /** Waits until the threads have ended, unless they work for long: a host may take their classes away. */
  @Override
  public void close() {
    pool.shutdown();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    try {
      for (Thread thread : made) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (thread != Thread.currentThread() && left > 0) {
          thread.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
