package dev.nightjar.servlet;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.ArticleRequest.Form;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The article's protocol: one JSON object whose member {@code method} says what is asked for, bytes as arrays
 * of numbers or as base64, answered in the form of the request.
 */
final class ArticleRoutes {
  private final NightjarRuntime runtime;
  private final ArticleJson json;

  ArticleRoutes(NightjarRuntime runtime, ArticleJson json) {
    this.runtime = runtime;
    this.json = json;
  }

  void register(Routes routes) {
    for (String path : new String[] {"/", "/predict", "/v1/models/{m}"}) {
      routes.add("POST", path, Answer.JSON, this::answer);
    }
  }

  private CompletionStage<Answer> answer(Call call) throws IOException {
    Optional<String> pathModel = Optional.ofNullable(call.variables().get("m"));
    pathModel.ifPresent(runtime::model);
    Duration deadline = call.deadline(runtime.limits().deadline());
    ArticleRequest request =
        json.read(call.body().open("the JSON body", runtime.limits().jsonBytes()), call.lease(), this::judge);
    String method = request.field("method");
    Map<String, String> fields = new HashMap<>(request.fields());
    fields.remove("method");
    call.requireSame(fields.get("uid"));
    Optional<String> model = Optional.ofNullable(fields.remove("model")).or(() -> pathModel);
    EndpointRequest asked = new EndpointRequest(method, model, fields, request.bytes(), call.caller());
    return runtime.submit(asked, call.within(deadline), call.trace())
        .thenApply(response -> write(response, request.form()));
  }

  /** The article's client names the method last; then a member is judged when it is there. */
  private FirstBytes judge(String member, Map<String, String> before) {
    String method = before.getOrDefault("method", "");
    if (member.equals("evaluation_keys") && method.equals("save_key")) {
      return runtime.frameHeaders()::requireKey;
    }
    return member.equals("encrypted_inputs") && method.equals("inference") ? runtime.frameHeaders()::requireQuery
        : FirstBytes.ANY;
  }

  private static Answer write(EndpointResponse response, Form form) {
    if (response instanceof EndpointResponse.Bytes bytes) {
      return Answer.json(200, Json.value(g -> writeBytes(g, bytes.content(), form)))
          .with(InferenceFacts.headers(bytes));
    }
    if (response instanceof EndpointResponse.Fields fields) {
      return Answer.json(200, g -> {
        for (Map.Entry<String, Object> field : fields.values().entrySet()) {
          g.writeObjectField(field.getKey(), field.getValue());
        }
      });
    }
    return Answer.json(200, Json.value(JsonGenerator::writeNull));
  }

  private static void writeBytes(JsonGenerator g, byte[] bytes, Form form) throws IOException {
    if (form == Form.BASE64) {
      g.writeBinary(bytes);
      return;
    }
    g.writeStartObject();
    g.writeStringField("__class__", "bytes");
    g.writeArrayFieldStart("__value__");
    for (byte b : bytes) {
      g.writeNumber(b & 0xff);
    }
    g.writeEndArray();
    g.writeEndObject();
  }
}
