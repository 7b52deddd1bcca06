package dev.nightjar.cli.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.http.EndpointSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints that take a request and end before it is answered, as those do that are killed. */
class RawEndpointTest {
  private static final byte[] ANSWER = {1, 2, 3};
  private static final Uid KEY = new Uid(7);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private volatile int lost;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (asked.incrementAndGet() <= lost) {
      throw new IOException("the connection breaks off");
    }
    byte[] body = status == 200 ? ANSWER : "{\"code\":\"unknown-uid\",\"detail\":\"there is no such key\"}"
        .getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", status == 200 ? "application/octet-stream"
        : "application/problem+json");
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private RawEndpoint endpoint(Duration patience) {
    return new RawEndpoint(EndpointSettings.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/")),
        "tree", patience);
  }

  private static ErrorCode refusal(Runnable request) {
    return assertThatExceptionOfType(NightjarException.class).isThrownBy(request::run).actual().code();
  }

  @Test
  void anInferenceIsAskedForUntilItIsAnswered() {
    lost = 3;
    assertThat(endpoint(PATIENCE).infer(Optional.of(KEY), new byte[10]).result()).isEqualTo(ANSWER);
    assertThat(asked).hasValue(lost + 1);
  }

  @Test
  void patienceEnds() {
    lost = Integer.MAX_VALUE;
    assertThat(refusal(() -> endpoint(Duration.ZERO).infer(Optional.of(KEY), new byte[10])))
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatAnEndpointRefusesIsNotAskedAgain() {
    status = 404;
    RawEndpoint endpoint = endpoint(PATIENCE);
    assertThat(refusal(() -> endpoint.infer(Optional.of(KEY), new byte[10]))).isEqualTo(ErrorCode.UNKNOWN_UID);
    assertThat(refusal(() -> endpoint.forgetKey(KEY))).isEqualTo(ErrorCode.UNKNOWN_UID);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aKeyIsForgottenWhenTheEndpointThatDidSoCouldNotSayIt() {
    lost = 2;
    status = 404;
    endpoint(PATIENCE).forgetKey(KEY);
    assertThat(asked).hasValue(3);
  }
}
