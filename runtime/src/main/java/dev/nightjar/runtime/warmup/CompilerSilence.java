package dev.nightjar.runtime.warmup;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits until the JVM's compilers have hardly anything left to do. What is queued when the warm-up ends would otherwise
 * take a processor from the first requests, which run uncompiled code meanwhile. A little is always compiled where
 * anything runs, if only what asks whether the server is ready.
 */
public final class CompilerSilence {
  /** Longer than most methods take to be compiled: the JVM counts them when they are done. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Of the time of one processor, compilers that take no more than this part are idle. */
  private static final int IDLE_PART = 10;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LongSupplier compiled;
  private final LongSupplier nanoClock;
  private final Runnable pause;

  CompilerSilence(LongSupplier compiled, LongSupplier nanoClock, Runnable pause) {
    this.compiled = compiled;
    this.nanoClock = nanoClock;
    this.pause = pause;
  }

  /** Of this JVM. */
  public static CompilerSilence ofThisJvm() {
    return new CompilerSilence(CompilerSilence::compiledMillis, System::nanoTime,
        () -> LockSupport.parkNanos(PAUSE_NANOS));
  }

  /** Milliseconds that compilers took in this JVM, for whole methods; 0 when it does not tell. */
  public static long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported() ? compiler.getTotalCompilationTime() : 0;
  }

  /**
   * Waits for it.
   *
   * @param longest by the clock on the wall: on a busy machine compilers may go on for long
   * @param over whether not to wait any more
   */
  public void await(Duration longest, BooleanSupplier over) {
    long begun = nanoClock.getAsLong();
    long before = compiled.getAsLong();
    long busy = begun;
    long now = begun;
    while (now - busy < QUIET_NANOS && now - begun < longest.toNanos() && !over.getAsBoolean()) {
      pause.run();
      now = nanoClock.getAsLong();
      long after = compiled.getAsLong();
      if (!idle(after - before, QUIET_NANOS)) {
        before = after;
        busy = now;
      }
    }
  }

  /**
   * Whether compilers are idle that took so long.
   *
   * @param compiledMillis what they took by {@link #compiledMillis}
   * @param nanos in this time
   */
  public static boolean idle(long compiledMillis, long nanos) {
    return TimeUnit.MILLISECONDS.toNanos(compiledMillis) * IDLE_PART <= nanos;
  }
}
