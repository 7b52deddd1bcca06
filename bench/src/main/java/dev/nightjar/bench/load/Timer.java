package dev.nightjar.bench.load;

import java.util.concurrent.locks.LockSupport;

/** Time and waiting, so that tests need neither. Thread-safe. */
interface Timer {
  /** Of this machine. */
  Timer SYSTEM = new Timer() {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void awaitNanoTime(long nanoTime) {
      for (long left = nanoTime - System.nanoTime(); left > 0 && !Thread.currentThread().isInterrupted();
          left = nanoTime - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  };

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  /** Returns at this time or, where it has passed, at once; earlier where the thread is interrupted. */
  void awaitNanoTime(long nanoTime);
}
