package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
  private static final ObjectMapper JSON = new ObjectMapper();

  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;
  private static JsonNode document;
  private static long key;
  private static long unfinished;

  /** That is named in no request, so that nobody deletes it. */
  private static long spare;

  /** The same requests in each run. */
  private final Random random = new Random();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).start();
    scene = new Scene(server.uri());
    Reply openapi = scene.get("openapi.yaml");
    assertThat(openapi.status()).isEqualTo(200);
    assertThat(openapi.header("Content-Type")).isEqualTo("application/yaml");
    document = new YAMLMapper().readTree(openapi.bytes());
    key = scene.uploadTree();
    spare = scene.uploadTree();
    unfinished = scene.begin(Scene.treeKeyBytes());
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
  }

  /** What is sent, for the message when it is answered badly. */
  private record Sent(String method, String path, Map<String, String> headers, byte[] body) {
    @Override
    public String toString() {
      return method + " " + path + " " + headers + " with " + body.length + " bytes";
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
    assertThat(seen.get("article")).contains(400, 415);
    scene.inferLinear();
    scene.inferTree(spare);
  }

  @Test
  void anAnswerThatTheDocumentDoesNotListIsFound() {
    JsonNode live = document.at("/paths/~1/get");
    assertThat(fault(live, 200, "text/plain", "Ok")).isEmpty();
    assertThat(fault(live, 404, PROBLEM, "{\"code\":\"unknown-path\"}")).contains("404 is not listed");
    assertThat(fault(live, 400, "application/json", "{}")).contains("application/json");
    assertThat(fault(live, 400, PROBLEM, "{\"code\":\"busy\"}")).contains("busy");
    assertThat(fault(live, 400, PROBLEM, "Sorry")).contains("no JSON");
  }

  private Reply reply(Sent sent) throws IOException, InterruptedException {
    HttpRequest.Builder request = scene.request(sent.path);
    sent.headers.forEach(request::setHeader);
    return scene.send(request.method(sent.method, sent.body.length == 0 && sent.method.matches("GET|DELETE")
        ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sent.body)).build());
  }

  private static int check(Sent sent, JsonNode operation, Reply reply) {
    assertThat(fault(operation, reply.status(), reply.header("Content-Type"), reply.text())).as(sent.toString())
        .isEmpty();
    assertThat(reply.status()).as(sent.toString()).isLessThan(500);
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
    JsonNode codes = content.get(mediaType).at("/schema/allOf/1/properties/code/enum");
    try {
      if (codes.isArray() && StreamSupport.stream(codes.spliterator(), false)
          .noneMatch(JSON.readTree(body).path("code")::equals)) {
        return "a code that is not listed: " + body;
      }
      return "";
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
    List<String> types = new ArrayList<>();
    operation.at("/requestBody/content").fieldNames().forEachRemaining(types::add);
    byte[] body = types.isEmpty() ? new byte[0] : types.contains(Scene.JSON) ? json() : octets();
    if (!types.isEmpty()) {
      headers.put("Content-Type", random.nextInt(8) == 0 ? pick("text/plain", "application/xml", "*", "a/b;c")
          : types.get(0));
    }
    if (random.nextInt(12) == 0) {
      headers.put("Content-Encoding", pick("br", "gzip", "identity"));
    }
    String text = query.stream().filter(pair -> !pair.isEmpty()).collect(Collectors.joining("&"));
    return new Sent(method.toUpperCase(Locale.ROOT), drawn + (text.isEmpty() ? "" : "?" + text), headers, body);
  }

  private String value(String name) {
    return switch (name) {
      case "m" -> pick("linear", "linear", "tree", "tree", "linear:1", "tree:2", "tree:x", "forest", "LINEAR", "a_b",
          "%41", "x".repeat(200));
      case "uid", "Nightjar-Uid" -> pick(Long.toString(key), Long.toString(key), Long.toString(unfinished), "0", "1",
          "-1", "9007199254740992", "seven", "1e3", "00", "9".repeat(40));
      case "v" -> pick("1", "1", "2", "0", "x", "9".repeat(12));
      case "i" -> pick("0", "1", "26", "99", "-1", "x", "9".repeat(30));
      case "Nightjar-CRC32C" -> pick("00000000", "ffffffff", "FFFF", "", "zzzzzzzz");
      case "Nightjar-Upload-Token" -> pick("A".repeat(43), "short", "=".repeat(43));
      case "Nightjar-Deadline-Millis" -> pick("60000", "60000", "60000", "86400000", "1", "0", "86400001", "1s");
      case "If-None-Match" -> pick("*", "\"x\"", "\"" + "0".repeat(64) + "\"");
      default -> pick("0", "x");
    };
  }

  private byte[] json() {
    String announced = "{\"total_bytes\":" + Scene.treeKeyBytes() + "}";
    String method = pick("\"inference\"", "\"save_key\"", "\"append_key\"", "\"none\"", "7", "null");
    String bytes = pick("\"AAAA\"", "\"%%\"", "{\"__class__\":\"bytes\",\"__value__\":[1,2,300]}",
        "{\"__class__\":\"bytes\",\"__value__\":[78,74]}", "[]", "5", "null");
    String whole = pick("{\"method\":" + method + ",\"uid\":" + pick("1", "\"1\"", "-1", "1.5", Long.toString(key))
        + ",\"model\":" + pick("\"linear\"", "\"tree\"", "\"no\"", "3") + ",\"encrypted_inputs\":" + bytes + "}",
        "{\"method\":" + method + ",\"evaluation_keys\":" + bytes + "}",
        "{\"total_bytes\":" + pick("28000000", "1", "0", "-1", "1e9", "99999999999999999999", "\"7\"", "null") + "}",
        announced, announced, announced, "[]", "{}", "", "{", "\u0000", "{\"a\":{\"a\":{\"a\":[]}}}", "nul");
    return whole.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] octets() {
    byte[] query = random.nextBoolean() ? Scene.linearClient().encrypt(new double[] {4, 1, 9})
        : Scene.treeClient().encrypt(new double[] {7, 3});
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] any = new byte[random.nextInt(300)];
        random.nextBytes(any);
        return any;
      }
      case 1 -> {
        return Arrays.copyOf(query, random.nextInt(query.length));
      }
      case 2 -> {
        query[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
        return query;
      }
      case 3 -> {
        return Scene.treePart(random.nextInt(2));
      }
      default -> {
        return query;
      }
    }
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
