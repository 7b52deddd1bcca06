package dev.nightjar.server;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Keeps each processor busy, as inferences do, until it is closed. */
final class BusyProcessors implements AutoCloseable {
  private final LongAdder turns = new LongAdder();
  private final List<Thread> threads;
  private volatile boolean stopped;

  /** Starts as many threads as there are processors, and waits until each of them has run. */
  BusyProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();
    threads = IntStream.range(0, processors).mapToObj(i -> new Thread(this::spin, "busy-" + i)).toList();
    threads.forEach(thread -> {
      thread.setDaemon(true);
      thread.start();
    });
    while (turns.sum() < processors) {
      Thread.onSpinWait();
    }
  }

  private void spin() {
    long state = 1;
    while (!stopped) {
      for (int i = 0; i < 100_000; i++) {
        state = state * 6_364_136_223_846_793_005L + 1;
      }
      turns.add(state == 0 ? 2 : 1);
    }
  }

  /** Pieces of work done so far, by all of them. */
  long turns() {
    return turns.sum();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
