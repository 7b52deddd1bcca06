package dev.nightjar.runtime.cost;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a single query finds: keys and tables are no longer in the processor's caches, since other work went through
 * them, and threads have been put to sleep. Not thread-safe.
 */
final class Idleness implements Runnable {
  /** Larger than the caches of most processors that one process has to itself. */
  private static final int BYTES = 32 << 20;
  private static final int LINE_WORDS = 8;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private long[] words = new long[0];

  @Override
  public void run() {
    if (words.length == 0) {
      words = new long[BYTES / Long.BYTES];
    }
    for (int i = 0; i < words.length; i += LINE_WORDS) {
      words[i]++;
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
