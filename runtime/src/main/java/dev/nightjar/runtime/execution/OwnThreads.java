package dev.nightjar.runtime.execution;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Daemon threads of a pool, whose end can be waited for: a pool is said to have ended a moment before its threads have,
 * and a container that takes an application's classes away looks at threads. Thread-safe.
 */
public final class OwnThreads implements ThreadFactory {
  /** Longest wait for threads that have nothing to do any more. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String name;
  private final Set<Thread> made = ConcurrentHashMap.newKeySet();

  /** Threads of this name. */
  public OwnThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    made.add(thread);
    return thread;
  }

  /**
   * Waits until all threads have ended, for two seconds at most: one that is still at work is left to it. Of a pool
   * that was shut down. The calling thread is not waited for; an interrupt ends the wait, and the thread stays
   * interrupted.
   */
  public void awaitEnd() {
    long until = System.nanoTime() + LONGEST_NANOS;
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
