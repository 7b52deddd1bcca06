package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.server.Scene.Reply;
import java.io.IOException;

/** What every refusal must look like. */
final class Refusals {
  private Refusals() {
  }

  /**
   * Requires a problem document of this status and code, with a sentence and nothing of the server's inside.
   */
  static void assertRefused(Reply reply, int status, ErrorCode code) throws IOException {
    assertRefused(reply, status, code.slug());
  }

  static void assertRefused(Reply reply, int status, String code) throws IOException {
    String text = reply.text();
    assertThat(reply.status()).as(text).isEqualTo(status);
    assertThat(reply.header("Content-Type")).as(text).isEqualTo("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.get("code").textValue()).as(text).isEqualTo(code);
    assertThat(problem.get("type").textValue()).isEqualTo("urn:nightjar:error:" + code);
    assertThat(problem.get("title").textValue()).isEqualTo(code.replace('-', ' '));
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("detail").textValue()).hasSizeBetween(15, 400).contains(" ");
    assertThat(problem.get("error")).isEqualTo(problem.get("detail"));
    assertHarmless(text);
  }

  /** Requires that a text shows nothing of the server's inside. */
  static void assertHarmless(String text) {
    assertThat(text).doesNotContain("\tat ").doesNotContain("\\tat ").doesNotContain("Exception")
        .doesNotContain("dev.nightjar").doesNotContain("java.").doesNotContain("jetty");
  }
}
