package dev.nightjar.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code GET /metrics}, for those who run the server.
 *
 * @param metrics the page in Prometheus's text format; empty where nothing is measured
 * @param managed whether they have routes of their own, so that clients have none of these
 */
record OperatorRoutes(Optional<Supplier<String>> metrics, boolean managed) {
  static final OperatorRoutes NONE = new OperatorRoutes(Optional.empty(), false);

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  void register(Routes routes) {
    routes.add("GET", "/metrics", call -> managed ? done(Problem.unknownPath().answer()) : page());
  }

  /** For a port that only those reach who run the server. */
  void registerOpen(Routes management) {
    management.addOpen("/metrics", call -> page());
  }

  private CompletionStage<Answer> page() {
    return done(metrics.map(page -> Answer.of(TEXT, page.get().getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> Problem.unknownPath().answer()));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
