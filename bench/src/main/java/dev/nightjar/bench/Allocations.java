package dev.nightjar.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counts the heap that Java threads allocate. */
final class Allocations {
  private static final int CALLS = 3;

  private Allocations() {}

  /**
   * What one call allocates on all threads that live through it: the least of a few calls, since the first
   * may set up working memory and other threads of the JVM allocate too. Null where the JVM does not count.
   */
  static Long leastBytes(Runnable call) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
        || !threads.isThreadAllocatedMemorySupported() || !threads.isThreadAllocatedMemoryEnabled()) {
      return null;
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < CALLS; i++) {
      long[] ids = threads.getAllThreadIds();
      long[] before = threads.getThreadAllocatedBytes(ids);
      call.run();
      least = Math.min(least, difference(before, threads.getThreadAllocatedBytes(ids)));
    }
    return least;
  }

  /** Threads that are gone count -1. */
  private static long difference(long[] before, long[] after) {
    long[] grown = new long[before.length];
    Arrays.setAll(grown, i -> before[i] < 0 || after[i] < 0 ? 0 : after[i] - before[i]);
    return Arrays.stream(grown).sum();
  }
}
