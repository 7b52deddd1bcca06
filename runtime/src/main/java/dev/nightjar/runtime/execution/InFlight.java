package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests that are in progress, and whether new ones are taken. What drains, such as a runtime or a servlet, has
 * one: each request enters, then requires that it is open, and leaves when it is answered. Draining refuses the
 * requests that come later and waits for those that have entered. Thread-safe.
 */
public final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private int requests;

  private volatile boolean draining;

  /** The end of a request. Closing it twice is harmless. */
  public interface Call extends AutoCloseable {
    @Override
    void close();
  }

  /** Counts a request from now on, also while draining: the answer that refuses it is waited for, too. */
  public Call enter() {
    lock.lock();
    try {
      requests++;
      return new Entry();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses a request that comes too late. Called by a request that has entered, so that draining either waits for it
   * or refuses it.
   *
   * @throws NightjarException {@code UNAVAILABLE} once draining
   */
  public void requireOpen() {
    if (draining) {
      throw refusal();
    }
  }

  /** The refusal of a request while draining, of which nothing was done: another server may be asked. */
  static NightjarException refusal() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the server is draining and takes no more requests",
        Duration.ofSeconds(1));
  }

  /** Takes no new requests from now on. Idempotent; does not wait. */
  public void drain() {
    draining = true;
  }

  /** Whether new requests are refused. */
  public boolean draining() {
    return draining;
  }

  /**
   * Waits until no request is in progress.
   *
   * @param patience the longest wait; zero or less does not wait
   * @return whether there is none
   */
  public boolean awaitNone(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (requests > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return requests == 0;
    } finally {
      lock.unlock();
    }
  }

  private final class Entry implements Call {
    private boolean left;

    @Override
    public void close() {
      lock.lock();
      try {
        if (!left) {
          left = true;
          requests--;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
