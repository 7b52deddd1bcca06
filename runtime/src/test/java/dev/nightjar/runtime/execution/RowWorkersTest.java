package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class RowWorkersTest {
  @Test
  void everyRowIsRunExactlyOnce() {
    AtomicIntegerArray runs = new AtomicIntegerArray(10_000);
    try (RowWorkers workers = new RowWorkers(4)) {
      workers.forEach(10_000, 0, (row, scratch) -> runs.incrementAndGet(row));
    }
    for (int r = 0; r < runs.length(); r++) {
      assertThat(runs.get(r)).isEqualTo(1);
    }
  }

  @Test
  void rowsRunOnSeveralThreadsAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger met = new AtomicInteger();
    try (RowWorkers workers = new RowWorkers(2)) {
      workers.forEach(2, 0, (row, scratch) -> {
        try {
          both.await();
          met.incrementAndGet();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
    }
    assertThat(met).hasValue(2);
  }

  @Test
  void eachThreadKeepsItsScratchOfTheLengthAskedFor() {
    AtomicInteger wrong = new AtomicInteger();
    try (RowWorkers workers = new RowWorkers(3)) {
      workers.forEach(1000, 7, (row, scratch) -> wrong.addAndGet(scratch.length == 7 ? 0 : 1));
    }
    assertThat(wrong).hasValue(0);
  }

  /** A container that takes an application's classes away looks at threads, and not at pools. */
  @Test
  void noThreadIsLeftWhenAPoolIsClosed() {
    for (int round = 0; round < 50; round++) {
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      DeadlineTimer deadlines = new DeadlineTimer();
      try (RowWorkers workers = new RowWorkers(4)) {
        workers.forEach(100, 0, (row, scratch) -> seen.add(Thread.currentThread()));
      }
      deadlines.close();
      seen.remove(Thread.currentThread());
      assertThat(seen).noneMatch(Thread::isAlive);
      assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> !before.contains(thread))
          .extracting(Thread::getName).doesNotContain("nightjar-deadlines");
    }
  }

  @Test
  void theExceptionOfARowReachesTheCaller() {
    try (RowWorkers workers = new RowWorkers(3)) {
      assertThatThrownBy(() -> workers.forEach(100, 0, (row, scratch) -> {
        if (row == 50) {
          throw new IllegalStateException("row 50");
        }
      })).hasMessage("row 50");
      AtomicInteger after = new AtomicInteger();
      workers.forEach(10, 0, (row, scratch) -> after.incrementAndGet());
      assertThat(after).hasValue(10);
    }
  }

  @Test
  void aClosedPoolLeavesTheRowsToTheCaller() {
    RowWorkers workers = new RowWorkers(4);
    workers.close();
    AtomicInteger runs = new AtomicInteger();
    workers.forEach(100, 0, (row, scratch) -> runs.incrementAndGet());
    assertThat(runs).hasValue(100);
  }

  @Test
  void zeroThreadsAreRefused() {
    assertThatThrownBy(() -> new RowWorkers(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
