package dev.nightjar.client.http;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a request a bounded number of times, waiting longer each time or as long as the server says, within a
 * limit.
 */
final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How a thread waits; tests put in one that only counts. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  private final int attempts;
  private final Pause pause;

  Retry(int attempts) {
    this(attempts, d -> TimeUnit.NANOSECONDS.sleep(d.toNanos()));
  }

  Retry(int attempts, Pause pause) {
    this.attempts = attempts;
    this.pause = pause;
  }

  /** For a request that may arrive twice without harm. */
  <T> T idempotent(Supplier<T> request) {
    return run(request, failure -> failure.turnedAway() || failure.unavailable() || failure.unanswered());
  }

  /**
   * For a request that harms nothing when it arrives twice, but costs the server work or room: not tried again as long
   * as the first may be under way.
   */
  <T> T costly(Supplier<T> request) {
    return run(request, failure -> failure.turnedAway() || failure.unavailable());
  }

  /** For a request that must not arrive twice: tried again only when the server said that it did nothing. */
  <T> T once(Supplier<T> request) {
    return run(request, HttpFailure::turnedAway);
  }

  private <T> T run(Supplier<T> request, Predicate<HttpFailure> again) {
    Duration backOff = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return request.get();
      } catch (HttpFailure e) {
        if (!again.test(e) || attempt == attempts) {
          throw e;
        }
        Duration wait = shorter(e.askedToWait().isZero() ? backOff : e.askedToWait(), LONGEST_PAUSE);
        LOG.debug("attempt {} of {} failed, next in {}: {}", attempt, attempts, wait, e.getMessage());
        pause(wait);
        backOff = backOff.multipliedBy(2);
      }
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private void pause(Duration duration) {
    try {
      pause.of(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED,
          "the request was interrupted while it waited to be repeated", e);
    }
  }
}
