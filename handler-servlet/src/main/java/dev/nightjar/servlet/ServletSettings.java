package dev.nightjar.servlet;

import java.util.Objects;

/**
 * How an endpoint answers over HTTP. Immutable.
 *
 * @param limits what bodies may take
 * @param callers says who sends a request; each caller's keys are for that caller alone
 * @param browsers pages and names
 * @param accessLog takes a line for each request
 */
public record ServletSettings(HttpLimits limits, CallerResolver callers, BrowserRules browsers, AccessLog accessLog) {
  public ServletSettings {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(callers, "callers");
    Objects.requireNonNull(browsers, "browsers");
    Objects.requireNonNull(accessLog, "accessLog");
  }

  /** Default limits, callers as the container knows them, no pages of other origins, any name, no access log. */
  public static ServletSettings defaults() {
    return new ServletSettings(HttpLimits.defaults(), CallerResolver.container(), BrowserRules.none(),
        AccessLog.none());
  }

  /** The same with other limits. */
  public ServletSettings withLimits(HttpLimits newLimits) {
    return new ServletSettings(newLimits, callers, browsers, accessLog);
  }

  /** The same with other callers. */
  public ServletSettings withCallers(CallerResolver newCallers) {
    return new ServletSettings(limits, newCallers, browsers, accessLog);
  }

  /** The same with other rules for browsers. */
  public ServletSettings withBrowsers(BrowserRules newBrowsers) {
    return new ServletSettings(limits, callers, newBrowsers, accessLog);
  }

  /** The same with another access log. */
  public ServletSettings withAccessLog(AccessLog newAccessLog) {
    return new ServletSettings(limits, callers, browsers, newAccessLog);
  }
}
