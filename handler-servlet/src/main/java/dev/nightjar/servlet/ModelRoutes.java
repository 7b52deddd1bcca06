package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.ModelCard;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The models, their client halves, and inference on raw bytes. */
final class ModelRoutes {
  /** Stands for a failure that cannot happen: the logarithm of the smallest positive double. */
  private static final double NEVER_LOG2 = -1074;

  private final NightjarRuntime runtime;
  private final ByteBudget budget;

  ModelRoutes(NightjarRuntime runtime, ByteBudget budget) {
    this.runtime = runtime;
    this.budget = budget;
  }

  void register(Routes routes) {
    routes.add("GET", "/v1/models", this::list);
    routes.add("GET", "/v1/models/{m}", this::show);
    routes.add("GET", "/v1/models/{m}/client.zip", this::clientZip);
    routes.add("POST", "/v1/models/{m}/infer", Answer.OCTETS, this::infer);
  }

  private CompletionStage<Answer> list(Call call) {
    return CompletableFuture.completedFuture(Answer.json(200, g -> {
      g.writeArrayFieldStart("models");
      for (ModelCard model : runtime.models()) {
        g.writeStartObject();
        members(g, model, "models/" + model.name());
        g.writeEndObject();
      }
      g.writeEndArray();
      Json.failedModels(g, runtime);
    }));
  }

  private CompletionStage<Answer> show(Call call) {
    String address = call.variables().get("m");
    ModelCard model = runtime.model(address);
    // A colon would make a scheme of what stands before it.
    String path = address.contains(":") ? "./" + address : address;
    return CompletableFuture.completedFuture(Answer.json(200, g -> members(g, model, path)));
  }

  /**
   * What a client needs to know of a model.
   *
   * @param path from the document's address to the model's: links are relative, as a proxy may have put a prefix
   *     in front that the server does not know
   */
  private static void members(JsonGenerator g, ModelCard model, String path) throws IOException {
    g.writeStringField("name", model.name());
    g.writeNumberField("version", model.version());
    g.writeArrayFieldStart("versions");
    for (int version : model.versions()) {
      g.writeNumber(version);
    }
    g.writeEndArray();
    g.writeStringField("kind", model.kind());
    g.writeNumberField("features", model.features());
    Parameters p = model.parameters();
    g.writeObjectFieldStart("parameters");
    g.writeStringField("id", p.id());
    // A levelled set has no LWE key and no bootstrap.
    g.writeNumberField("n", p.bootstraps() ? p.lweDimension() : 0);
    g.writeNumberField("k", p.glweDimension());
    g.writeNumberField("N", p.polynomialSize());
    g.writeStringField("pbs", p.bootstraps() ? p.pbsBaseLog() + "/" + p.pbsLevel() : "");
    g.writeStringField("ks", p.bootstraps() ? p.ksBaseLog() + "/" + p.ksLevel() : "");
    g.writeEndObject();
    g.writeBooleanField("needs_evaluation_key", model.needsEvaluationKey());
    g.writeNumberField("key_bytes", model.keyBytes());
    g.writeNumberField("query_bytes", model.queryBytes());
    g.writeNumberField("answer_bytes", model.answerBytes());
    g.writeNumberField("bootstraps", model.bootstraps());
    g.writeNumberField("depth", model.depth());
    g.writeNumberField("security_bits", model.securityBits());
    // JSON has no infinity.
    g.writeNumberField("failure_log2", Math.max(NEVER_LOG2, model.failureLog2()));
    g.writeStringField("client_zip", path + "/client.zip");
    g.writeStringField("client_zip_sha256", model.clientZipSha256());
    g.writeStringField("model_privacy", model.privacy().toString());
    Json.engine(g, model.engine());
  }

  private CompletionStage<Answer> clientZip(Call call) {
    ModelCard model = runtime.model(call.variables().get("m"));
    String tag = '"' + model.clientZipSha256() + '"';
    Answer answer = tag.equals(call.headers().apply("If-None-Match"))
        ? Answer.empty(304) : Answer.of("application/zip", runtime.clientZip(model.versionedName()));
    return CompletableFuture.completedFuture(answer.with("ETag", tag));
  }

  private CompletionStage<Answer> infer(Call call) throws IOException {
    String model = call.variables().get("m");
    call.requirePlace(runtime, model);
    Optional<Uid> uid = call.queryUid();
    Duration deadline = call.deadline(runtime.limits().deadline());
    byte[] query = call.body().read("the query", runtime.limits().queryBytes(), budget, call.lease(),
        runtime.frameHeaders()::requireQuery);
    return runtime.submit(call.caller(), Optional.of(model), uid, query, call.within(deadline),
        call.trace())
        .thenApply(answer -> Answer.of(Answer.OCTETS, answer.content()).with(InferenceFacts.headers(answer)));
  }
}
