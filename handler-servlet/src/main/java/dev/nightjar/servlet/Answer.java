package dev.nightjar.servlet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What goes back to the client.
 *
 * @param status HTTP status
 * @param contentType media type; empty when there is no body
 * @param body not copied
 * @param headers further headers
 * @param refusal stable code of the problem that it tells; empty when it tells none
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers, Optional<String> refusal) {
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
    return new Answer(status, JSON, document, Map.of(), Optional.empty());
  }

  static Answer of(String contentType, byte[] body) {
    return new Answer(200, contentType, body, Map.of(), Optional.empty());
  }

  static Answer empty(int status) {
    return new Answer(status, "", NONE, Map.of(), Optional.empty());
  }

  Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, body, all, refusal);
  }

  Answer with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, contentType, body, all, refusal);
  }
}
