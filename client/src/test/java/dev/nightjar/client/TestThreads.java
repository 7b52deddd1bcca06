package dev.nightjar.client;

import java.util.List;
import java.util.stream.IntStream;

/** Several threads for the tests of key generation; the module itself starts none. */
final class TestThreads {
  private TestThreads() {
  }

  /** Runs a task on this number of threads, the calling one among them. */
  static Parallelism of(int threads) {
    return task -> {
      List<Thread> others = IntStream.range(1, threads).mapToObj(i -> new Thread(task)).toList();
      others.forEach(Thread::start);
      try {
        task.run();
      } finally {
        others.forEach(TestThreads::join);
      }
    };
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
