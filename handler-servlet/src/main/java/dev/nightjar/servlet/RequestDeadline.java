package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The time that a client gives its request. It can shorten the server's own deadline and never lengthen it, so a longer
 * one is no error: a client need not know the server's.
 */
final class RequestDeadline {
  static final String HEADER = "Nightjar-Deadline-Millis";

  /** A day, in the units of the header and of the parameter of the Open Inference Protocol. */
  private static final long MOST_MILLIS = 86_400_000L;
  private static final long MOST_MICROS = 1000 * MOST_MILLIS;

  private RequestDeadline() {
  }

  /**
   * The time that a header names.
   *
   * @param header its value, or null
   * @param server the server's own deadline
   * @return the shorter one
   * @throws NightjarException {@code MALFORMED_REQUEST} for anything but whole milliseconds within the bounds
   */
  static Duration of(String header, Duration server) {
    if (header == null) {
      return server;
    }
    OptionalLong millis = Words.digits(header.strip());
    if (millis.isEmpty() || millis.getAsLong() < 1 || millis.getAsLong() > MOST_MILLIS) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the header " + HEADER + " is a whole number of"
          + " milliseconds from 1 to " + MOST_MILLIS + ", and not " + Words.quote(header));
    }
    return shorter(Duration.ofMillis(millis.getAsLong()), server);
  }

  /**
   * The time that the parameter {@code timeout} of the Open Inference Protocol names, in microseconds, as Triton's
   * schedule policy has it; 0 is the server's own there.
   *
   * @param value as it stands in the JSON
   * @param number whether it is a whole number there
   * @return longer than any deadline for 0
   */
  static Duration parameter(String value, boolean number) {
    OptionalLong micros = number ? Words.digits(value) : OptionalLong.empty();
    if (micros.isEmpty() || micros.getAsLong() > MOST_MICROS) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the parameter timeout is a whole number of microseconds"
          + " from 1 to " + MOST_MICROS + ", or 0 for the server's own deadline, and not " + Words.quote(value));
    }
    return micros.getAsLong() == 0 ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.ofNanos(1000 * micros.getAsLong());
  }

  /** The shorter one of two times. */
  static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
