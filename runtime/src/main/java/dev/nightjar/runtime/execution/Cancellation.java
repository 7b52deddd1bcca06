package dev.nightjar.runtime.execution;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Ends a request early: by {@link #cancel}, or at its deadline, which this class alone knows. A computation looks at it
 * between steps and stops; its answer is {@linkplain #bound bound} by it, so that the caller waits no longer than the
 * deadline even if a step does. Thread-safe.
 */
public final class Cancellation {
  private final LongSupplier nanoTime;
  private final Duration time;
  private final long deadlineNanos;
  private final AtomicBoolean cancelled;

  /** A null time is no deadline. */
  private Cancellation(LongSupplier nanoTime, Duration time, AtomicBoolean cancelled) {
    this.cancelled = cancelled;
    this.nanoTime = nanoTime;
    this.time = time;
    this.deadlineNanos = time == null ? 0 : nanoTime.getAsLong() + time.toNanos();
  }

  /** Without a deadline. */
  public static Cancellation manual() {
    return new Cancellation(() -> 0, null, new AtomicBoolean());
  }

  /** With a deadline, counted from now. */
  public static Cancellation after(Duration time) {
    return after(time, System::nanoTime);
  }

  /** With a deadline on a given clock. */
  public static Cancellation after(Duration time, LongSupplier nanoTime) {
    return new Cancellation(nanoTime, time, new AtomicBoolean());
  }

  /** With a deadline of its own, counted from now; who cancels one of both cancels the other, too. */
  public Cancellation within(Duration shorter) {
    return new Cancellation(System::nanoTime, Objects.requireNonNull(shorter, "shorter"), cancelled);
  }

  /** Asks the computation to stop. */
  public void cancel() {
    cancelled.set(true);
  }

  /** Whether the computation should stop. */
  public boolean requested() {
    return cancelled.get() || time != null && nanosLeft() <= 0;
  }

  /** Nanoseconds until the deadline; without one, more than any wait. */
  long nanosLeft() {
    return time == null ? Long.MAX_VALUE : deadlineNanos - nanoTime.getAsLong();
  }

  /**
   * Stops here when asked to.
   *
   * @throws NightjarException {@code CANCELLED}
   */
  public void check() {
    if (requested()) {
      throw cancelled.get() ? new NightjarException(ErrorCode.CANCELLED, "the request was cancelled") : pastDeadline();
    }
  }

  /**
   * The same answer, but {@code CANCELLED} at the deadline if it is not there by then; without a deadline, the answer
   * itself. The computation is not interrupted: it stops when it looks next.
   *
   * @param timer ends the wait
   */
  public <T> CompletableFuture<T> bound(CompletableFuture<T> answer, DeadlineTimer timer) {
    if (time == null) {
      return answer;
    }
    CompletableFuture<T> bounded = answer.copy();
    timer.end(bounded, Math.max(0, nanosLeft()));
    return bounded.exceptionally(thrown -> {
      // A failure of the answer itself arrives in a CompletionException.
      if (thrown instanceof TimeoutException) {
        throw pastDeadline();
      }
      throw thrown instanceof CompletionException e ? e : new CompletionException(thrown);
    });
  }

  private NightjarException pastDeadline() {
    String seconds = BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString();
    return new NightjarException(ErrorCode.CANCELLED,
        "the request ran past its deadline of " + seconds + " s; try again when there is less load");
  }
}
