package dev.nightjar.servlet;

import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.InFlight;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The endpoint without a transport, for servers that speak HTTP and know no servlets: {@link NightjarServlet} is this
 * behind the servlet API, which need not be on the class path here. The host makes a {@link Request} of what its server
 * has read, sends the {@link Response}, and closes it:
 *
 * <pre>{@code
 * try (HttpEndpoint.Response response = endpoint.answer(request).join()) {
 *   server.send(response.status(), response.headers(), response.body());
 * }
 * }</pre>
 *
 * <p>Routing, limits, decompression, refusals, rules for browsers and the access log are those of the servlet.
 * What is left to the host's server: time-outs of silent connections, bounds on headers, and TLS.
 *
 * <p>Thread-safe. It uses the runtime and does not close it: the code that made the runtime does, after {@link #drain}.
 */
public final class HttpEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

  /** W3C Trace Context. */
  static final String TRACEPARENT = "traceparent";

  private final Endpoint endpoint;
  private final HttpLimits limits;
  private final BrowserRules browsers;
  private final AccessLog accessLog;
  private final BodyPace pace;
  private final InFlight inFlight = new InFlight();

  /** An endpoint with the default limits, no pages of other origins, any name and no access log. */
  public HttpEndpoint(NightjarRuntime runtime) {
    this(runtime, HttpLimits.defaults(), BrowserRules.none(), AccessLog.none());
  }

  /** An endpoint over a running runtime. */
  public HttpEndpoint(NightjarRuntime runtime, HttpLimits limits, BrowserRules browsers, AccessLog accessLog) {
    this(runtime, limits, browsers, accessLog, OperatorRoutes.NONE);
  }

  HttpEndpoint(NightjarRuntime runtime, HttpLimits limits, BrowserRules browsers, AccessLog accessLog,
      OperatorRoutes operators) {
    this.limits = Objects.requireNonNull(limits, "limits");
    this.browsers = Objects.requireNonNull(browsers, "browsers");
    this.accessLog = new ContainedLog(Objects.requireNonNull(accessLog, "accessLog"));
    this.endpoint = new Endpoint(Objects.requireNonNull(runtime, "runtime"), limits, inFlight, operators);
    this.pace = BodyPace.of(limits);
  }

  /** Opens the body of a request when it is first read, which is not at all where the request is refused before. */
  @FunctionalInterface
  public interface BodySource {
    /** The body as it came over the wire, without the framing of the transport; not inflated. */
    InputStream open() throws IOException;
  }

  /**
   * A request as a server has read it.
   *
   * @param method HTTP method
   * @param path decoded, below the place at which the endpoint is mounted; begins with a slash, or is empty.
   *     Any other path is unknown: a prefix that is cut off as text leaves one of a neighbour, such as that of /fhev1
   * @param query text behind the {@code ?}, not decoded; null or empty when there is none
   * @param headers gives the first value of a header by its name in any case, or null
   * @param caller says who asks, or throws {@code UNAUTHENTICATED} of {@link dev.nightjar.api.NightjarException}; asked
   *     once. Keys belong to the principal, so it names nobody whom the host has not verified
   * @param body its body
   * @param remoteAddress of the connection, for the access log
   * @param host name under which the server is asked, without a port; empty where the request names none
   * @param multiplexed whether the connection carries several requests at once (HTTP/2), so that no one may close it
   */
  public record Request(String method, String path, String query, UnaryOperator<String> headers,
      Supplier<Caller> caller, BodySource body, String remoteAddress, String host, boolean multiplexed) {
    public Request {
      method = method.toUpperCase(Locale.ROOT);
      Objects.requireNonNull(path, "path");
      query = Objects.requireNonNullElse(query, "");
      Objects.requireNonNull(headers, "headers");
      Objects.requireNonNull(caller, "caller");
      Objects.requireNonNull(body, "body");
      Objects.requireNonNull(remoteAddress, "remoteAddress");
      Objects.requireNonNull(host, "host");
    }

    /** A request over HTTP/1.1, asked under the name in its header {@code Host}. */
    public Request(String method, String path, String query, UnaryOperator<String> headers, Supplier<Caller> caller,
        BodySource body, String remoteAddress) {
      this(method, path, query, headers, caller, body, remoteAddress,
          Objects.requireNonNullElse(headers.apply("Host"), "").replaceFirst(":\\d*$", ""), false);
    }

    /** The length of the body; over HTTP/1 there is none where neither a length nor chunks are announced. */
    long announced() {
      String length = headers.apply("Content-Length");
      if (length == null) {
        return multiplexed || headers.apply("Transfer-Encoding") != null ? -1 : 0;
      }
      try {
        return Math.max(-1, Long.parseLong(length.strip()));
      } catch (NumberFormatException e) {
        return -1;
      }
    }
  }

  /**
   * What to send. Close it when it has been sent, and also when it could not be: until then the request's memory is
   * taken, and {@link #drain} waits for it. Used by one thread at a time.
   */
  public static final class Response implements AutoCloseable {
    private static final byte[] NONE = {};

    private final Answer answer;
    private final Held held;
    private boolean closed;

    private Response(Answer answer, Held held) {
      this.answer = answer;
      this.held = held;
    }

    /** HTTP status. */
    public int status() {
      return answer.status();
    }

    /** Headers, {@code Content-Type} included; {@code Content-Length} is the length of {@link #body}. */
    public Map<String, String> headers() {
      return answer.contentType().isEmpty() ? answer.headers()
          : answer.with("Content-Type", answer.contentType()).headers();
    }

    /** Its bytes, not copied; empty in answer to {@code HEAD}. */
    public byte[] body() {
      return held.head ? NONE : answer.body();
    }

    /** What it would be in answer to {@code GET}, for containers that know {@code HEAD} themselves. */
    Answer answer() {
      return answer;
    }

    /**
     * Reads what the client still sends of a refused body, within {@link HttpLimits#drainBytes}, so that it gets to see
     * the answer; then gives the request's memory back and writes its line of the access log. Idempotent.
     */
    @Override
    public void close() {
      try {
        if (!closed && held.body.unread()) {
          held.body.drain(held.drainBytes);
        }
      } catch (IOException e) {
        LOG.debug("the client went away while the rest of its body was read", e);
      } finally {
        release();
      }
    }

    /** The same without reading from a connection that is broken. */
    void release() {
      if (!closed) {
        closed = true;
        held.release(answer);
      }
    }
  }

  /** What a request holds until it is answered. */
  private record Held(Body body, boolean head, int drainBytes, Lease buffers, InFlight.Call call, AccessLine line,
      AccessLog log, NightjarRuntime runtime) {
    void release(Answer answer) {
      log.log(line.answered(answer));
      runtime.answered(line.event(answer));
      buffers.close();
      call.close();
    }
  }

  /**
   * Answers a request. Its body is read on the calling thread, which waits for bytes that are still to come: no thread
   * of an event loop.
   *
   * @return never fails; completes at once or, for inferences, on a thread that computes. Send it from another thread,
   *     as slow clients would keep that one from its work
   */
  public CompletableFuture<Response> answer(Request request) {
    return answer(request, Cancellation.manual());
  }

  /**
   * The same for a server that can tell when a client has gone.
   *
   * @param gone to cancel when nobody waits for the answer any more: its inference does not begin, or stops at the next
   *     node of its circuit. The answer comes all the same, and is to be closed. A deadline of it does not count
   */
  public CompletableFuture<Response> answer(Request request, Cancellation gone) {
    Objects.requireNonNull(gone, "gone");
    String id = RequestId.of(request.headers.apply(RequestId.HEADER));
    Trace trace = Trace.of(id, request.headers.apply(TRACEPARENT));
    long announced = request.announced();
    Body body = new Body(announced,
        Objects.requireNonNullElse(request.headers.apply("Content-Encoding"), "identity"),
        request.headers.apply("Expect") != null, request.body, pace);
    Held held = new Held(body, request.method.equals("HEAD"), limits.drainBytes(), new Lease(), inFlight.enter(),
        AccessLine.of(request.method, request.remoteAddress, trace, endpoint.route(request.method, request.path),
            announced), accessLog, endpoint.runtime());
    CompletableFuture<Answer> answer;
    try (MDC.MDCCloseable named = MDC.putCloseable(RequestId.LOG_KEY, id)) {
      answer = browsers.admits(request.host)
          ? endpoint.answer(new Endpoint.Request(trace, request.method, request.path, request.headers, request.query,
              body, held.buffers, request.caller, gone))
          : CompletableFuture.completedFuture(Problem.misdirected().answer());
    }
    return answer.thenApply(a -> new Response(completed(a, request, body, id), held));
  }

  private Answer completed(Answer answer, Request request, Body body, String id) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(RequestId.HEADER, id);
    headers.putAll(browsers.headers(request.method, request.headers));
    headers.putAll(answer.headers());
    if (!request.multiplexed && body.spoilsConnection()) {
      headers.put("Connection", "close");
    }
    return Problem.withRequestId(answer, id).with(headers);
  }

  /**
   * Stops taking work: from now on requests are answered 503 and {@code /health} says {@code draining}; requests that
   * have been taken are finished. Call it before the server is stopped. Idempotent.
   *
   * @param patience how long to wait for them
   * @return whether all of them have been answered
   */
  public boolean drain(Duration patience) throws InterruptedException {
    inFlight.drain();
    return inFlight.awaitNone(patience);
  }

  /**
   * Has made-up keys and queries of each model sent through a second endpoint of this kind, in the background, once the
   * models are warm: until that has ended, {@code /health} says {@code warming}. Keys of it are in memory, and it is in
   * no log and no meter; the server of the host itself is not tried. Call it once for a runtime, when the host starts.
   *
   * @throws IllegalStateException when the runtime has a rehearsal already, see {@link NightjarRuntime#rehearse}
   */
  public void rehearse() {
    endpoint.runtime().rehearse(new EndpointRehearsal(limits, RequestRehearsal.ROUNDS));
  }

  /**
   * A caller as hosts know them.
   *
   * @param principal name that the host has verified, or null for an anonymous caller
   * @param address from which an anonymous caller comes; those of one IPv6 network of 64 bits share a quota
   */
  public static Caller caller(String principal, String address) {
    return new Caller(Optional.ofNullable(principal), CallerAddress.account(address), Optional.empty());
  }

  /** For what the server refuses by itself, before it asks this endpoint. */
  public ContainerRefusals containerRefusals() {
    return new ContainerRefusals(endpoint.runtime(), accessLog);
  }

  /** The routes for those who run the server. */
  Routes management() {
    return endpoint.management();
  }
}
