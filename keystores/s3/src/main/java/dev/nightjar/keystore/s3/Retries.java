package dev.nightjar.keystore.s3;

import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;

/**
 * How often a request is sent again, and how long is waited before: twice as long each time, with half of it drawn, so
 * that replicas do not come back together. Thread-safe.
 *
 * @param attempts how often a request is sent at most
 * @param first longest time before the second attempt
 */
record Retries(int attempts, Duration first) {
  /** Five attempts, with about two seconds of waiting between them. */
  static final Retries DEFAULT = new Retries(5, Duration.ofMillis(150));

  private static final Set<Integer> STATUSES = Set.of(429, 500, 502, 503, 504);
  private static final Set<String> CODES = Set.of("ConditionalRequestConflict", "OperationAborted", "RequestTimeout",
      "SlowDown", "InternalError", "ServiceUnavailable");

  /** Whether a service may do later what it did not do now. */
  boolean isWorthIt(Answer answer) {
    return STATUSES.contains(answer.status()) || answer.status() >= 400 && CODES.contains(answer.code());
  }

  /** Waits before another attempt; the first is number 1. */
  void await(int attempt) throws InterruptedIOException {
    long most = first.toMillis() << attempt - 1;
    try {
      Thread.sleep(most / 2 + (long) (new SecureRandom().nextDouble() * most / 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two attempts");
    }
  }
}
