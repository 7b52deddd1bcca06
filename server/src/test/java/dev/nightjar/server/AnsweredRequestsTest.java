package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What listeners of a runtime are told of requests over HTTP, also of those that never come to the runtime. */
@Timeout(60)
class AnsweredRequestsTest {
  private static final LinkedBlockingQueue<RequestAnswered> TOLD = new LinkedBlockingQueue<>();
  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().listener(new RuntimeListener() {
      @Override
      public int apiVersion() {
        return API_VERSION;
      }

      @Override
      public void requestAnswered(RequestAnswered event) {
        TOLD.add(event);
      }
    }).build();
    CallerResolver callers = request -> {
      if (request.getHeader("Stranger") != null) {
        throw new NightjarException(ErrorCode.UNAUTHENTICATED, "a stranger");
      }
      return CallerResolver.container().resolve(request);
    };
    server = NightjarServer.builder(runtime).callers(callers)
        .browsers(BrowserRules.none().withHosts(Set.of("localhost", "127.0.0.1")))
        .limits(new HttpLimits(1 << 10, (2 << 10) + (1 << 20), 0)).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static RequestAnswered told() throws InterruptedException {
    RequestAnswered event = TOLD.poll(30, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    assertThat(event.nanos()).isPositive();
    assertThat(TOLD).as("each once").isEmpty();
    return event;
  }

  @Test
  void anAnswerIsToldWithItsRouteAndWithoutARefusal() throws Exception {
    new Scene(server.uri()).inferLinear();
    RequestAnswered event = told();
    assertThat(event).isEqualTo(new RequestAnswered("POST", "/v1/models/{m}/infer", 200, Optional.empty(),
        event.nanos()));
  }

  @Test
  void aBodyThatFindsNoMemoryIsToldAsBusy() throws Exception {
    Scene scene = new Scene(server.uri());
    String uid = Long.toString(scene.begin(Scene.treeKeyBytes()));
    assertThat(told().refusal()).isEmpty();
    byte[] part = Scene.treePart(0);
    assertThat(scene.putPart(uid, "0", part, Scene.crc(part)).status()).isEqualTo(429);
    RequestAnswered event = told();
    assertThat(event.refusal()).contains("busy");
    assertThat(event.route()).startsWith("/v1/keys/{uid}/parts/");
  }

  @Test
  void aBodyThatStopsIsToldAsCancelled() throws Exception {
    try (NightjarServer impatient = NightjarServer.builder(runtime).idleTimeout(Duration.ofMillis(300)).start();
        Wire wire = new Wire(impatient.port())) {
      String answer = wire.send("POST /v1/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
          + Scene.OCTETS + "\r\nContent-Length: 16000\r\n\r\n").receive();
      assertThat(Wire.status(answer)).as(answer).isEqualTo(408);
    }
    assertThat(told().refusal()).contains("cancelled");
  }

  @ParameterizedTest
  @CsvSource({"401, unauthenticated, GET, /v1/models, localhost, Stranger: yes",
      "404, unknown-path, GET, /nothing, localhost, A: b", "405, method-not-allowed, PUT, /v1/models, localhost, A: b",
      "404, unknown-model, GET, /v1/models/none, localhost, A: b",
      "413, too-large, POST, /v1/models/linear/infer, localhost, Content-Length: 1000000000",
      "415, unsupported-media-type, POST, /v1/models/linear/infer, localhost, Content-Type: text/plain",
      "421, misdirected-request, GET, /health, other.example, A: b"})
  void aRefusalIsToldWithItsCodeWhoeverRefuses(int status, String code, String method, String path, String host,
      String header) throws Exception {
    String type = header.startsWith("Content-Type") ? "" : "Content-Type: application/octet-stream\r\n";
    try (Wire wire = new Wire(server.port())) {
      String answer = wire.send(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + type
          + header + "\r\n\r\n").receive();
      assertThat(Wire.status(answer)).as(answer).isEqualTo(status);
    }
    RequestAnswered event = told();
    assertThat(event.refusal()).contains(code);
    assertThat(event.status()).isEqualTo(status);
    assertThat(event.method()).isEqualTo(method);
    assertThat(event.route()).isEqualTo(path.equals("/nothing") || method.equals("PUT") ? "-"
        : path.replaceFirst("/v1/models/[a-z]+", "/v1/models/{m}"));
  }
}
