package dev.nightjar.servlet;

import dev.nightjar.api.keys.Caller;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Routes to read that need neither a token nor a body, each answered at once; {@code HEAD} is answered as well. */
final class ManagementServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Routes routes;
  private final transient BrowserRules browsers;

  ManagementServlet(Routes routes, BrowserRules browsers) {
    this.routes = routes;
    this.browsers = browsers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Answer answer = answer(request);
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setContentType(answer.contentType());
    response.setContentLength(answer.body().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
  }

  private Answer answer(HttpServletRequest request) throws IOException {
    String path = NightjarServlet.path(request);
    if (!browsers.admits(request.getServerName())) {
      return Problem.misdirected().answer();
    }
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      return Problem.methodNotAllowed("GET, HEAD").answer().with("Allow", "GET, HEAD");
    }
    Optional<Routes.Match> match = routes.find("GET", path);
    if (match.isEmpty()) {
      return Problem.unknownPath().answer();
    }
    Body none = new Body(0, "identity", false, () -> new ByteArrayInputStream(new byte[0]), null);
    try (Lease lease = new Lease()) {
      return match.get().route().target().answer(new Call(match.get().variables(), request::getHeader,
          Objects.requireNonNullElse(request.getQueryString(), ""), none, lease, Caller.ANONYMOUS, true))
          .toCompletableFuture().join();
    } catch (RuntimeException | Error e) {
      return Problem.of(e).answer();
    }
  }
}
