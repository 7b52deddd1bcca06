package dev.nightjar.api.endpoint;

import java.util.Map;

/** What a handler answers. */
public sealed interface EndpointResponse {
  /** Nothing; JSON {@code null}. */
  record None() implements EndpointResponse {
  }

  /**
   * Named values.
   *
   * @param values strings, numbers and booleans
   */
  record Fields(Map<String, Object> values) implements EndpointResponse {
    public Fields {
      values = Map.copyOf(values);
    }
  }

  /**
   * Bytes, such as an encrypted result.
   *
   * @param content not copied
   * @param headers facts about the answer for the transport's headers, e.g. {@code engine}
   */
  record Bytes(byte[] content, Map<String, String> headers) implements EndpointResponse {
    public Bytes {
      headers = Map.copyOf(headers);
    }
  }
}
