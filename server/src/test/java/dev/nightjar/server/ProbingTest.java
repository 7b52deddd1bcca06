package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are drawn from {@code openapi.yaml} as the server hands it out: each operation with right and wrong
 * paths, parameters, media types and bodies. Each answer is one that the document lists for the operation.
 */
@Timeout(600)
class ProbingTest {
  private static final boolean SWEEP = "sweep".equals(System.getProperty("nightjar.test.sets"));
  private static final String PROBLEM = "application/problem+json";
  private static final long SEED = 20261128;
  private static final int ROUNDS = SWEEP ? 1000 : 40;
  private static final String TOKEN = "Authorization";
  private static final String ADMIN = "Bearer root";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;
  private static Scene operators;
  private static JsonNode document;
  private static DocumentedBodies bodies;
  private static long key;
  private static long unfinished;

  /** That is named by inferences alone, so that nobody deletes it. */
  private static long spare;

  @TempDir
  private static Path models;

  /** The same requests in each run. */
  private final Random random = new Random();

  private final ProbingBodies drawnBodies = new ProbingBodies(random, spare, scene.uploadToken(spare));

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    BundleWriter.write(Scene.LINEAR, models);
    BundleWriter.write(Scene.TREE, models);
    Files.writeString(Files.createDirectory(models.resolve("broken")).resolve("server.zip"), "no bundle");
    runtime = NightjarRuntime.builder().engine("java").threads(2).models(models).build();
    server = NightjarServer.builder(runtime).callers(ProbingTest::caller).metrics(() -> "a 1\n")
        .management("127.0.0.1", 0).start();
    scene = new Scene(server.uri());
    operators = new Scene(server.managementUri().orElseThrow());
    Reply openapi = scene.get("openapi.yaml");
    assertThat(openapi.status()).isEqualTo(200);
    assertThat(openapi.header("Content-Type")).isEqualTo("application/yaml");
    document = new YAMLMapper().readTree(openapi.bytes());
    bodies = new DocumentedBodies(document);
    key = scene.uploadTree();
    spare = scene.uploadTree();
    unfinished = scene.begin(Scene.treeKeyBytes());
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  /** One admin, strangers whose token is wrong, and callers whom nobody needs to know. */
  private static Caller caller(HttpServletRequest request) {
    String token = request.getHeader(TOKEN);
    if (token == null) {
      return Caller.at(request.getRemoteAddr());
    }
    if (!token.equals(ADMIN)) {
      throw new NightjarException(ErrorCode.UNAUTHENTICATED, "nobody has this token");
    }
    return Caller.of("root").asAdmin();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
  }

  /** What is sent, for the message when it is answered badly. */
  private record Sent(Scene to, String method, String path, Map<String, String> headers, byte[] body) {
    @Override
    public String toString() {
      return method + " " + path + " " + headers + (to == operators ? " to the management port" : "") + " with "
          + body.length + " bytes: " + new String(body, 0, Math.min(300, body.length), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyAnswerIsOneThatTheDocumentLists() throws IOException, InterruptedException {
    Map<String, Set<Integer>> seen = new HashMap<>();
    for (Map.Entry<String, JsonNode> path : fields(document.get("paths"))) {
      for (Map.Entry<String, JsonNode> operation : fields(path.getValue())) {
        // Of each operation by itself, so that a change of one does not exchange what the others are sent.
        random.setSeed(SEED + operation.getValue().get("operationId").textValue().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
          Sent sent = drawn(operation.getKey(), path.getKey(), operation.getValue());
          int status = check(sent, operation.getValue(), reply(sent));
          seen.computeIfAbsent(operation.getValue().get("operationId").textValue(), any -> new TreeSet<>()).add(status);
        }
      }
    }
    assertThat(seen.get("infer")).as("infer").contains(200, 400, 404);
    assertThat(seen.get("putPart")).as("putPart").contains(400, 404, 415);
    assertThat(seen.get("beginKey")).as("beginKey").contains(201, 400, 415);
    assertThat(seen.get("article")).contains(200, 400, 415);
    assertThat(seen.get("modelInfer")).as("modelInfer").contains(200, 400, 404, 422);
    assertThat(seen.get("modelInferOfVersion")).as("modelInferOfVersion").contains(200, 400, 404);
    assertThat(seen.get("repositoryIndex")).as("repositoryIndex").contains(200, 400, 403);
    assertThat(seen.get("repositoryLoad")).as("repositoryLoad").contains(200, 400, 403, 404);
    assertThat(seen.get("repositoryUnload")).as("repositoryUnload").contains(200, 400, 403, 404);
    for (String model : List.of("linear", "tree")) {
      assertThat(operators.post("v2/repository/models/" + model + "/load", "").status()).isEqualTo(200);
    }
    scene.inferLinear();
    scene.inferTree(spare);
  }

  @Test
  void anAnswerThatTheDocumentDoesNotListIsFound() {
    JsonNode live = document.at("/paths/~1/get");
    assertThat(fault(live, 200, "text/plain", "Ok")).isEmpty();
    assertThat(fault(live, 200, "text/plain", "ok")).contains("Ok");
    assertThat(fault(live, 404, PROBLEM, "{\"code\":\"unknown-path\"}")).contains("404 is not listed");
    assertThat(fault(live, 400, "application/json", "{}")).contains("application/json");
    String problem = "{'type':'a','title':'a','status':400,'detail':'a','error':'a','code':'%s'}".replace('\'', '"');
    assertThat(fault(live, 400, PROBLEM, problem.formatted("invalid-name"))).isEmpty();
    assertThat(fault(live, 400, PROBLEM, problem.formatted("busy"))).contains("code");
    assertThat(fault(live, 400, PROBLEM, problem.formatted("invalid-name").replace("title", "new"))).contains("title",
        "new");
    assertThat(fault(live, 400, PROBLEM, "Sorry")).contains("no JSON");
  }

  private static Reply reply(Sent sent) throws IOException, InterruptedException {
    HttpRequest.Builder request = sent.to.request(sent.path);
    sent.headers.forEach(request::setHeader);
    return sent.to.send(request.method(sent.method, sent.body.length == 0 && sent.method.matches("GET|DELETE")
        ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sent.body)).build());
  }

  private static int check(Sent sent, JsonNode operation, Reply reply) throws IOException {
    assertThat(fault(operation, reply.status(), reply.header("Content-Type"), reply.text())).as(sent.toString())
        .isEmpty();
    assertThat(reply.status()).as(sent.toString()).isLessThan(500);
    String head = reply.header(ProbingBodies.HEADER_LENGTH);
    if (!head.isEmpty()) {
      JsonNode schema = operation.at("/responses/200/content/application~1json/schema");
      JsonNode json = JSON.readTree(reply.bytes(), 0, Integer.parseInt(head));
      assertThat(bodies.fault(schema, json)).as(sent.toString()).isEmpty();
      assertThat(json.at("/outputs/0/parameters/binary_data_size").intValue()).as(sent.toString())
          .isEqualTo(reply.bytes().length - Integer.parseInt(head));
    }
    return reply.status();
  }

  /** What is wrong with an answer by the document; empty when nothing is. */
  private static String fault(JsonNode operation, int status, String type, String body) {
    JsonNode listed = operation.get("responses").path(Integer.toString(status));
    if (listed.isMissingNode()) {
      return status + " is not listed: " + body;
    }
    JsonNode content = resolved(listed).path("content");
    if (content.isMissingNode()) {
      return body.isEmpty() ? "" : "a body where none is listed";
    }
    String mediaType = type.split(";")[0];
    if (!content.has(mediaType)) {
      return "a body of '" + mediaType + "' for " + status;
    }
    JsonNode schema = content.get(mediaType).path("schema");
    if (schema.isMissingNode()) {
      return mediaType.endsWith("json") ? "JSON without a schema" : "";
    }
    try {
      String fault = bodies.fault(schema, mediaType.endsWith("json") ? JSON.readTree(body)
          : JSON.getNodeFactory().textNode(body));
      return fault.isEmpty() ? "" : fault + ": " + body;
    } catch (IOException e) {
      return "no JSON: " + e.getMessage();
    }
  }

  private static List<Map.Entry<String, JsonNode>> fields(JsonNode object) {
    return List.copyOf(object.properties());
  }

  // What is sent.

  private Sent drawn(String method, String path, JsonNode operation) {
    String drawn = path.substring(1);
    Map<String, String> headers = new HashMap<>();
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode one = resolved(parameter);
      String name = one.get("name").textValue();
      String value = value(name);
      switch (one.get("in").textValue()) {
        case "path" -> drawn = drawn.replace("{" + name + "}", value);
        case "query" -> query.add(random.nextInt(4) == 0 ? "" : name + "=" + value);
        default -> {
          if (random.nextInt(4) == 0) {
            headers.put(name, value);
          }
        }
      }
    }
    byte[] body = {};
    if (operation.has("requestBody")) {
      ProbingBodies.Drawn one = drawnBodies.draw(operation.get("operationId").textValue(), drawn);
      body = one.bytes();
      headers.putAll(one.headers());
      headers.put("Content-Type", random.nextInt(8) == 0 ? pick("text/plain", "application/xml", "*", "a/b;c")
          : one.type());
    }
    boolean forOperators = path.startsWith("/v2/repository");
    if (random.nextInt(forOperators ? 2 : 12) == 0) {
      headers.put(TOKEN, random.nextInt(4) == 0 ? pick("Bearer nobody", "Basic root", "Bearer") : ADMIN);
    }
    boolean managed = (forOperators || path.matches("/metrics|/health.*")) && random.nextInt(3) == 0;
    if (random.nextInt(12) == 0) {
      headers.put("Content-Encoding", pick("br", "gzip", "identity"));
    }
    String text = query.stream().filter(pair -> !pair.isEmpty()).collect(Collectors.joining("&"));
    return new Sent(managed ? operators : scene, method.toUpperCase(Locale.ROOT),
        drawn + (text.isEmpty() ? "" : "?" + text), headers, body);
  }

  private String value(String name) {
    return switch (name) {
      case "m" -> pick("linear", "linear", "tree", "tree", "linear:1", "tree:2", "tree:x", "forest", "broken", "LINEAR",
          "a_b", "%41", "x".repeat(200));
      case "uid", "Nightjar-Uid" -> pick(Long.toString(key), Long.toString(key), Long.toString(unfinished), "0", "1",
          "-1", "9007199254740992", "seven", "1e3", "00", "9".repeat(40));
      case "v" -> pick("1", "1", "2", "0", "x", "9".repeat(12));
      case "i" -> pick("0", "1", "26", "99", "-1", "x", "9".repeat(30));
      case "Nightjar-CRC32C" -> pick("00000000", "ffffffff", "FFFF", "", "zzzzzzzz");
      case ProbingBodies.HEADER_LENGTH -> pick("0", "1", "x", "-1", "9".repeat(9));
      case "Nightjar-Upload-Token" -> pick("A".repeat(43), "short", "=".repeat(43));
      case "Nightjar-Deadline-Millis" -> pick("60000", "60000", "60000", "86400000", "1", "0", "86400001", "1s");
      case "If-None-Match" -> pick("*", "\"x\"", "\"" + "0".repeat(64) + "\"");
      default -> pick("0", "x");
    };
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
