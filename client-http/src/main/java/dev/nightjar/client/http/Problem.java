package dev.nightjar.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.PrintableText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Error answers: the server's code and sentence where it sent a problem document, else what the status says.
 */
final class Problem {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Map<String, ErrorCode> BY_SLUG =
      Stream.of(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::slug, Function.identity()));
  private static final int MAX_SENTENCE = 500;
  private static final int MAX_RETRY_SECONDS = 3600;

  private Problem() {
  }

  static HttpFailure of(HttpResponse<byte[]> response) {
    JsonNode document = document(response.body());
    String sentence = Stream.of("detail", "error").map(member -> document.path(member).asText(""))
        .filter(text -> !text.isBlank()).findFirst().map(Problem::printable)
        .orElse(response.uri() + " answered with status " + response.statusCode());
    ErrorCode code = BY_SLUG.getOrDefault(document.path("code").asText(""), byStatus(response.statusCode()));
    return HttpFailure.answered(code, sentence, response.statusCode(), retryAfter(response));
  }

  private static JsonNode document(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return MAPPER.missingNode();
    }
  }

  /** One short line: the text goes to a terminal. */
  static String printable(String text) {
    return PrintableText.sentence(text, MAX_SENTENCE);
  }

  private static ErrorCode byStatus(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 408, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
      case 413 -> ErrorCode.TOO_LARGE;
      case 429 -> ErrorCode.BUSY;
      default -> status / 100 == 4 ? ErrorCode.MALFORMED_REQUEST : ErrorCode.INTERNAL;
    };
  }

  private static Duration retryAfter(HttpResponse<byte[]> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,9}")
        ? Duration.ofSeconds(Math.min(Integer.parseInt(seconds), MAX_RETRY_SECONDS))
        : Duration.ZERO;
  }
}
