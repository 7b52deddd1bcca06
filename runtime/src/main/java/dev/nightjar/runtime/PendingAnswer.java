package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.DeadlineTimer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer on its way to the caller. It is there at the request's deadline at the latest, and if it fails, it fails
 * with a {@link NightjarException}.
 */
final class PendingAnswer<T> {
  private static final Logger LOG = LoggerFactory.getLogger(PendingAnswer.class);

  private final CompletableFuture<T> answer;
  private final Cancellation cancellation;

  private PendingAnswer(CompletableFuture<T> answer, Cancellation cancellation) {
    this.answer = answer;
    this.cancellation = cancellation;
  }

  /**
   * Starts work on the calling thread; what it throws is the answer's failure.
   *
   * @param timer ends the wait at the deadline
   */
  static <T> PendingAnswer<T> of(DeadlineTimer timer, Supplier<? extends CompletableFuture<? extends T>> work,
      Cancellation cancellation) {
    CompletableFuture<T> answer;
    try {
      answer = cancellation.bound(reported(work.get()), timer);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      answer = CompletableFuture.failedFuture(report(e));
    }
    return new PendingAnswer<>(answer, cancellation);
  }

  private static <T> CompletableFuture<T> reported(CompletableFuture<? extends T> answer) {
    return answer.handle((value, thrown) -> {
      if (thrown == null) {
        return value;
      }
      throw new CompletionException(report(thrown instanceof CompletionException ? thrown.getCause() : thrown));
    });
  }

  /** A defect is logged here; the caller does not get its message, which may hold anything. */
  private static NightjarException report(Throwable thrown) {
    if (thrown instanceof NightjarException e) {
      return e;
    }
    if (codeOf(thrown) == ErrorCode.OUT_OF_MEMORY) {
      LOG.error("a request found too little memory: start Java with a larger -Xmx, or serve fewer at once", thrown);
      return new NightjarException(ErrorCode.OUT_OF_MEMORY,
          "the server has too little memory for this request now: try again later", thrown);
    }
    LOG.error("a request failed", thrown);
    return new NightjarException(ErrorCode.INTERNAL,
        "the request failed for a reason that lies in the server", thrown);
  }

  /** The code of a failure, whatever is wrapped around it. */
  static ErrorCode codeOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof NightjarException e) {
        return e.code();
      }
      if (cause instanceof OutOfMemoryError) {
        return ErrorCode.OUT_OF_MEMORY;
      }
    }
    return ErrorCode.INTERNAL;
  }

  CompletableFuture<T> future() {
    return answer;
  }

  /** Blocks until the answer is there; {@code CANCELLED} when the waiting thread is interrupted. */
  T await() {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw report(e.getCause());
    } catch (InterruptedException e) {
      cancellation.cancel();
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "the waiting thread was interrupted", e);
    }
  }
}
