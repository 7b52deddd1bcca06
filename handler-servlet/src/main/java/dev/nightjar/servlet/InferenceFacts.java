package dev.nightjar.servlet;

import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.runtime.InferenceHeaders;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an answer says about its inference, as HTTP headers. */
final class InferenceFacts {
  private static final Map<String, String> HEADERS = Map.of(
      InferenceHeaders.ENGINE, "Nightjar-Engine",
      InferenceHeaders.COMPUTE_MILLIS, "Nightjar-Compute-Millis",
      InferenceHeaders.QUEUE_MILLIS, "Nightjar-Queue-Millis",
      InferenceHeaders.KEY_MILLIS, "Nightjar-Key-Millis");

  private InferenceFacts() {
  }

  /** The HTTP headers of an answer. */
  static Map<String, String> headers(EndpointResponse.Bytes answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    HEADERS.forEach((fact, header) -> {
      if (answer.headers().containsKey(fact)) {
        headers.put(header, answer.headers().get(fact));
      }
    });
    return headers;
  }
}
