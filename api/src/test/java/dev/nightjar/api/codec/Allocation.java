package dev.nightjar.api.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much heap a call takes. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {
  }

  /** Bytes that the calling thread allocates while it runs something. */
  static long of(Runnable call) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    call.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
