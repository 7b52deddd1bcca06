package dev.nightjar.servlet;

/**
 * Problem documents (RFC 9457) for what a container refuses before the servlet sees it, such as a bad request line, so
 * that clients meet one form of error. Stateless and thread-safe.
 */
public final class ProblemDocuments {
  /** The media type of these documents. */
  public static final String MEDIA_TYPE = Problem.MEDIA_TYPE;

  private ProblemDocuments() {
  }

  /**
   * The document for a status that the container has chosen.
   *
   * @param status HTTP status, 400 or more
   * @return JSON in UTF-8
   */
  public static byte[] ofContainer(int status) {
    if (status == 503) {
      return new Problem(status, "unavailable", "the server stops and has not acted on this request").answer().body();
    }
    return new Problem(status, status < 500 ? "malformed-request" : "internal", status < 500
        ? "this server does not read this HTTP request: its request line, path or a header is not allowed"
        : "the server could not handle this request").answer().body();
  }
}
