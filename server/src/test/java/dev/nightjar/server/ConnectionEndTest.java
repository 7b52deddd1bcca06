package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.net.SocketException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where one request ends and the next one begins: requests that could be read in two ways, heads without measure, and
 * connections that the server closes, which it says.
 */
@Timeout(60)
class ConnectionEndTest {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final int HEALTHY = 200;
  private static final String NEXT = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  @AfterEach
  void theNextGoodRequestSucceeds() throws Exception {
    new Scene(server.uri()).inferLinear();
  }

  /** All that the server says to these bytes and a further request behind them. */
  private static String answers(String first) throws IOException {
    try (Wire wire = new Wire(server.port())) {
      String answers = heard(wire, first + NEXT);
      if (answers.isEmpty()) {
        return "";
      }
      if (Wire.status(answers) != HEALTHY) {
        Refusals.assertHarmless(answers.substring(0, Math.max(answers.indexOf("HTTP/1.1", 1), 0)));
      }
      return answers;
    }
  }

  /** Nothing where the server had closed the connection before all was sent. */
  private static String heard(Wire wire, String requests) throws IOException {
    try {
      return wire.send(requests).receive();
    } catch (SocketException e) {
      return "";
    }
  }

  private static long number(String answers) {
    return STATUS_LINE.matcher(answers).results().count();
  }

  @ParameterizedTest
  @FieldSource("dev.nightjar.api.AmbiguousRequests#RESTS")
  void aRequestThatCouldBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String rest) throws Exception {
    String answers = answers("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + rest);
    assertThat(number(answers)).as(answers).isLessThanOrEqualTo(1);
    if (!answers.isEmpty()) {
      assertThat(Wire.status(answers)).as(answers).isBetween(400, 501);
      assertThat(answers).contains("Connection: close");
    }
  }

  @Test
  void aHeaderOfTenThousandCharactersIsRefused() throws Exception {
    assertHeadRefused("X-Long: " + "a".repeat(10_000) + "\r\n");
  }

  @Test
  void threeThousandHeadersAreRefused() throws Exception {
    assertHeadRefused("a:\r\n".repeat(3000));
  }

  @Test
  void headersThatTogetherAreTooLongAreRefused() throws Exception {
    assertHeadRefused(("X-Part: " + "a".repeat(900) + "\r\n").repeat(10));
  }

  private static void assertHeadRefused(String headers) throws IOException {
    String answers = answers("GET /health HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    assertThat(number(answers)).as(answers).isLessThanOrEqualTo(1);
    if (!answers.isEmpty()) {
      assertThat(Wire.status(answers)).as(answers).isEqualTo(431);
      assertThat(answers).contains("Connection: close").contains("application/problem+json");
    }
  }

  /** Either the connection goes on, or it is said that it does not: no request is lost without a word. */
  @ParameterizedTest
  @ValueSource(strings = {
      "GET /v1/keys/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /v1/keys/../x HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /v1/keys/%2e%2e%2fx HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde",
      "GET /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
      "POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde",
      "DELETE /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nabcde",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nabcde",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
          + "Content-Length: 999999999999\r\n\r\n"})
  void noRequestIsLostOnAConnectionThatIsSaidToGoOn(String first) throws Exception {
    String answers = answers(first);
    boolean saysClose = answers.substring(0, answers.indexOf("\r\n\r\n")).contains("Connection: close");
    assertThat(number(answers)).as(answers).isEqualTo(saysClose ? 1 : 2);
  }

  @Test
  void anUriThatIsTooLongIsRefusedAndTheEndOfTheConnectionIsSaid() throws Exception {
    String answers = answers("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (!answers.isEmpty()) {
      assertThat(Wire.status(answers)).isEqualTo(414);
      assertThat(answers).contains("Connection: close");
    }
  }
}
