package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.InFlight;
import dev.nightjar.server.DocumentedBodies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} is OpenAPI 3.1, and says of the routes what is so. */
class OpenApiTest {
  /** The one route where a code has another status than elsewhere. */
  private static final String LOAD = "POST /v2/repository/models/{m}/load";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /** Of those who compile, and of clients, whose secret keys no server has; what refuses a bundle is no answer. */
  private static final Set<ErrorCode> NEVER_ANSWERED = EnumSet.of(ErrorCode.NOT_COMPILABLE, ErrorCode.DISCLOSURE_SPENT,
      ErrorCode.KEY_LOCKED, ErrorCode.ANSWER_MISMATCH, ErrorCode.REFUSED_BY_POLICY);

  private static String text() throws IOException {
    try (InputStream document = InfoRoutes.class.getResourceAsStream("openapi.yaml")) {
      return new String(document.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode document() throws IOException {
    return new YAMLMapper().readTree(text());
  }

  private static List<Routes.Route> routes() {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1).build()) {
      return new Endpoint(runtime, HttpLimits.defaults(), new InFlight(), OperatorRoutes.NONE).routes().all();
    }
  }

  private static String path(Routes.Route route) {
    return "/" + String.join("/", route.pattern());
  }

  /** Each operation by its method and path. */
  private static Map<String, JsonNode> operations(JsonNode document) {
    Map<String, JsonNode> operations = new TreeMap<>();
    document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(member -> {
      assertThat(METHODS).as(path.getKey()).contains(member.getKey());
      operations.put(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), member.getValue());
    }));
    return operations;
  }

  /** What is referred to, or the node itself. */
  private static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
  }

  @Test
  void itIsOpenApi() throws IOException {
    try (InputStream schema = OpenApiTest.class.getResourceAsStream("/openapi/openapi-3.1-2022-10-07.json")) {
      JsonSchema rules = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
      assertThat(rules.validate(text(), InputFormat.YAML)).isEmpty();
      assertThat(rules.validate(text().replace("operationId: live", "operationId: 5"), InputFormat.YAML))
          .as("a document with a fault").isNotEmpty();
    }
  }

  @Test
  void everyRouteIsInItAndNothingElse() throws IOException {
    assertThat(operations(document()).keySet()).isEqualTo(routes().stream()
        .map(route -> route.method() + " " + path(route)).collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void bodiesAreOfTheMediaTypesThatTheRoutesTake() throws IOException {
    Map<String, JsonNode> operations = operations(document());
    for (Routes.Route route : routes()) {
      JsonNode operation = operations.get(route.method() + " " + path(route));
      List<String> types = new ArrayList<>();
      operation.at("/requestBody/content").fieldNames().forEachRemaining(types::add);
      assertThat(types).as(path(route)).isEqualTo(route.consumes());
      assertThat(operation.at("/responses").has("415")).as(path(route)).isEqualTo(!route.consumes().isEmpty());
    }
  }

  @Test
  void thePartsOfPathsAreParameters() throws IOException {
    JsonNode document = document();
    operations(document).forEach((name, operation) -> {
      Set<String> inPath = new TreeSet<>();
      operation.path("parameters").forEach(parameter -> {
        JsonNode one = resolved(document, parameter);
        assertThat(one.isMissingNode()).as(name).isFalse();
        if (one.get("in").textValue().equals("path")) {
          inPath.add("{" + one.get("name").textValue() + "}");
        }
      });
      assertThat(inPath).as(name).isEqualTo(List.of(name.split("[ /]")).stream()
          .filter(part -> part.startsWith("{")).collect(Collectors.toCollection(TreeSet::new)));
    });
  }

  @Test
  void routesThatAreNotOpenToAllSayThatTheyMayAskForATokenAndTheOthersDoNot() throws IOException {
    Map<String, JsonNode> operations = operations(document());
    for (Routes.Route route : routes()) {
      assertThat(operations.get(route.method() + " " + path(route)).at("/responses").has("401")).as(path(route))
          .isEqualTo(!route.open());
    }
  }

  @Test
  void everyBodyOfJsonHasASchemaAndEachExampleIsOfIt() throws IOException {
    JsonNode document = document();
    DocumentedBodies bodies = new DocumentedBodies(document);
    int examples = 0;
    for (JsonNode content : document.findValues("content")) {
      for (Map.Entry<String, JsonNode> type : content.properties()) {
        JsonNode schema = type.getValue().path("schema");
        assertThat(schema.isObject()).as("%s in %s", type.getKey(), content)
            .isEqualTo(type.getKey().endsWith("json") || !schema.isMissingNode());
        if (type.getValue().has("example")) {
          examples++;
          assertThat(bodies.fault(schema, type.getValue().get("example"))).as(content.toString()).isEmpty();
          assertThat(bodies.fault(schema, document)).as(content.toString()).isNotEmpty();
        }
      }
    }
    assertThat(examples).isEqualTo(document.findValues("example").size()).isPositive();
  }

  @Test
  void everyErrorCodeThatIsAnsweredIsAtTheStatusThatItHas() throws IOException {
    Map<Integer, Set<String>> expected = new TreeMap<>();
    for (ErrorCode code : EnumSet.complementOf(EnumSet.copyOf(NEVER_ANSWERED))) {
      expected.computeIfAbsent(Problem.of(new NightjarException(code, "a test of all codes")).status(),
          status -> new TreeSet<>()).add(code.slug());
    }
    expected.get(404).add(Problem.unknownPath().slug());
    expected.put(415, Set.of(Problem.unsupportedEncoding().slug()));
    Map<Integer, Set<String>> told = new TreeMap<>();
    JsonNode document = document();
    operations(document).forEach((name, operation) -> operation.get("responses").properties().forEach(response -> {
      JsonNode one = resolved(document, response.getValue());
      assertThat(one.isMissingNode()).as(response.toString()).isFalse();
      if (one.at("/content/application~1problem+json").isObject()) {
        int status = Integer.parseInt(response.getKey());
        if (name.equals(LOAD) && status == 422) {
          assertThat(codes(one)).as("of the files that the caller has loaded").containsExactly("invalid-model");
          return;
        }
        assertThat(told.getOrDefault(status, codes(one))).as("of all other routes alike").isEqualTo(codes(one));
        told.put(status, codes(one));
      }
    }));
    assertThat(told).isEqualTo(expected);
  }

  private static Set<String> codes(JsonNode response) {
    return StreamSupport.stream(response.at("/content/application~1problem+json/schema/allOf/1/properties/code/enum")
        .spliterator(), false).map(JsonNode::textValue).collect(Collectors.toCollection(TreeSet::new));
  }
}
