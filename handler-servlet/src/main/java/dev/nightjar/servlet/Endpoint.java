package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.InFlight;
import dev.nightjar.servlet.Routes.Match;
import java.io.CharConversionException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.MDC;

/**
 * From a request to its answer, without a transport: routing, media types, and every failure as a problem
 * document.
 */
final class Endpoint {
  /** The secret that {@code POST /v1/keys} gave. */
  static final String UPLOAD_TOKEN = "Nightjar-Upload-Token";

  /** In logs and meters, the pattern of a path of which there is none. */
  static final String NO_ROUTE = "-";

  private static final String HEALTH = "/health";

  private final NightjarRuntime runtime;
  private final Routes routes = new Routes();
  private final InFlight inFlight;
  private final InfoRoutes info;
  private final OperatorRoutes operators;
  private final RepositoryRoutes repository;

  Endpoint(NightjarRuntime runtime, HttpLimits limits, InFlight inFlight, OperatorRoutes operators) {
    this.runtime = runtime;
    this.inFlight = inFlight;
    ByteBudget budget = new ByteBudget(limits.bufferedBytes());
    ArticleJson json = new ArticleJson(runtime.limits().queryBytes(), limits.decodedBytes(), budget);
    this.info = new InfoRoutes(runtime, limits, this::draining);
    info.register(routes);
    this.operators = operators;
    operators.register(routes);
    new ModelRoutes(runtime, budget).register(routes);
    new KeyRoutes(runtime, json, budget).register(routes);
    new ArticleRoutes(runtime, json).register(routes);
    new InferenceProtocolRoutes(runtime, budget, this::draining).register(routes);
    this.repository = new RepositoryRoutes(runtime, budget);
    repository.register(routes);
  }

  NightjarRuntime runtime() {
    return runtime;
  }

  /** The routes for clients. */
  Routes routes() {
    return routes;
  }

  /** The routes for those who run the server. */
  Routes management() {
    Routes management = new Routes();
    info.registerOpen(management);
    operators.registerOpen(management);
    repository.registerOpen(management);
    return management;
  }

  private boolean draining() {
    return inFlight.draining() || !runtime.ready();
  }

  /**
   * A request that has entered.
   *
   * @param trace with the id by which it is found in the log
   * @param method HTTP method in capitals
   * @param path decoded, below the mapping
   * @param headers gives a header or null
   * @param query text behind the {@code ?}, as it came; empty when there is none
   * @param lease what is given back when the request has been answered
   * @param caller says who asks, or throws {@code UNAUTHENTICATED}
   * @param gone is cancelled when nobody waits for the answer any more
   */
  record Request(Trace trace, String method, String path, UnaryOperator<String> headers, String query, Body body,
      Lease lease, Supplier<Caller> caller, Cancellation gone) {
  }

  /**
   * Answers a request; while draining, {@code /health} and what is below it alone.
   *
   * @return never fails, and completes on any thread
   */
  CompletableFuture<Answer> answer(Request request) {
    String method = request.method;
    String path = request.path;
    try {
      if (!path.equals(HEALTH) && !path.startsWith(HEALTH + '/') && !path.startsWith("/v2" + HEALTH + '/')) {
        inFlight.requireOpen();
      }
      Optional<Match> match = routes.find(method.equals("HEAD") ? "GET" : method, path);
      if (match.isEmpty()) {
        return CompletableFuture.completedFuture(unrouted(method, path));
      }
      Routes.Route route = match.get().route();
      Optional<Caller> caller = caller(request, route.open());
      List<String> consumes = route.consumes();
      if (!route.takes(mediaType(request.headers.apply("Content-Type")))) {
        return CompletableFuture.completedFuture(
            Problem.unsupportedMediaType(String.join(" or ", consumes)).answer());
      }
      if (!consumes.isEmpty() && !request.body.readable()) {
        return CompletableFuture.completedFuture(
            Problem.unsupportedEncoding().answer().with("Accept-Encoding", "gzip"));
      }
      return route.target()
          .answer(new Call(match.get().variables(), request.headers, request.query, request.body, request.lease,
              caller.orElse(Caller.ANONYMOUS), request.gone, request.trace, caller.isPresent()))
          .exceptionally(e -> failed(request.trace.requestId().orElse(""),
              e instanceof CompletionException ? e.getCause() : e))
          .toCompletableFuture();
    } catch (IOException e) {
      return CompletableFuture.completedFuture(Problem.of(broken(e)).answer());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.completedFuture(Problem.of(e).answer());
    }
  }

  /** On the thread that computed, whose log lines are nobody's otherwise. */
  private static Answer failed(String id, Throwable failure) {
    try (MDC.MDCCloseable named = MDC.putCloseable(RequestId.LOG_KEY, id)) {
      return Problem.of(failure).answer();
    }
  }

  /** The pattern of the route that a request takes; {@code -} when there is none. */
  String route(String method, String path) {
    return routes.find(method.equals("HEAD") ? "GET" : method, path)
        .map(match -> "/" + String.join("/", match.route().pattern())).orElse(NO_ROUTE);
  }

  /** Who asks; empty when it is not known who, and the route is open to all. */
  private static Optional<Caller> caller(Request request, boolean open) {
    try {
      Caller caller = request.caller.get();
      String token = request.headers.apply(UPLOAD_TOKEN);
      return Optional.of(token == null ? caller : caller.withUploadToken(UploadToken.parse(token)));
    } catch (NightjarException e) {
      if (open && e.code() == ErrorCode.UNAUTHENTICATED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Often no client is left to read this answer, but one that was only slow is still connected. */
  static NightjarException broken(IOException e) {
    if (e instanceof CharConversionException) {
      return new NightjarException(ErrorCode.MALFORMED_REQUEST, "the JSON has bytes that are no text; send it in UTF-8",
          e);
    }
    return e instanceof SocketTimeoutException || e.getCause() instanceof TimeoutException
        ? new NightjarException(ErrorCode.CANCELLED, "the body stopped arriving in the middle", e)
        : new NightjarException(ErrorCode.MALFORMED_REQUEST, "the connection broke in the body", e);
  }

  private Answer unrouted(String method, String path) {
    Set<String> methods = routes.methods(path);
    if (methods.isEmpty()) {
      return Problem.unknownPath().answer();
    }
    String allowed = String.join(", ", methods);
    Answer answer = method.equals("OPTIONS") ? Answer.empty(204) : Problem.methodNotAllowed(allowed).answer();
    return answer.with("Allow", allowed);
  }

  private static String mediaType(String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
  }
}
