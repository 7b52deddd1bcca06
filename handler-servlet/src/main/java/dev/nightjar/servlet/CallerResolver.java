package dev.nightjar.servlet;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * Says who sends a request. Keys belong to the {@link Caller#principal}, and quotas are counted by it, so a resolver
 * names nobody whom the host has not verified. Called by many threads at once, once for a request, before its body is
 * read.
 *
 * <p>An upload token that comes with the request is added by the servlet.
 */
@FunctionalInterface
public interface CallerResolver {
  /**
   * Who sends a request.
   *
   * @throws NightjarException {@code UNAUTHENTICATED} to refuse it; {@code GET /} and the short form of {@code GET
   *     /health} are answered nevertheless
   */
  Caller resolve(HttpServletRequest request);

  /**
   * Takes what the container knows: the user principal's name, and the address of the connection. Callers without a
   * user principal are anonymous. Put authentication in front to refuse them.
   */
  static CallerResolver container() {
    return request -> caller(request, request.getRemoteAddr());
  }

  /**
   * The same behind a proxy that appends the address of its client to {@code X-Forwarded-For}: the last one there is
   * taken. Only where no request comes by another way than through the proxy, as the header could say anything then.
   */
  static CallerResolver behindProxy() {
    return request -> caller(request, CallerAddress.forwarded(request));
  }

  private static Caller caller(HttpServletRequest request, String address) {
    Principal principal = request.getUserPrincipal();
    return HttpEndpoint.caller(principal == null ? null : principal.getName(), address);
  }
}
