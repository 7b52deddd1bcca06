package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.TestCertificate;
import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceStarted;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What listeners of a runtime are told of requests over HTTP, also of those that never come to the runtime. */
@Timeout(60)
class AnsweredRequestsTest {
  private static final LinkedBlockingQueue<RequestAnswered> TOLD = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<Inference> STARTED = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<Inference> FINISHED = new LinkedBlockingQueue<>();
  private static final LinkedBlockingQueue<String> LINES = new LinkedBlockingQueue<>();
  private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
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
      public void inferenceStarted(InferenceStarted event) {
        STARTED.add(event.inference());
      }

      @Override
      public void inferenceFinished(InferenceFinished event) {
        FINISHED.add(event.inference());
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
    server = NightjarServer.builder(runtime).callers(callers).accessLog(LINES::add)
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
        event.nanos(), event.trace()));
  }

  /** By the protocols in turn, so that a listener can make spans of them. */
  @Test
  void anInferenceIsToldWithTheIdAndTheTraceOfItsRequest() throws Exception {
    STARTED.clear();
    FINISHED.clear();
    Scene scene = new Scene(server.uri());
    byte[] query = Scene.linearClient().encrypt(new double[] {4, 1, 9});
    Map<String, byte[]> bodies = Map.of("v1/models/linear/infer", query, "v2/models/linear/infer", query,
        "v1/models/linear", ("{\"method\":\"inference\",\"encrypted_inputs\":\""
            + Base64.getEncoder().encodeToString(query) + "\"}").getBytes(StandardCharsets.US_ASCII));
    for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
      String id = body.getKey().replace('/', '.');
      HttpRequest.Builder request = scene.request(body.getKey()).POST(BodyPublishers.ofByteArray(body.getValue()))
          .header("Content-Type", body.getValue() == query ? Scene.OCTETS : "application/json")
          .header("X-Request-Id", id).header("traceparent", TRACEPARENT);
      if (id.startsWith("v2")) {
        request.header("Inference-Header-Content-Length", "0");
      }
      assertThat(scene.send(request.build()).status()).isEqualTo(200);
      Trace trace = new Trace(Optional.of(id), Optional.of(TRACEPARENT));
      assertThat(STARTED.poll(30, TimeUnit.SECONDS).trace()).isEqualTo(trace);
      assertThat(FINISHED.poll(30, TimeUnit.SECONDS).trace()).isEqualTo(trace);
      assertThat(told().trace()).isEqualTo(trace);
    }
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

  /** Before any servlet sees it; of the head Jetty hands on what it has understood. */
  @ParameterizedTest
  @CsvSource({"431, GET, 'GET /health HTTP/1.1', 10000", "400, OTHER, 'GET /v1/keys/%00 HTTP/1.1', 1",
      "400, OTHER, 'nonsense', 1", "505, OTHER, 'GET /health HTTP/7.0', 1"})
  void whatJettyRefusesIsToldWithItsCodeAndHasALineAndAnId(int status, String method, String requestLine, int length)
      throws Exception {
    LINES.clear();
    String answer;
    try (Wire wire = new Wire(server.port())) {
      answer = wire.send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\nX-Long: " + "a".repeat(length)
          + "\r\n\r\n").receive();
    }
    assertThat(Wire.status(answer)).as(answer).isEqualTo(status);
    RequestAnswered event = told();
    String code = status < 500 ? "malformed-request" : "internal";
    String id = event.trace().requestId().orElseThrow();
    assertThat(event).isEqualTo(new RequestAnswered(method, "-", status, Optional.of(code), event.nanos(),
        Trace.of(id, null)));
    assertThat(answer).contains("X-Request-Id: " + id + "\r\n", "\"code\":\"" + code + "\"",
        "\"request_id\":\"" + id + "\"}");
    assertThat(LINES.poll(30, TimeUnit.SECONDS)).contains(' ' + id + " 127.0.0.1 " + method + " - " + status + " - ");
  }

  @Test
  void whatJettyRefusesOverHttp2IsToldToo(@TempDir Path folder) throws Exception {
    TestCertificate made = TestCertificate.shared();
    TlsFiles files = new TlsFiles(Files.writeString(folder.resolve("chain.pem"), made.certificatePem()),
        Files.writeString(folder.resolve("key.pem"), made.keyPem()), Optional.empty());
    try (NightjarServer secure = NightjarServer.builder(runtime).tls(files).start()) {
      HttpResponse<String> answer = HttpClient.newBuilder().sslContext(made.context()).build().send(HttpRequest
          .newBuilder(secure.uri().resolve("v1/keys/%00")).header("X-Request-Id", "of-h2").build(),
          BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(400);
      RequestAnswered event = told();
      assertThat(event.trace().requestId()).isEqualTo(answer.headers().firstValue("X-Request-Id"));
      assertThat(event.refusal()).contains("malformed-request");
    }
  }
}
