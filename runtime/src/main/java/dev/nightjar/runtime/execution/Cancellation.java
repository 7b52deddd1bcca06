package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells a computation that nobody waits for it any more: by {@link #cancel} or by a deadline. Computations
 * look at it between steps. Thread-safe.
 */
public final class Cancellation {
  private final LongSupplier nanoTime;
  private final boolean bounded;
  private final long deadlineNanos;
  private volatile boolean cancelled;

  private Cancellation(LongSupplier nanoTime, boolean bounded, long deadlineNanos) {
    this.nanoTime = nanoTime;
    this.bounded = bounded;
    this.deadlineNanos = deadlineNanos;
  }

  /** Without a deadline. */
  public static Cancellation manual() {
    return new Cancellation(() -> 0, false, 0);
  }

  /** With a deadline, counted from now. */
  public static Cancellation after(Duration time) {
    return after(time, System::nanoTime);
  }

  /** With a deadline on a given clock. */
  public static Cancellation after(Duration time, LongSupplier nanoTime) {
    return new Cancellation(nanoTime, true, nanoTime.getAsLong() + time.toNanos());
  }

  /** Asks the computation to stop. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the computation should stop. */
  public boolean requested() {
    return cancelled || bounded && deadlineNanos - nanoTime.getAsLong() <= 0;
  }

  /**
   * Stops here when asked to.
   *
   * @throws NightjarException {@code CANCELLED}
   */
  public void check() {
    if (requested()) {
      throw new NightjarException(ErrorCode.CANCELLED, cancelled ? "the request was cancelled"
          : "the request ran past its deadline; try again when there is less load");
    }
  }
}
