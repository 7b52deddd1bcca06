package dev.nightjar.runtime.warmup;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A clock of the work that this JVM does: its processor time, compilers included, which other processes on a busy
 * machine do not take; where that is little or not known, a part of the time that goes by, so that everything ends.
 */
public final class WorkClock implements LongSupplier {
  /** HotSpot counts the processor time of its process in hundredths of a second on Linux. */
  public static final Duration STEP = Duration.ofMillis(10);

  /** Of the processor time that one thread could have, a JVM that gets less than this share is not waited for. */
  private static final int LEAST_SHARE = 10;

  private final LongSupplier processorNanos;
  private final LongSupplier nanoClock;
  private final long begun;
  private final long worked;

  /**
   * A clock that begins at 0.
   *
   * @param processorNanos of this JVM; negative when not known
   * @param nanoClock nanoseconds since any moment
   */
  WorkClock(LongSupplier processorNanos, LongSupplier nanoClock) {
    this.processorNanos = processorNanos;
    this.nanoClock = nanoClock;
    this.begun = nanoClock.getAsLong();
    this.worked = processorNanos.getAsLong();
  }

  /** A clock of this JVM. */
  public static WorkClock ofThisJvm() {
    return new WorkClock(() -> ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() : -1, System::nanoTime);
  }

  @Override
  public long getAsLong() {
    long passed = nanoClock.getAsLong() - begun;
    return worked < 0 ? passed : Math.max(processorNanos.getAsLong() - worked, passed / LEAST_SHARE);
  }
}
