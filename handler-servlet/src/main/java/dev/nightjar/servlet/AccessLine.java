package dev.nightjar.servlet;

import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.Trace;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Set;

/**
 * What the access log says of a request; made when it comes, written when it is answered.
 *
 * @param trace with its id
 * @param address of the connection
 * @param method HTTP method, if it is one that is known
 * @param route pattern of the path
 * @param received announced length of the body, negative when unknown
 * @param begunNanos by the clock that measures durations
 */
record AccessLine(Trace trace, String address, String method, String route, long received, long begunNanos) {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");
  private static final int MILLIS_DIGITS = 3;
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(MILLIS_DIGITS).toFormatter();

  static AccessLine of(String method, String address, Trace trace, String route, long received) {
    return new AccessLine(trace, address, METHODS.contains(method) ? method : "OTHER", route, received,
        System.nanoTime());
  }

  /** The same for listeners. */
  RequestAnswered event(Answer answer) {
    return new RequestAnswered(method, route, answer.status(), answer.refusal(),
        Math.max(0, System.nanoTime() - begunNanos), trace);
  }

  String answered(Answer answer) {
    return String.join(" ", TIME.format(Instant.now()), trace.requestId().orElse("-"), address, method, route,
        Integer.toString(answer.status()), received < 0 ? "-" : Long.toString(received),
        Integer.toString(answer.body().length), Long.toString((System.nanoTime() - begunNanos) / 1_000_000));
  }
}
