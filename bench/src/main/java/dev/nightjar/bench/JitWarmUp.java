package dev.nightjar.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Lets the just-in-time compilers do their work before anything is timed. */
final class JitWarmUp {
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private JitWarmUp() {}

  /**
   * Runs everything once at least, then until two seconds are over and the compilers have done nothing for
   * one, or the limit is reached.
   */
  static void run(long limitNanos, Runnable everything) {
    long begin = System.nanoTime();
    long compiled = compiledMillis();
    long changed = begin;
    long now;
    do {
      everything.run();
      now = System.nanoTime();
      if (compiledMillis() != compiled) {
        compiled = compiledMillis();
        changed = now;
      }
    } while (now - begin < limitNanos && (now - begin < LEAST_NANOS || now - changed < QUIET_NANOS));
  }

  private static long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }
}
