package dev.nightjar.client.http;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;

/** A request that failed, with what decides whether to try it again. */
final class HttpFailure extends NightjarException {
  private static final long serialVersionUID = 1L;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int UNREACHED = -1;

  private final int status;
  private final transient Duration retryAfter;

  private HttpFailure(ErrorCode code, String message, Throwable cause, int status, Duration retryAfter) {
    super(code, message, cause);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The server answered with an error. */
  static HttpFailure answered(ErrorCode code, String message, int status, Duration retryAfter) {
    return new HttpFailure(code, message, null, status, retryAfter);
  }

  /** No answer, or not a whole one; whether the server acted is unknown. */
  static HttpFailure unanswered(ErrorCode code, String message, Throwable cause) {
    return new HttpFailure(code, message, cause, 0, Duration.ZERO);
  }

  /** The server was not reached, so that it did not act. */
  static HttpFailure unreached(String message, Throwable cause) {
    return new HttpFailure(ErrorCode.UNAVAILABLE, message, cause, UNREACHED, Duration.ZERO);
  }

  /**
   * Whether the server did not act on the request: it was not reached, or turned the request away because of its load
   * or its end. A status 503 that names no time may come from the middle of the work.
   */
  boolean turnedAway() {
    return status == UNREACHED || status == TOO_MANY_REQUESTS || unavailable() && !retryAfter.isZero();
  }

  /** Whether the server said that it cannot do this now; it may have begun. */
  boolean unavailable() {
    return status == SERVICE_UNAVAILABLE;
  }

  boolean unanswered() {
    return status == 0 && code() == ErrorCode.UNAVAILABLE;
  }

  /** How long the server asked to wait, zero when it did not say. */
  Duration askedToWait() {
    return retryAfter;
  }
}
