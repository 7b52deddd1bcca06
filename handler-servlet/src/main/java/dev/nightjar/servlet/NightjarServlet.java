package dev.nightjar.servlet;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.Cancellation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint as a servlet, for any container of Servlet 6.0 or later. Mount an instance under any context
 * path and mapping; all routes are below it. With {@code asyncSupported} an inference holds no container
 * thread while it waits and computes, and is given up when the container says that its client has gone, or the host
 * does ({@link #CLIENT_GONE}); without, it holds one.
 *
 * <p>Thread-safe. It uses the runtime and does not close it: the code that made the runtime does, after
 * {@link #drain}.
 */
public final class NightjarServlet extends HttpServlet {
  /**
   * Name of an attribute of a request, for hosts that notice that a client has gone where their container does not tell
   * (over HTTP/1.1 most do not): a {@link CompletionStage}. When it completes, the inference is given up, as by the
   * {@code Cancellation} of {@link HttpEndpoint#answer(HttpEndpoint.Request, Cancellation)}. The embedded server of
   * {@code serve} has it.
   */
  public static final String CLIENT_GONE = "dev.nightjar.clientGone";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(NightjarServlet.class);

  private final transient HttpEndpoint endpoint;
  private final transient ServletSettings settings;

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
    this.endpoint = new HttpEndpoint(runtime, settings.limits(), settings.browsers(), settings.accessLog(),
        new OperatorRoutes(settings.metrics(), settings.managed()));
  }

  /**
   * Stops taking work: from now on requests are answered 503 and {@code /health} says {@code draining};
   * requests that have been taken are finished. Call it before the container is stopped. Idempotent.
   *
   * @param patience how long to wait for them
   * @return whether all of them have been answered
   */
  public boolean drain(Duration patience) throws InterruptedException {
    return endpoint.drain(patience);
  }

  /**
   * Tries the way of requests in the background, once the models are warm, so that the first client does not find it
   * interpreted: {@code /health} says {@code warming} until then. See {@link HttpEndpoint#rehearse}.
   */
  public void rehearse() {
    endpoint.rehearse();
  }

  /**
   * A second servlet for a port or a path that only those reach who run the server: {@code GET /health}, with all that
   * it tells, {@code GET /metrics} where {@link ServletSettings#metrics} has a page, and the index of models, whoever
   * asks. Models are loaded and unloaded there by callers with the role of an {@linkplain
   * dev.nightjar.api.keys.Caller#admin admin} alone, whom {@link ServletSettings#callers} knows; others are answered
   * 403. Health says {@code draining} when this servlet drains. Mount it where clients cannot come.
   */
  public HttpServlet management() {
    return management(settings.browsers(), settings.callers());
  }

  /**
   * The same with rules and callers of its own.
   *
   * @param browsers of which the names count here
   * @param admins says who may load and unload models: asked for these requests alone. One that makes every caller an
   *     admin is right where nobody else than admins can connect, as on the loopback interface
   */
  public HttpServlet management(BrowserRules browsers, CallerResolver admins) {
    return new ManagementServlet(endpoint.management(), Objects.requireNonNull(browsers, "browsers"),
        Objects.requireNonNull(admins, "admins"), BodyPace.of(settings.limits()));
  }

  /** For what the container refuses by itself, before this servlet sees it, where its error answers can be written. */
  public ContainerRefusals containerRefusals() {
    return endpoint.containerRefusals();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Cancellation gone = Cancellation.manual();
    if (request.getAttribute(CLIENT_GONE) instanceof CompletionStage<?> noticed) {
      noticed.thenRun(gone::cancel);
    }
    CompletableFuture<HttpEndpoint.Response> answer = endpoint.answer(new HttpEndpoint.Request(request.getMethod(),
        path(request), request.getQueryString(), request::getHeader, () -> settings.callers().resolve(request),
        request::getInputStream, request.getRemoteAddr(), String.valueOf(request.getServerName()),
        multiplexes(request)), gone);
    if (answer.isDone() || !request.isAsyncSupported()) {
      send(answer.join(), response);
      return;
    }
    AsyncContext async = request.startAsync();
    // The deadline is the runtime's; a second clock would race with it.
    async.setTimeout(0);
    Departure departure = new Departure(gone);
    async.addListener(departure);
    answer.thenAccept(a -> sendLater(a, async, departure));
  }

  /** Whether the connection carries several requests at once, so that no one of them may close it. */
  private static boolean multiplexes(HttpServletRequest request) {
    return !request.getProtocol().startsWith("HTTP/1");
  }

  /**
   * Called on a thread that computes, which must not wait for a slow client: the container's threads do that.
   */
  private static void sendLater(HttpEndpoint.Response answer, AsyncContext async, Departure departure) {
    if (!departure.begin()) {
      answer.release();
      return;
    }
    try {
      async.start(() -> {
        try {
          send(answer, (HttpServletResponse) async.getResponse());
        } finally {
          async.complete();
        }
      });
    } catch (RuntimeException e) {
      LOG.warn("the container took no more work; an answer is lost", e);
      answer.release();
    }
  }

  /** The path below the mapping, decoded by the container. */
  static String path(HttpServletRequest request) {
    if (request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT) {
      return request.getServletPath();
    }
    return request.getPathInfo() == null ? "/" : request.getPathInfo();
  }

  private static void send(HttpEndpoint.Response response, HttpServletResponse container) {
    Answer answer = response.answer();
    try {
      container.setStatus(answer.status());
      answer.headers().forEach(container::setHeader);
      if (!answer.contentType().isEmpty()) {
        container.setContentType(answer.contentType());
        container.setContentLength(answer.body().length);
        container.getOutputStream().write(answer.body());
      }
      container.flushBuffer();
      response.close();
    } catch (IOException e) {
      LOG.debug("the client went away before it had its answer", e);
    } finally {
      response.release();
    }
  }
}
