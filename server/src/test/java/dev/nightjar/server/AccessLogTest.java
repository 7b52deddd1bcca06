package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.HttpEndpoint;
import dev.nightjar.servlet.HttpLimits;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Ids of requests, and the line for each. */
@Timeout(60)
class AccessLogTest {
  private static final LinkedBlockingQueue<String> LINES = new LinkedBlockingQueue<>();
  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).accessLog(LINES::add).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  @BeforeEach
  void forget() {
    LINES.clear();
  }

  private static String[] line() throws InterruptedException {
    String line = LINES.poll(30, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line.split(" ", -1);
  }

  @Test
  void aLineHasNineColumns() throws Exception {
    Scene scene = new Scene(server.uri());
    byte[] query = Scene.linearClient().encrypt(new double[3]);
    Scene.Reply reply = scene.post("v1/models/linear/infer?x=y", Scene.OCTETS, query);
    String[] line = line();
    assertThat(line).hasSize(9);
    assertThat(line[0]).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line[1]).isEqualTo(reply.header("X-Request-Id")).hasSize(36);
    assertThat(line[2]).isEqualTo("127.0.0.1");
    assertThat(List.of(line).subList(3, 8)).containsExactly("POST", "/v1/models/{m}/infer", "200",
        Integer.toString(query.length), Integer.toString(reply.bytes().length));
    assertThat(line[8]).matches("\\d+");
  }

  @Test
  void noLineHoldsUidsOrTokensOrWhatClientsWrite() throws Exception {
    Scene scene = new Scene(server.uri());
    long uid = scene.begin(Scene.treeKeyBytes());
    scene.get("v1/keys/" + uid);
    scene.get("v1/secret-path/" + uid + "?token=secret");
    Wire.exchange(server.port(), "SECRET /v1/keys/" + uid + " HTTP/1.1");
    List<String> lines = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(String.join(" ", line()));
    }
    assertThat(String.join("\n", lines)).doesNotContain(Long.toString(uid)).doesNotContainIgnoringCase("secret")
        .contains(" POST /v1/keys 201 ", " GET /v1/keys/{uid} 200 0 ", " GET - 404 ", " OTHER - 405 ");
  }

  @Test
  void anIdOfASaneFormIsKeptInTheAnswerTheProblemAndTheLog() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.nightjar.servlet.Problem");
    ListAppender<ILoggingEvent> log = new ListAppender<>() {
      @Override
      protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        super.append(event);
      }
    };
    log.start();
    logger.addAppender(log);
    HeldEngine engine = new HeldEngine();
    engine.release();
    try (NightjarRuntime failing = Scene.runtime().engine(engine).build();
        NightjarServer other = NightjarServer.builder(failing).start()) {
      Scene scene = new Scene(other.uri());
      long uid = scene.uploadTree();
      Scene.Reply reply = scene.send(scene.request("v1/models/tree/infer?uid=" + uid).header("X-Request-Id", "a-B_9.z")
          .header("Content-Type", Scene.OCTETS).POST(BodyPublishers.ofByteArray(
              Scene.treeClient().encrypt(new double[2]))).build());
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.header("X-Request-Id")).isEqualTo("a-B_9.z");
      assertThat(reply.json().get("request_id").textValue()).isEqualTo("a-B_9.z");
      assertThat(log.list).singleElement()
          .satisfies(event -> assertThat(event.getMDCPropertyMap()).containsEntry("request_id", "a-B_9.z"));
    } finally {
      logger.detachAppender(log);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\"b", "é", "a/b", "",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void anIdOfAnotherFormIsReplaced(String id) throws Exception {
    try (Wire wire = new Wire(server.port())) {
      String answer = wire.send("GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Request-Id: "
          + id + "\r\n\r\n").receive();
      assertThat(answer).containsPattern("X-Request-Id: [0-9a-f-]{36}\r\n").containsPattern(
          "\"request_id\":\"[0-9a-f-]{36}\"}$");
    }
  }

  @Test
  void aLogThatThrowsSpoilsNoAnswerAndHoldsNoRequest() throws Exception {
    try (NightjarRuntime quiet = Scene.runtime().build()) {
      HttpEndpoint endpoint = new HttpEndpoint(quiet, HttpLimits.defaults(), BrowserRules.none(), line -> {
        throw new IllegalStateException("the disk is full");
      });
      for (int i = 0; i < 2; i++) {
        try (HttpEndpoint.Response response = endpoint.answer(new HttpEndpoint.Request("GET", "/health", null,
            header -> null, () -> Caller.ANONYMOUS, InputStream::nullInputStream, "192.0.2.1")).join()) {
          assertThat(response.status()).isEqualTo(200);
        }
      }
      assertThat(endpoint.drain(Duration.ZERO)).as("no request is left").isTrue();
    }
  }
}
