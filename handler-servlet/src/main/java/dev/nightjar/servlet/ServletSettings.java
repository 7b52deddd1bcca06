package dev.nightjar.servlet;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an endpoint answers over HTTP. Immutable.
 *
 * @param limits what bodies may take
 * @param callers says who sends a request; each caller's keys are for that caller alone
 * @param browsers pages and names
 * @param accessLog takes a line for each request
 * @param metrics gives what {@code GET /metrics} answers, in Prometheus's text format; called by many threads at once.
 *     Without one that path is unknown
 * @param managed whether {@link NightjarServlet#management()} is mounted: metrics are told there alone then, and
 *     otherwise to every caller that is let in
 */
public record ServletSettings(HttpLimits limits, CallerResolver callers, BrowserRules browsers, AccessLog accessLog,
    Optional<Supplier<String>> metrics, boolean managed) {
  public ServletSettings {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(callers, "callers");
    Objects.requireNonNull(browsers, "browsers");
    Objects.requireNonNull(accessLog, "accessLog");
    Objects.requireNonNull(metrics, "metrics");
  }

  /** Default limits, callers as the container knows them, no pages of other origins, any name, no log, no metrics. */
  public static ServletSettings defaults() {
    return new ServletSettings(HttpLimits.defaults(), CallerResolver.container(), BrowserRules.none(),
        AccessLog.none(), Optional.empty(), false);
  }

  /** The same with other limits. */
  public ServletSettings withLimits(HttpLimits newLimits) {
    return new ServletSettings(newLimits, callers, browsers, accessLog, metrics, managed);
  }

  /** The same with other callers. */
  public ServletSettings withCallers(CallerResolver newCallers) {
    return new ServletSettings(limits, newCallers, browsers, accessLog, metrics, managed);
  }

  /** The same with other rules for browsers. */
  public ServletSettings withBrowsers(BrowserRules newBrowsers) {
    return new ServletSettings(limits, callers, newBrowsers, accessLog, metrics, managed);
  }

  /** The same with another access log. */
  public ServletSettings withAccessLog(AccessLog newAccessLog) {
    return new ServletSettings(limits, callers, browsers, newAccessLog, metrics, managed);
  }

  /** The same with a page of metrics. */
  public ServletSettings withMetrics(Supplier<String> page) {
    return new ServletSettings(limits, callers, browsers, accessLog, Optional.of(page), managed);
  }

  /** The same where {@link NightjarServlet#management()} is mounted, or where it is not. */
  public ServletSettings withManaged(boolean newManaged) {
    return new ServletSettings(limits, callers, browsers, accessLog, metrics, newManaged);
  }
}
