package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.ModelRepository;
import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The model repository extension of the Open Inference Protocol, for those who run the server: callers with the role.
 * Whoever reaches the port for them reads the index there, too. No page in a browser, which sends its origin, is one of
 * them.
 */
final class RepositoryRoutes {
  private static final String INDEX = "/v2/repository/index";
  private static final int BODY_BYTES = 64 << 10;
  private static final List<String> JSON = List.of(Answer.JSON);
  private static final ObjectMapper MAPPER = new ObjectMapper()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final NightjarRuntime runtime;
  private final ByteBudget budget;

  RepositoryRoutes(NightjarRuntime runtime, ByteBudget budget) {
    this.runtime = runtime;
    this.budget = budget;
  }

  void register(Routes routes) {
    routes.addLenient("POST", INDEX, JSON, call -> {
      requireAdmin(call);
      return index(call);
    });
    registerChanges(routes);
  }

  /** For a port that only those reach who run the server: all of them read, and callers with the role change. */
  void registerOpen(Routes management) {
    management.addOpen("POST", INDEX, JSON, call -> {
      requireNoPage(call);
      return index(call);
    });
    registerChanges(management);
  }

  private void registerChanges(Routes routes) {
    routes.addLenient("POST", "/v2/repository/models/{m}/load", JSON, call -> {
      requireAdmin(call);
      requireOwnFiles(body(call));
      return CompletableFuture.completedFuture(load(call.variables().get("m")));
    });
    routes.addLenient("POST", "/v2/repository/models/{m}/unload", JSON, call -> {
      requireAdmin(call);
      body(call);
      repository().unload(call.variables().get("m"));
      return CompletableFuture.completedFuture(Answer.empty(200));
    });
  }

  /** A bundle that cannot be used is what the caller can mend, and no defect of the server as it is elsewhere. */
  private Answer load(String model) {
    try {
      repository().load(model);
      return Answer.empty(200);
    } catch (NightjarException e) {
      if (e.code() != ErrorCode.INVALID_MODEL) {
        throw e;
      }
      return Problem.unusableModel(e.getMessage()).answer();
    }
  }

  private static void requireAdmin(Call call) {
    if (!call.caller().admin()) {
      throw new NightjarException(ErrorCode.FORBIDDEN, "models are loaded and unloaded by those who run the server:"
          + " with a token whose line in the file of tokens ends with 'admin' ('nightjar token NAME --file FILE"
          + " --admin'), or on a management port of the loopback interface");
    }
    requireNoPage(call);
  }

  private static void requireNoPage(Call call) {
    if (call.headers().apply("Origin") != null) {
      throw new NightjarException(ErrorCode.FORBIDDEN, "pages in browsers load and unload no models");
    }
  }

  private ModelRepository repository() {
    return runtime.repository().orElseThrow(() ->
        new NightjarException(ErrorCode.UNKNOWN_MODEL, "this server has no folder of models"));
  }

  /** A server takes models from its folder alone, and not from whoever asks. */
  private static void requireOwnFiles(JsonNode body) {
    if (!body.path("parameters").isEmpty()) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "models are loaded as they are in the server's folder, without parameters");
    }
  }

  private CompletionStage<Answer> index(Call call) throws IOException {
    boolean readyAlone = body(call).path("ready").asBoolean(false);
    return CompletableFuture.completedFuture(Answer.json(200, Json.value(g -> {
      g.writeStartArray();
      for (ModelStatus status : runtime.registry().statuses()) {
        boolean ready = status.state() == ModelStatus.State.SERVED;
        if (ready || !readyAlone) {
          g.writeStartObject();
          g.writeStringField("name", status.name());
          g.writeStringField("version", Integer.toString(status.version()));
          g.writeStringField("state", ready ? "READY" : "UNAVAILABLE");
          g.writeStringField("reason", ready ? "" : status.detail());
          g.writeEndObject();
        }
      }
      g.writeEndArray();
    })));
  }

  /** The body as an object, an empty one where there is none. */
  private JsonNode body(Call call) throws IOException {
    byte[] text = call.body().read("the JSON body", BODY_BYTES, budget, call.lease(), FirstBytes.ANY);
    try {
      JsonNode body = text.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(text);
      if (!body.isObject()) {
        throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the body is a JSON object, or there is none");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the body is no JSON", e);
    }
  }
}
