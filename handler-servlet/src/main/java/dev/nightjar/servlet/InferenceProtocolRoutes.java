package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.ModelCard;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * The Open Inference Protocol, version 2, as KServe, Triton and others speak it: health, metadata, and inference on one
 * tensor that is an encrypted query, with the extension for binary data.
 */
final class InferenceProtocolRoutes {
  private static final String VERSION = "/versions/{v}";
  private static final int JSON_BYTES = 64 << 10;

  /** A number and its comma; a byte in base64 takes less. */
  private static final int CHARACTERS_A_BYTE = 5;

  private final NightjarRuntime runtime;
  private final ByteBudget budget;
  private final BooleanSupplier draining;

  InferenceProtocolRoutes(NightjarRuntime runtime, ByteBudget budget, BooleanSupplier draining) {
    this.runtime = runtime;
    this.budget = budget;
    this.draining = draining;
  }

  void register(Routes routes) {
    routes.addOpen("/v2/health/live", call -> flag("live", true));
    routes.addOpen("/v2/health/ready", call -> flag("ready", !draining.getAsBoolean() && runtime.warm()));
    routes.add("GET", "/v2", call -> done(Answer.json(200, g -> {
      g.writeStringField("name", "nightjar");
      g.writeStringField("version", version());
      g.writeArrayFieldStart("extensions");
      g.writeString("binary_tensor_data");
      g.writeString("model_repository");
      g.writeEndArray();
    })));
    for (String path : new String[] {"/v2/models/{m}", "/v2/models/{m}" + VERSION}) {
      routes.add("GET", path, this::metadata);
      routes.add("GET", path + "/ready", this::ready);
      routes.addLenient("POST", path + "/infer", List.of(Answer.JSON, Answer.OCTETS), this::infer);
    }
  }

  private static String version() {
    return Objects.requireNonNullElse(NightjarRuntime.class.getPackage().getImplementationVersion(), "unknown");
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static CompletionStage<Answer> flag(String name, boolean value) {
    return done(Answer.json(value ? 200 : 503, g -> g.writeBooleanField(name, value)));
  }

  private ModelCard model(Call call) {
    String version = call.variables().get("v");
    return runtime.model(call.variables().get("m") + (version == null ? "" : ":" + version));
  }

  private CompletionStage<Answer> ready(Call call) {
    ModelCard model = model(call);
    return done(Answer.json(200, g -> {
      g.writeStringField("name", model.name());
      g.writeBooleanField("ready", true);
    }));
  }

  private CompletionStage<Answer> metadata(Call call) {
    ModelCard model = model(call);
    // Relative, as a proxy may have put a prefix in front that the server does not know.
    String root = call.variables().containsKey("v") ? "../../../../" : "../../";
    return done(Answer.json(200, g -> {
      g.writeStringField("name", model.name());
      g.writeArrayFieldStart("versions");
      for (int version : model.versions()) {
        g.writeString(Integer.toString(version));
      }
      g.writeEndArray();
      g.writeStringField("platform", "nightjar_" + model.kind());
      tensors(g, "inputs", "query");
      tensors(g, "outputs", "answer");
      g.writeObjectFieldStart("parameters");
      g.writeStringField("version", Integer.toString(model.version()));
      g.writeBooleanField("needs_evaluation_key", model.needsEvaluationKey());
      g.writeNumberField("query_bytes", model.queryBytes());
      g.writeNumberField("answer_bytes", model.answerBytes());
      g.writeStringField("client_zip", root + "v1/models/" + model.versionedName() + "/client.zip");
      g.writeStringField("client_zip_sha256", model.clientZipSha256());
      g.writeEndObject();
    }));
  }

  private static void tensors(JsonGenerator g, String member, String name) throws IOException {
    g.writeArrayFieldStart(member);
    g.writeStartObject();
    g.writeStringField("name", name);
    g.writeStringField("datatype", InferenceRequest.BYTES);
    g.writeArrayFieldStart("shape");
    g.writeNumber(1);
    g.writeEndArray();
    g.writeEndObject();
    g.writeEndArray();
  }

  private CompletionStage<Answer> infer(Call call) throws IOException {
    ModelCard model = model(call);
    Duration deadline = call.deadline(runtime.limits().deadline());
    call.requirePlace(runtime, model.versionedName());
    int most = runtime.limits().queryBytes();
    byte[] body = call.body().read("the request", (long) most * CHARACTERS_A_BYTE + JSON_BYTES, budget, call.lease(),
        FirstBytes.ANY);
    InferenceRequest request = InferenceRequest.read(body, call.headers().apply(InferenceRequest.HEADER_LENGTH), most,
        call.lease().add(new ByteSink("the query", most, budget, runtime.frameHeaders()::requireQuery)));
    return runtime.submit(call.caller(), Optional.of(model.versionedName()), uid(call, request), request.query(),
        call.within(request.timeout().map(time -> RequestDeadline.shorter(time, deadline)).orElse(deadline)),
        call.trace())
        .thenApply(answer -> answer(model, request, answer.content()).with(InferenceFacts.headers(answer)));
  }

  /** The key's uid, as a parameter of the request, or as the header for load balancers alone. */
  private static Optional<Uid> uid(Call call, InferenceRequest request) {
    request.uid().ifPresent(call::requireSame);
    return request.uid().or(() -> Optional.ofNullable(call.headers().apply(Call.UID)).map(String::strip))
        .map(Uid::parse);
  }

  private static Answer answer(ModelCard model, InferenceRequest request, byte[] content) {
    boolean bytes = request.datatype().equals(InferenceRequest.BYTES);
    boolean binary = request.binaryAnswer();
    byte[] json = Json.object(g -> {
      g.writeStringField("model_name", model.name());
      g.writeStringField("model_version", Integer.toString(model.version()));
      if (request.id().isPresent()) {
        g.writeStringField("id", request.id().get());
      }
      g.writeArrayFieldStart("outputs");
      g.writeStartObject();
      g.writeStringField("name", "answer");
      g.writeStringField("datatype", request.datatype());
      g.writeArrayFieldStart("shape");
      g.writeNumber(bytes ? 1 : content.length);
      g.writeEndArray();
      if (binary) {
        g.writeObjectFieldStart("parameters");
        g.writeNumberField("binary_data_size", content.length + (bytes ? Integer.BYTES : 0));
        g.writeEndObject();
      } else {
        g.writeArrayFieldStart("data");
        data(g, bytes, content);
        g.writeEndArray();
      }
      g.writeEndObject();
      g.writeEndArray();
    });
    if (!binary) {
      return Answer.json(200, json);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(json.length + content.length + Integer.BYTES);
    all.writeBytes(json);
    if (bytes) {
      all.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length).array());
    }
    all.writeBytes(content);
    return Answer.of(Answer.OCTETS, all.toByteArray())
        .with(InferenceRequest.HEADER_LENGTH, Integer.toString(json.length));
  }

  private static void data(JsonGenerator g, boolean bytes, byte[] content) throws IOException {
    if (bytes) {
      g.writeBinary(content);
      return;
    }
    for (byte b : content) {
      g.writeNumber(b & 0xff);
    }
  }
}
