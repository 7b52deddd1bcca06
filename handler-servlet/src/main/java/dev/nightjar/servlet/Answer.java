package dev.nightjar.servlet;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back to the client.
 *
 * @param status HTTP status
 * @param contentType media type; empty when there is no body
 * @param body not copied
 * @param headers further headers
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String OCTETS = "application/octet-stream";

  private static final byte[] NONE = {};

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, Json.Writer members) {
    return json(status, Json.object(members));
  }

  static Answer json(int status, byte[] document) {
    return new Answer(status, JSON, document, Map.of());
  }

  static Answer of(String contentType, byte[] body) {
    return new Answer(200, contentType, body, Map.of());
  }

  static Answer empty(int status) {
    return new Answer(status, "", NONE, Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, body, all);
  }

  Answer with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, contentType, body, all);
  }
}
