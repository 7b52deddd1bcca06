package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.HttpLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that are never silent and never done, over real sockets. Without a deadline each would hold its connection
 * for longer than these tests may take: the idle time-out never comes.
 */
@Timeout(60)
class SlowClientTest {
  private static final int BYTE_EVERY_MILLIS = 20;
  private static final byte[] LETTERS = "a".repeat(2000).getBytes(StandardCharsets.US_ASCII);
  private static final String HEAD = "POST /v1/models/linear/infer HTTP/1.1\r\nHost: localhost\r\n"
      + "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n";

  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).headTimeout(Duration.ofMillis(300))
        .limits(HttpLimits.defaults().withBodyPace(Duration.ofMillis(300), 100_000)).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  /** Sends a text, then one byte of another after the other, until the server answers or closes. */
  private static String drip(String first, byte[] rest) throws IOException {
    StringBuilder answer = new StringBuilder();
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(BYTE_EVERY_MILLIS);
      socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      for (byte b : rest) {
        try {
          for (int c = in.read(); c >= 0; c = in.read()) {
            answer.append((char) c);
          }
          return answer.toString();
        } catch (SocketTimeoutException e) {
          socket.getOutputStream().write(b);
        }
      }
    } catch (SocketException e) {
      return answer.toString();
    }
    throw new AssertionError("all bytes were taken: " + answer);
  }

  @Test
  void aHeadThatDripsIsCutOff() throws Exception {
    assertThat(drip("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", LETTERS)).isEmpty();
    new Scene(server.uri()).inferLinear();
  }

  @Test
  void aSecondHeadOnTheSameConnectionThatDripsIsCutOff() throws Exception {
    String first = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n";
    assertThat(drip(first, LETTERS)).startsWith("HTTP/1.1 200").endsWith("Ok");
    new Scene(server.uri()).inferLinear();
  }

  @Test
  void aBodyThatDripsIsRefused() throws Exception {
    byte[] query = Scene.linearClient().encrypt(new double[3]);
    byte[] body = new byte[2000];
    System.arraycopy(query, 0, body, 0, body.length);
    String answer = drip(HEAD + "\r\n", body);
    assertThat(Wire.status(answer)).as(answer).isEqualTo(408);
    assertThat(answer).contains("too slowly", "100000 bytes");
    Refusals.assertHarmless(answer);
    new Scene(server.uri()).inferLinear();
  }

  @Test
  void aConnectionThatIsKeptForTheNextRequestIsNotClosedByTheDeadlineOfHeads() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(600);
      for (int i = 0; i < 2; i++) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        try {
          for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
            answer.append((char) c);
          }
          throw new AssertionError("closed after " + answer);
        } catch (SocketTimeoutException e) {
          assertThat(answer.toString()).startsWith("HTTP/1.1 200").endsWith("Ok");
        }
      }
    }
  }
}
