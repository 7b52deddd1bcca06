package dev.nightjar.servlet;

import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.runtime.execution.Cancellation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.MDC;

/** Routes of which those that only tell need no token, each answered at once; {@code HEAD} is answered as well. */
final class ManagementServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Routes routes;
  private final transient BodyPace pace;
  private final transient BrowserRules browsers;
  private final transient CallerResolver admins;

  ManagementServlet(Routes routes, BrowserRules browsers, CallerResolver admins, BodyPace pace) {
    this.admins = admins;
    this.pace = pace;
    this.routes = routes;
    this.browsers = browsers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String id = RequestId.of(request.getHeader(RequestId.HEADER));
    Answer answer;
    try (MDC.MDCCloseable named = MDC.putCloseable(RequestId.LOG_KEY, id)) {
      answer = Problem.withRequestId(answer(request), id);
    }
    response.setHeader(RequestId.HEADER, id);
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    if (!answer.contentType().isEmpty()) {
      response.setContentType(answer.contentType());
    }
    response.setContentLength(answer.body().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
  }

  private Answer answer(HttpServletRequest request) {
    String path = NightjarServlet.path(request);
    if (!browsers.admits(request.getServerName())) {
      return Problem.misdirected().answer();
    }
    Optional<Routes.Match> match = routes.find(request.getMethod().equals("HEAD") ? "GET" : request.getMethod(), path);
    if (match.isEmpty()) {
      String allowed = String.join(", ", routes.methods(path));
      return allowed.isEmpty() ? Problem.unknownPath().answer()
          : Problem.methodNotAllowed(allowed).answer().with("Allow", allowed);
    }
    boolean none = request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null;
    Body body = new Body(none ? 0 : request.getContentLengthLong(), "identity", false, request::getInputStream, pace);
    try (Lease lease = new Lease()) {
      Routes.Route route = match.get().route();
      Caller caller = route.open() ? Caller.ANONYMOUS : admins.resolve(request);
      return route.target().answer(new Call(match.get().variables(), request::getHeader,
          Objects.requireNonNullElse(request.getQueryString(), ""), body, lease, caller, Cancellation.manual(),
          Trace.NONE, true))
          .toCompletableFuture().join();
    } catch (IOException e) {
      return Problem.of(Endpoint.broken(e)).answer();
    } catch (RuntimeException | Error e) {
      return Problem.of(e).answer();
    }
  }
}
