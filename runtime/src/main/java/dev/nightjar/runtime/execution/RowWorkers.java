package dev.nightjar.runtime.execution;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A bounded pool that runs the independent rows of a linear map. The calling thread works too, so that rows
 * are always finished, even when every other thread is busy or the pool is closed. Thread-safe.
 */
public final class RowWorkers implements AutoCloseable {
  private final int helpers;
  private final OwnThreads own = new OwnThreads("nightjar-rows");
  private final ExecutorService pool;
  private final WordMemory memory = new WordMemory();

  /**
   * A pool.
   *
   * @param threads threads that work on one loop at most, the caller included; at least 1
   */
  public RowWorkers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("rows need at least one thread, not " + threads);
    }
    this.helpers = threads - 1;
    this.pool = helpers == 0 ? null : Executors.newFixedThreadPool(helpers, own);
  }

  /** The work on one row. */
  interface Body {
    /**
     * Does it.
     *
     * @param scratch of this thread; holds whatever an earlier row left, of any loop
     */
    void row(int row, long[] scratch);
  }

  /**
   * Runs {@code body} for 0 to {@code rows - 1}, in any order and on several threads; returns when all are
   * done. What the bodies wrote is visible to the caller. The first exception of a body is thrown once the
   * loop has ended.
   *
   * @param scratchWords length of the array that each thread gets
   */
  void forEach(int rows, int scratchWords, Body body) {
    Loop loop = new Loop(rows, scratchWords, body, memory);
    try {
      for (int h = Math.min(helpers, rows - 1); h > 0; h--) {
        pool.execute(loop);
      }
    } catch (RejectedExecutionException closed) {
      // The caller alone runs the rows that no helper took.
    }
    loop.run();
    loop.await();
  }

  /** Waits until its threads have ended, unless they work for long. */
  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
      own.awaitEnd();
    }
  }

  /** A helper that starts after the last row was taken finds nothing to do and leaves. */
  private static final class Loop implements Runnable {
    private final int rows;
    private final int scratchWords;
    private final Body body;
    private final WordMemory memory;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch left;

    Loop(int rows, int scratchWords, Body body, WordMemory memory) {
      this.rows = rows;
      this.scratchWords = scratchWords;
      this.body = body;
      this.memory = memory;
      this.left = new CountDownLatch(rows);
    }

    @Override
    public void run() {
      long[] scratch = null;
      for (int r = next.getAndIncrement(); r < rows; r = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            scratch = scratch == null ? memory.take(scratchWords) : scratch;
            body.row(r, scratch);
          }
        } catch (Throwable t) {
          failure.compareAndSet(null, t);
        } finally {
          left.countDown();
        }
      }
      if (scratch != null && scratchWords > 0) {
        memory.give(scratch);
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          left.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable t = failure.get();
      if (t instanceof RuntimeException e) {
        throw e;
      }
      if (t instanceof Error e) {
        throw e;
      }
    }
  }
}
