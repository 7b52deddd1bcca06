package dev.nightjar.servlet;

import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.runtime.NightjarRuntime;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a container refuses before a servlet sees it, such as a head that is too long: answered with a problem document
 * that has the request's id, written to the access log and told to listeners as other answers are. For hosts whose
 * container lets them write its error answers. Thread-safe.
 */
public final class ContainerRefusals {
  /** The media type of the documents. */
  public static final String MEDIA_TYPE = Problem.MEDIA_TYPE;

  private static final int CLIENT_ERRORS = 400;
  private static final int SERVER_ERRORS = 500;
  private static final int LAST = 599;
  private static final int UNAVAILABLE = 503;

  private final Optional<NightjarRuntime> runtime;
  private final AccessLog log;

  ContainerRefusals(NightjarRuntime runtime, AccessLog log) {
    this.runtime = Optional.of(runtime);
    this.log = log;
  }

  private ContainerRefusals() {
    this.runtime = Optional.empty();
    this.log = AccessLog.none();
  }

  /** Documents that are in no log and no meter, for a port of those who run the server. */
  public static ContainerRefusals untold() {
    return new ContainerRefusals();
  }

  /**
   * A refusal that is to be sent now.
   *
   * @param status that the container has chosen, 400 to 599
   * @param method HTTP method as far as it was read, or null
   * @param address of the connection
   * @param headers gives the first value of a header as far as they were read, or null
   */
  public Refusal of(int status, String method, String address, UnaryOperator<String> headers) {
    if (status < CLIENT_ERRORS || status > LAST) {
      throw new IllegalArgumentException("a refusal has a status from 400 to 599, not " + status);
    }
    String id = RequestId.of(headers.apply(RequestId.HEADER));
    Answer answer = Problem.withRequestId(problem(status).answer(), id);
    AccessLine line = AccessLine.of(Objects.requireNonNullElse(method, ""), address,
        Trace.of(id, headers.apply(HttpEndpoint.TRACEPARENT)), Endpoint.NO_ROUTE, -1);
    return new Refusal(answer, id, line);
  }

  private static Problem problem(int status) {
    if (status == UNAVAILABLE) {
      return new Problem(status, "unavailable", "the server stops and has not acted on this request");
    }
    return status < SERVER_ERRORS ? new Problem(status, "malformed-request",
        "this server does not read this HTTP request: its request line, path or a header is not allowed")
        : new Problem(status, "internal", "the server could not handle this request");
  }

  /** One refusal; used by one thread at a time. */
  public final class Refusal {
    private final Answer answer;
    private final String id;
    private final AccessLine line;

    private Refusal(Answer answer, String id, AccessLine line) {
      this.answer = answer;
      this.id = id;
      this.line = line;
    }

    /** The problem document, JSON in UTF-8 of {@link #MEDIA_TYPE}; not copied. */
    public byte[] document() {
      return answer.body();
    }

    /** For the answer's header {@code X-Request-Id}. */
    public String requestId() {
      return id;
    }

    /** It has been sent, or could not be: to be called once. */
    public void answered() {
      log.log(line.answered(answer));
      runtime.ifPresent(told -> told.answered(line.event(answer)));
    }
  }
}
