package dev.nightjar.client.host;

import dev.nightjar.client.Parallelism;
import java.util.ArrayList;
import java.util.List;

/** Threads for key generation, started for each call and ended with it. Immutable, thread-safe. */
public final class WorkerThreads implements Parallelism {
  private static final int MAX_THREADS = 1024;

  private final int threads;

  /**
   * A number of threads, the calling one among them.
   *
   * @param threads 1 to 1024
   */
  public WorkerThreads(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException("keys are made on 1 to " + MAX_THREADS + " threads, not " + threads);
    }
    this.threads = threads;
  }

  /** One thread for each processor that this JVM sees. */
  public static WorkerThreads onAllProcessors() {
    return new WorkerThreads(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
  }

  @Override
  public void run(Runnable task) {
    List<Thread> workers = new ArrayList<>();
    try {
      for (int t = 1; t < threads; t++) {
        Thread worker = new Thread(task, "nightjar-keygen-" + t);
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
      }
      task.run();
    } finally {
      joinAll(workers);
    }
  }

  /** Waits even when interrupted, because the secret key must not be wiped under a working thread. */
  private static void joinAll(List<Thread> workers) {
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
