package dev.nightjar.servlet;

import java.util.UUID;
import java.util.regex.Pattern;

/** The id by which a request is found again: in its answer, in the log, and in what a proxy in front has logged. */
final class RequestId {
  static final String HEADER = "X-Request-Id";

  /** Its key in the context of the log's lines. */
  static final String LOG_KEY = "request_id";

  /** Nothing that would need escapes in a header, in JSON or in a line of a log. */
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {
  }

  /**
   * The one that came with the request, if it has a sane form, or a new one.
   *
   * @param given what came, or null
   */
  static String of(String given) {
    return given != null && SANE.matcher(given).matches() ? given : UUID.randomUUID().toString();
  }
}
