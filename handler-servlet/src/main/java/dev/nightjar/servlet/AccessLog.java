package dev.nightjar.servlet;

/**
 * Takes a line for each request that the servlet has answered. The line has nine columns with one blank between them:
 *
 * <pre>
 * 2026-11-28T22:31:05.123Z 5f0c… 127.0.0.1 POST /v1/models/{m}/infer 200 16440 16440 112
 * </pre>
 *
 * <p>These are: the time of the answer in UTC, the request's id, the address of the connection, the method, the route
 * with names in braces in the place of what varies ({@code -} where there is none), the status, the bytes of the body
 * that were announced ({@code -} where their number was not), the bytes of the answer, and the milliseconds until it
 * was sent. No column holds bodies, keys, tokens, uids, or other text that a client chose, but for an id of letters,
 * digits and {@code ._-}. Called by many threads at once, and must not block. The first thing that it throws is logged,
 * and nothing that it throws is of any consequence to a request.
 */
@FunctionalInterface
public interface AccessLog {
  /** Takes a line, without an end of line. */
  void log(String line);

  /** Takes no line. */
  static AccessLog none() {
    return line -> {
    };
  }
}
