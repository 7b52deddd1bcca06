package dev.nightjar.api.endpoint;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request is known by elsewhere: in logs, and in the trace of whoever sent it. Immutable.
 *
 * @param requestId its {@code X-Request-Id}, as the log and the answer have it; empty for calls that did not come over
 *     HTTP
 * @param traceparent its header {@code traceparent} (W3C Trace Context, section 3.2), the parent of a span that a
 *     listener makes; empty where there was none, or one that is to be ignored as it is malformed
 */
public record Trace(Optional<String> requestId, Optional<String> traceparent) {
  /** Of a call that did not come over HTTP. */
  public static final Trace NONE = new Trace(Optional.empty(), Optional.empty());

  /** Version, trace, span and flags; a version after 00 may have more, and ff is none. Ids of zeros are invalid. */
  private static final Pattern TRACEPARENT = Pattern.compile(
      "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:(?<!^00.{53})-[!-~]{0,200})?");

  public Trace {
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(traceparent, "traceparent");
  }

  /**
   * Of a request over HTTP.
   *
   * @param traceparent its header, or null
   */
  public static Trace of(String requestId, String traceparent) {
    return new Trace(Optional.of(requestId), Optional.ofNullable(traceparent).map(String::strip)
        .filter(given -> TRACEPARENT.matcher(given).matches()));
  }
}
