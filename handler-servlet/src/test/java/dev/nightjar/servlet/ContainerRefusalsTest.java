package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered where a container refuses a request by itself. */
class ContainerRefusalsTest {
  private final ContainerRefusals refusals = ContainerRefusals.untold();

  private static String document(ContainerRefusals.Refusal refusal) {
    return new String(refusal.document(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"400, malformed-request", "431, malformed-request", "499, malformed-request", "500, internal",
      "503, unavailable", "599, internal"})
  void aStatusHasTheCodeOfItsKind(int status, String code) {
    ContainerRefusals.Refusal refusal = refusals.of(status, "GET", "192.0.2.1", name -> null);
    assertThat(document(refusal)).contains("\"code\":\"" + code + "\"", "\"status\":" + status,
        "\"request_id\":\"" + refusal.requestId() + "\"");
    refusal.answered();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 200, 399, 600})
  void aStatusThatRefusesNothingIsRefused(int status) {
    assertThatThrownBy(() -> refusals.of(status, "GET", "192.0.2.1", name -> null))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("from 400 to 599, not " + status);
  }

  @Test
  void theIdIsTheClientsWhereItIsOneAndDrawnOtherwise() {
    assertThat(refusals.of(400, null, "192.0.2.1", Map.of("X-Request-Id", "of-a-client")::get).requestId())
        .isEqualTo("of-a-client");
    String first = refusals.of(400, null, "192.0.2.1", Map.of("X-Request-Id", "two\r\nlines")::get).requestId();
    assertThat(first).isNotBlank().doesNotContain("lines");
    assertThat(refusals.of(400, null, "192.0.2.1", name -> null).requestId()).isNotEqualTo(first);
  }
}
