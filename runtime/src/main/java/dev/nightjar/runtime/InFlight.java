package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that are going on, and lets the last one out before the doors close. Thread-safe. */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private int calls;
  private boolean closed;

  /** The end of one call. */
  interface Call extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins a call: {@code UNAVAILABLE} once closed. */
  Call enter() {
    lock.lock();
    try {
      if (closed) {
        throw new NightjarException(ErrorCode.UNAVAILABLE,
            "the server is draining and takes no more requests");
      }
      calls++;
      return this::leave;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      calls--;
      empty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets no more calls in, and waits for those that are in, but no longer than this. */
  void close(Duration patience) {
    lock.lock();
    try {
      closed = true;
      long nanos = patience.toNanos();
      while (calls > 0 && nanos > 0) {
        nanos = empty.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
