package dev.nightjar.servlet;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.InFlight;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The endpoint as a servlet, for any container of Servlet 6.0 or later. Mount an instance under any context
 * path and mapping; all routes are below it. With {@code asyncSupported} an inference holds no container
 * thread while it waits and computes; without, it holds one.
 *
 * <p>Thread-safe. It uses the runtime and does not close it: the code that made the runtime does, after
 * {@link #drain}.
 */
public final class NightjarServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(NightjarServlet.class);

  private final transient Endpoint endpoint;
  private final transient ServletSettings settings;
  private final transient BodyPace pace;
  private final transient InFlight inFlight = new InFlight();

  /** What a request holds until it is answered. */
  private record Held(Body body, boolean multiplexed, Lease buffers, InFlight.Call call, AccessLine line) {
    void release() {
      buffers.close();
      call.close();
    }
  }

  /** A servlet with the default limits. */
  public NightjarServlet(NightjarRuntime runtime) {
    this(runtime, HttpLimits.defaults());
  }

  /** A servlet over a running runtime, which takes callers from {@link CallerResolver#container()}. */
  public NightjarServlet(NightjarRuntime runtime, HttpLimits limits) {
    this(runtime, limits, CallerResolver.container());
  }

  /** A servlet over a running runtime, with {@link ServletSettings#defaults} for all else. */
  public NightjarServlet(NightjarRuntime runtime, HttpLimits limits, CallerResolver callers) {
    this(runtime, ServletSettings.defaults().withLimits(limits).withCallers(callers));
  }

  /** A servlet over a running runtime. */
  public NightjarServlet(NightjarRuntime runtime, ServletSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.endpoint = new Endpoint(runtime, settings.limits(), inFlight,
        new OperatorRoutes(settings.metrics(), settings.managed()));
    this.pace = BodyPace.of(settings.limits());
  }

  /**
   * Stops taking work: from now on requests are answered 503 and {@code /health} says {@code draining};
   * requests that have been taken are finished. Call it before the container is stopped. Idempotent.
   *
   * @param patience how long to wait for them
   * @return whether all of them have been answered
   */
  public boolean drain(Duration patience) throws InterruptedException {
    inFlight.drain();
    return inFlight.awaitNone(patience);
  }

  /**
   * A second servlet for a port or a path that only those reach who run the server: {@code GET /health}, with all that
   * it tells, whoever asks, and {@code GET /metrics} where {@link ServletSettings#metrics} has a page. Health says
   * {@code draining} when this servlet drains. Mount it where clients cannot come.
   */
  public HttpServlet management() {
    return management(settings.browsers());
  }

  /** The same with other rules for browsers, of which the names count here. */
  public HttpServlet management(BrowserRules browsers) {
    return new ManagementServlet(endpoint.management(), Objects.requireNonNull(browsers, "browsers"));
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Body body = new Body(announced(request),
        Objects.requireNonNullElse(request.getHeader("Content-Encoding"), "identity"),
        request.getHeader("Expect") != null, request::getInputStream, pace);
    String method = request.getMethod().toUpperCase(Locale.ROOT);
    String path = path(request);
    String id = RequestId.of(request);
    Held held = new Held(body, multiplexes(request), new Lease(), inFlight.enter(),
        AccessLine.of(request, id, endpoint.route(method, path), announced(request)));
    response.setHeader(RequestId.HEADER, id);
    settings.browsers().headers(request).forEach(response::setHeader);
    CompletableFuture<Answer> answer;
    try (MDC.MDCCloseable named = MDC.putCloseable(RequestId.LOG_KEY, id)) {
      String query = Objects.requireNonNullElse(request.getQueryString(), "");
      answer = settings.browsers().admits(request)
          ? endpoint.answer(new Endpoint.Request(id, method, path, request::getHeader, query, body, held.buffers,
              () -> settings.callers().resolve(request)))
          : CompletableFuture.completedFuture(Problem.misdirected().answer());
    }
    answer = answer.thenApply(a -> Problem.withRequestId(a, id));
    if (answer.isDone() || !request.isAsyncSupported()) {
      send(answer.join(), held, response);
      return;
    }
    AsyncContext async = request.startAsync();
    // The deadline is the runtime's; a second clock would race with it.
    async.setTimeout(0);
    answer.thenAccept(a -> sendLater(a, held, async));
  }

  /** The length of the body; over HTTP/1 there is none where neither a length nor chunks are announced. */
  private static long announced(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean none = length < 0 && !multiplexes(request) && request.getHeader("Transfer-Encoding") == null;
    return none ? 0 : length;
  }

  /** Whether the connection carries several requests at once, so that no one of them may close it. */
  private static boolean multiplexes(HttpServletRequest request) {
    return !request.getProtocol().startsWith("HTTP/1");
  }

  /**
   * Called on a thread that computes, which must not wait for a slow client: the container's threads do that.
   */
  private void sendLater(Answer answer, Held held, AsyncContext async) {
    try {
      async.start(() -> {
        try {
          send(answer, held, (HttpServletResponse) async.getResponse());
        } finally {
          async.complete();
        }
      });
    } catch (RuntimeException e) {
      LOG.warn("the container took no more work; an answer is lost", e);
      held.release();
    }
  }

  /** The path below the mapping, decoded by the container. */
  static String path(HttpServletRequest request) {
    if (request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT) {
      return request.getServletPath();
    }
    return request.getPathInfo() == null ? "/" : request.getPathInfo();
  }

  private void send(Answer answer, Held held, HttpServletResponse response) {
    try {
      response.setStatus(answer.status());
      answer.headers().forEach(response::setHeader);
      if (!held.multiplexed && held.body.spoilsConnection()) {
        response.setHeader("Connection", "close");
      }
      if (!answer.contentType().isEmpty()) {
        response.setContentType(answer.contentType());
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
      }
      response.flushBuffer();
      if (held.body.unread()) {
        held.body.drain(settings.limits().drainBytes());
      }
    } catch (IOException e) {
      LOG.debug("the client went away before it had its answer", e);
    } finally {
      settings.accessLog().log(held.line.answered(answer));
      held.release();
    }
  }
}
