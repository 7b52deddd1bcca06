package dev.nightjar.servlet;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.extensions.PluginStatus;
import dev.nightjar.runtime.ModelCard;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What the server tells about itself: {@code GET /}, {@code /health} and below it, {@code /v1/limits}. */
final class InfoRoutes {
  private static final String OK = "ok";

  private final NightjarRuntime runtime;
  private final HttpLimits limits;
  private final BooleanSupplier draining;

  InfoRoutes(NightjarRuntime runtime, HttpLimits limits, BooleanSupplier draining) {
    this.runtime = runtime;
    this.limits = limits;
    this.draining = draining;
  }

  void register(Routes routes) {
    registerOpen(routes);
    routes.add("GET", "/v1/limits", this::limits);
    routes.add("GET", "/openapi.yaml", call ->
        CompletableFuture.completedFuture(Answer.of("application/yaml", document())));
  }

  /** What callers whom the server does not know are answered, too. */
  void registerOpen(Routes routes) {
    routes.addOpen("/", call -> CompletableFuture.completedFuture(
        Answer.of("text/plain", "Ok".getBytes(StandardCharsets.US_ASCII))));
    routes.addOpen("/health", this::health);
    routes.addOpen("/health/live", call -> CompletableFuture.completedFuture(
        Answer.json(200, g -> g.writeStringField("status", "live"))));
    routes.addOpen("/health/ready", this::readiness);
  }

  private String status() {
    return draining.getAsBoolean() ? "draining" : runtime.warm() ? OK : "warming";
  }

  private CompletionStage<Answer> readiness(Call call) {
    String status = status();
    return CompletableFuture.completedFuture(Answer.json(status.equals(OK) ? 200 : 503,
        g -> g.writeStringField("status", status)));
  }

  private CompletionStage<Answer> health(Call call) {
    String status = status();
    return CompletableFuture.completedFuture(Answer.json(status.equals(OK) ? 200 : 503, g -> {
      g.writeStringField("status", status);
      if (!call.known()) {
        return;
      }
      Json.engine(g, runtime.engine());
      Json.rehearsal(g, runtime.rehearsal());
      g.writeArrayFieldStart("models");
      for (ModelCard model : runtime.models()) {
        g.writeString(model.name());
      }
      g.writeEndArray();
      Json.failedModels(g, runtime);
      KeyStore keys = runtime.keys();
      g.writeObjectFieldStart("keys");
      g.writeNumberField("used_bytes", keys.usedBytes());
      g.writeNumberField("capacity_bytes", keys.capacityBytes());
      g.writeEndObject();
      g.writeArrayFieldStart("plugins");
      for (PluginStatus plugin : runtime.plugins()) {
        g.writeStartObject();
        g.writeStringField("source", plugin.source());
        g.writeStringField("state", plugin.state().name());
        g.writeStringField("detail", plugin.detail());
        g.writeEndObject();
      }
      g.writeEndArray();
    }));
  }

  private static byte[] document() {
    try (InputStream document = InfoRoutes.class.getResourceAsStream("openapi.yaml")) {
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar of this class cannot be read", e);
    }
  }

  private CompletionStage<Answer> limits(Call call) {
    RuntimeLimits r = runtime.limits();
    return CompletableFuture.completedFuture(Answer.json(200, g -> {
      g.writeNumberField("part_bytes", r.partBytes());
      g.writeNumberField("key_bytes", r.keyBytes());
      g.writeNumberField("query_bytes", r.queryBytes());
      g.writeNumberField("json_bytes", r.jsonBytes());
      g.writeNumberField("json_member_bytes", limits.decodedBytes());
      g.writeNumberField("body_patience_millis", limits.bodyPatience().toMillis());
      g.writeNumberField("body_bytes_per_second", limits.bodyBytesPerSecond());
      long capacity = runtime.keys().capacityBytes();
      g.writeNumberField("caller_open_uploads", r.callers().openUploads());
      g.writeNumberField("caller_open_bytes", r.callers().openBytesOf(capacity));
      g.writeNumberField("caller_key_bytes", r.callers().keyBytesOf(capacity));
    }));
  }
}
