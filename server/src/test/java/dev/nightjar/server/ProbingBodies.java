package dev.nightjar.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws bodies, good ones and ones with a fault. */
final class ProbingBodies {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  /** It is taken for UTF-32 with a character that there is not. */
  private static final String NO_CHARACTER = "\u0000\u0000\u0000{\u007f\u007f\u007f\u007f";

  private final Random random;
  private final long key;
  private final String token;

  /**
   * Of one source of chance.
   *
   * @param key the uid of a committed key
   * @param token the secret that came with it
   */
  ProbingBodies(Random random, long key, String token) {
    this.random = random;
    this.key = key;
    this.token = token;
  }

  /**
   * What is drawn.
   *
   * @param type media type
   * @param headers what belongs to the bytes
   */
  record Drawn(String type, byte[] bytes, Map<String, String> headers) {
    static Drawn json(String text) {
      return new Drawn(Scene.JSON, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }
  }

  /** For an operation of the document. */
  Drawn draw(String operation, String path) {
    return switch (operation) {
      case "modelInfer", "modelInferOfVersion" -> inference(path.contains("tree") == (random.nextInt(8) > 0));
      case "repositoryIndex", "repositoryLoad", "repositoryUnload" -> Drawn.json(pick("", "", "{}", "{}",
          "{\"ready\":true}", "{\"ready\":\"no\"}", "{\"parameters\":{\"config\":\"{}\"}}", "{\"parameters\":3}",
          "{\"parameters\":{\"unload_dependents\":true}}", "[]", "{", "null", "{}{}", "nul", NO_CHARACTER,
          "[".repeat(2000)));
      case "putPart", "infer" -> new Drawn(Scene.OCTETS, octets(), Map.of());
      default -> Drawn.json(article());
    };
  }

  private String article() {
    String method = pick("\"inference\"", "\"save_key\"", "\"append_key\"", "\"none\"", "7", "null");
    String bytes = pick("\"AAAA\"", "\"%%\"", "{\"__class__\":\"bytes\",\"__value__\":[1,2,300]}",
        "{\"__class__\":\"bytes\",\"__value__\":[78,74]}", "[]", "5", "null");
    String announced = "{\"total_bytes\":" + Scene.treeKeyBytes() + "}";
    return pick("{\"method\":" + method + ",\"uid\":" + pick("1", "\"1\"", "-1", "1.5", Long.toString(key))
        + ",\"model\":" + pick("\"linear\"", "\"tree\"", "\"no\"", "3") + ",\"encrypted_inputs\":" + bytes + "}",
        "{\"method\":" + method + ",\"evaluation_keys\":" + bytes + "}",
        "{\"total_bytes\":" + pick("28000000", "1", "0", "-1", "1e9", "99999999999999999999", "\"7\"", "null") + "}",
        announced, announced, announced, "{\"method\":\"inference\",\"model\":\"linear\",\"encrypted_inputs\":\""
        + Base64.getEncoder().encodeToString(query(false)) + "\"}", "[]", "{}", "", "{", "\u0000", NO_CHARACTER,
        "{\"a\":{\"a\":{\"a\":[]}}}", "nul");
  }

  private static byte[] query(boolean tree) {
    return tree ? Scene.treeClient().encrypt(new double[] {7, 3})
        : Scene.linearClient().encrypt(new double[] {4, 1, 9});
  }

  private byte[] octets() {
    byte[] query = query(random.nextBoolean());
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

  /** One tensor of the Open Inference Protocol: in half of the draws a good one, else with one thing wrong with it. */
  private Drawn inference(boolean tree) {
    Map<String, String> shown = tree ? Map.of("Nightjar-Upload-Token", token) : Map.of();
    byte[] query = query(tree);
    boolean numbers = random.nextInt(3) == 0;
    boolean behind = random.nextBoolean();
    int fault = random.nextInt(16);
    if (behind && !tree && random.nextInt(4) == 0) {
      String length = fault < 8 ? "0" : pick("1", "x", "", "9".repeat(9));
      return new Drawn(Scene.OCTETS, query, Map.of(HEADER_LENGTH, length));
    }
    String datatype = fault == 8 ? pick("\"FP32\"", "\"bytes\"", "\"\"", "null", "7", "[\"BYTES\"]")
        : numbers ? "\"UINT8\"" : "\"BYTES\"";
    int elements = numbers ? query.length : 1;
    String shape = fault == 9 ? pick("[]", "[0]", "[-1,-" + elements + "]", "[" + elements + ",2]", "[1.5]", "7",
        "[99999999999999999999]", "[2147483647,2147483647,2147483647]", "[[1]]") : "[" + elements + "]";
    byte[] data = numbers ? query : ByteBuffer.allocate(Integer.BYTES + query.length).order(ByteOrder.LITTLE_ENDIAN)
        .putInt(fault == 10 ? Integer.MIN_VALUE : query.length).put(query).array();
    String values = numbers ? IntStream.range(0, query.length).mapToObj(i -> Integer.toString(query[i] & 0xff))
        .collect(Collectors.joining(",")) : '"' + Base64.getEncoder().encodeToString(query) + '"';
    String inside = fault == 11 ? pick("[]", "[[" + values + "],[]]", "{}", "[" + values + ",256]", "[\"%%\"]",
        "[null]", "[".repeat(20) + "]".repeat(20), values) : "[" + values + "]";
    String size = fault == 12 ? pick("0", "-1", "1e3", "\"" + data.length + "\"", "99999999999", "{}", "null")
        : Integer.toString(data.length);
    String tensor = "{\"name\":\"query\",\"datatype\":" + datatype + ",\"shape\":" + shape + ","
        + (behind ? "\"parameters\":{\"binary_data_size\":" + size + "}" : "\"data\":" + inside) + "}";
    String inputs = fault == 13 ? pick("[]", "{}", "[" + tensor + "," + tensor + "]", "[7]", "null")
        : "[" + tensor + "]";
    String uid = fault == 14 ? pick("1", "\"\"", "-1", "1.5", "null", "[1]") : Long.toString(key);
    String json = "{" + pick("", "\"id\":\"7\",", "\"id\":7,", "\"id\":null,", "\"other\":[{}],")
        + (tree ? "\"parameters\":{\"uid\":" + uid + "}," : "") + "\"inputs\":" + inputs
        + pick("", ",\"outputs\":[{\"name\":\"answer\",\"parameters\":{\"binary_data\":true}}]", ",\"outputs\":[]",
        ",\"outputs\":[{\"name\":\"answer\"}]") + (fault == 15 ? pick("", "}}", "},", NO_CHARACTER) : "}");
    byte[] head = fault == 15 && random.nextBoolean() ? NO_CHARACTER.getBytes(StandardCharsets.UTF_8)
        : json.getBytes(StandardCharsets.UTF_8);
    if (!behind) {
      return new Drawn(Scene.JSON, head, shown);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(data);
    Map<String, String> headers = new HashMap<>(shown);
    headers.put(HEADER_LENGTH, Integer.toString(head.length + (random.nextInt(12) == 0 ? random.nextInt(9) - 4 : 0)));
    return new Drawn(Scene.OCTETS, body.toByteArray(), headers);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
