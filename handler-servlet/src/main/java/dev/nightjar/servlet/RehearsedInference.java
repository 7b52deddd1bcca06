package dev.nightjar.servlet;

import dev.nightjar.runtime.PathRehearsal.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One query as clients of each protocol send it. */
record RehearsedInference(String path, Map<String, String> headers, byte[] body) {
  /** The first so many speak one protocol each: this endpoint's, the Open Inference Protocol, the article's. */
  static final int PROTOCOLS = 3;

  /** Of so many in order all others speak this endpoint's. */
  private static final int PERIOD = 8;

  private static final int OPEN = 1;
  private static final int ARTICLE = 2;

  /**
   * The requests that follow each other.
   *
   * @param uid of the key, where the model needs one
   * @param headers with the key's upload token, where there is one
   */
  static RehearsedInference[] of(Request request, Optional<String> uid, Map<String, String> headers) {
    RehearsedInference[] all = new RehearsedInference[PERIOD];
    Map<String, String> octets = with(headers, "Content-Type", "application/octet-stream");
    Arrays.fill(all, new RehearsedInference("/v1/models/" + request.model() + "/infer"
        + uid.map(u -> "?uid=" + u).orElse(""), octets, request.query()));
    all[OPEN] = protocol(request, uid, octets);
    all[ARTICLE] = article(request, uid, with(headers, "Content-Type", "application/json"));
    return all;
  }

  private static RehearsedInference protocol(Request request, Optional<String> uid, Map<String, String> headers) {
    int length = request.query().length;
    byte[] json = ("{\"id\":\"1\",\"inputs\":[{\"name\":\"query\",\"shape\":[" + length + "],\"datatype\":\"UINT8\","
        + "\"parameters\":{\"binary_data_size\":" + length + "}}],"
        + "\"outputs\":[{\"name\":\"answer\",\"parameters\":{\"binary_data\":true}}]"
        + uid.map(u -> ",\"parameters\":{\"uid\":\"" + u + "\"}").orElse("") + "}").getBytes(StandardCharsets.US_ASCII);
    byte[] body = Arrays.copyOf(json, json.length + length);
    System.arraycopy(request.query(), 0, body, json.length, length);
    String[] name = request.model().split(":", 2);
    return new RehearsedInference("/v2/models/" + name[0] + (name.length > 1 ? "/versions/" + name[1] : "") + "/infer",
        with(headers, InferenceRequest.HEADER_LENGTH, Integer.toString(json.length)), body);
  }

  private static RehearsedInference article(Request request, Optional<String> uid, Map<String, String> headers) {
    String json = "{\"method\":\"inference\"," + uid.map(u -> "\"uid\":\"" + u + "\",").orElse("")
        + "\"encrypted_inputs\":\"" + Base64.getEncoder().encodeToString(request.query()) + "\"}";
    return new RehearsedInference("/v1/models/" + request.model(), headers, json.getBytes(StandardCharsets.US_ASCII));
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return all;
  }
}
