package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.http.FakeServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of an endpoint, and what becomes of its answers and refusals. */
class EndpointClientTest extends EndpointFixture {
  private static final String MODEL = """
      {"name":"spam","kind":"tree","features":57,"parameters":{"id":"X","n":800,"k":1,"N":2048,"pbs":"23/1","ks":"3/5"},
       "needs_evaluation_key":true,"key_bytes":100,"query_bytes":50,"answer_bytes":20,"bootstraps":63,"depth":2,
       "security_bits":132.5,"failure_log2":-70.25,"client_zip":"/v1/models/spam/client.zip","client_zip_sha256":"%s",
       "something_new":[1]}
      """;
  private static final ClientSpec SPEC = new ClientSpec("spam", "linear", ParameterCatalogue.linear(), Set.of(),
      List.of(new FeatureQuantizer.Uniform(0, 1, 4)),
      new InputLayout.Integers(40, new int[] {0}),
      List.of(new ResultSpec(40, true, 0, 1)), new double[1], Task.regression());

  @Test
  void limitsAndModelsAreRead() {
    server.on("GET /v1/limits",
            Reply.json(200, "{\"part_bytes\":10,\"key_bytes\":1000,\"query_bytes\":200,\"json_bytes\":300}"))
        .on("GET /v1/models", Reply.json(200, "{\"models\":[" + MODEL.formatted("ab") + "]}"))
        .on("GET /v1/models/spam", Reply.json(200, MODEL.formatted("ab")));
    EndpointClient client = client();
    assertThat(client.limits()).isEqualTo(new Limits(10, 1000, 200, 300));
    ModelInfo spam = client.model("spam");
    assertThat(spam.parameters()).isEqualTo(new ModelInfo.ParameterInfo("X", 800, 1, 2048, "23/1", "3/5"));
    assertThat(spam).extracting(ModelInfo::features, ModelInfo::needsEvaluationKey, ModelInfo::keyBytes,
        ModelInfo::queryBytes, ModelInfo::answerBytes, ModelInfo::bootstraps, ModelInfo::depth,
        ModelInfo::securityBits, ModelInfo::failureLog2, ModelInfo::clientZipSha256)
        .containsExactly(57, true, 100L, 50L, 20L, 63L, 2, 132.5, -70.25, "ab");
    assertThat(client.models()).containsExactly(spam);
  }

  @Test
  void routesLieBelowTheBaseAndTheTokenIsSentButNeverShown() {
    EndpointSettings settings = EndpointSettings.of(URI.create(server.settings().base() + "deep/path"))
        .withBearerToken("s3cret");
    server.on("GET /deep/path/v1/limits",
        Reply.json(200, "{\"part_bytes\":1,\"key_bytes\":1,\"query_bytes\":1,\"json_bytes\":1}"));
    client(settings).limits();
    assertThat(server.asked().get(0).header("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void aClientZipIsComparedWithItsAnnouncedChecksum() throws Exception {
    byte[] zip = ClientBundle.write(SPEC);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip));
    server.on("GET /v1/models/spam/client.zip", Reply.of(200, "application/zip", zip))
        .on("GET /v1/models/spam", Reply.json(200, MODEL.formatted(sha)),
            Reply.json(200, MODEL.formatted("00".repeat(32))));
    assertThat(client().clientSpec("spam").model()).isEqualTo("spam");
    refused(ErrorCode.CHECKSUM_MISMATCH, "spam", () -> client().clientSpec("spam"));
  }

  /** The second file is what the endpoint announces, and it is no zip: nothing of it is parsed. */
  @Test
  void aPinnedClientZipIsTheOnlyOneThatIsTakenWhateverTheEndpointAnnounces() {
    byte[] zip = ClientBundle.write(SPEC);
    byte[] other = {1, 2, 3};
    server.on("GET /v1/models/spam/client.zip", Reply.of(200, "application/zip", zip),
        Reply.of(200, "application/zip", other))
        .on("GET /v1/models/spam", Reply.json(200, MODEL.formatted(BundlePin.of(other).sha256())));
    assertThat(client().clientSpec("spam", BundlePin.of(zip))).isEqualTo(SPEC);
    refused(ErrorCode.CHECKSUM_MISMATCH, "not the pinned", () -> client().clientSpec("spam", BundlePin.of(zip)));
  }

  @Test
  void aRehearsalAsksForLimitsAloneAndTellsWhenNobodyAnswers() {
    server.on("GET /v1/limits",
        Reply.json(200, "{\"part_bytes\":1,\"key_bytes\":1,\"query_bytes\":1,\"json_bytes\":1}"));
    client().rehearse(3);
    assertThat(server.asked()).hasSize(3).allSatisfy(asked -> assertThat(asked.path()).isEqualTo("/v1/limits"));
    assertThatIllegalArgumentException().isThrownBy(() -> client().rehearse(0)).withMessageContaining("0");
    server.close();
    refused(ErrorCode.UNAVAILABLE, "cannot connect", () -> client().rehearse(1));
  }

  @Test
  void aRehearsalWithAQueryHasItAnsweredSoOften() {
    server.on("POST /v1/models/lin/infer", Reply.of(200, "application/octet-stream", new byte[1]));
    client().rehearse("lin", Optional.empty(), new byte[] {4, 5}, 2);
    assertThat(server.asked()).hasSize(2).allSatisfy(asked -> assertThat(asked.body()).containsExactly(4, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> client().rehearse("lin", Optional.empty(), new byte[1], -1))
        .withMessageContaining("-1");
  }

  @Test
  void aServerThatWantsATokenIsSaidToAndATokenThatIsNoneIsNotSent() {
    server.on("GET /v1/limits", Reply.of(401, "text/html", new byte[0]));
    refused(ErrorCode.UNAUTHENTICATED, "401", () -> client().limits());
    assertThatThrownBy(() -> server.settings().withBearerToken("two words"))
        .isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("two words");
    assertThatThrownBy(() -> server.settings().withBearerToken("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anInferenceGivesTheBytesTheEngineAndTheServersTimes() {
    server.on("POST /v1/models/spam/infer?uid=9",
        Reply.of(200, "application/octet-stream", new byte[] {1, 2, 3},
        "Nightjar-Engine", "java", "Nightjar-Compute-Millis", "12.5", "Nightjar-Queue-Millis", "3"));
    InferenceAnswer answer = client().infer("spam", Optional.of(new Uid(9)), new byte[] {4, 5});
    assertThat(answer.bytes()).containsExactly(1, 2, 3);
    assertThat(answer.engine()).isEqualTo("java");
    assertThat(answer.computeMillis()).isEqualTo(12.5);
    assertThat(answer.queueMillis()).isEqualTo(3);
    assertThat(server.asked().get(0).body()).containsExactly(4, 5);
  }

  @Test
  void theServerIsToldHowLongAnInferenceIsWaitedForAndNothingOfOtherRequests() {
    server.on("POST /v1/models/lin/infer", Reply.of(200, "application/octet-stream", new byte[] {1}))
        .on("POST /", Reply.json(200, "{\"__class__\": \"bytes\", \"__value__\": [1]}"))
        .on("GET /v1/limits",
            Reply.json(200, "{\"part_bytes\":10,\"key_bytes\":1000,\"query_bytes\":200,\"json_bytes\":300}"));
    for (Duration time : new Duration[] {Duration.ofMillis(7500), Duration.ofDays(2)}) {
      client(server.settings().withTimeouts(Duration.ofSeconds(20), time)).infer("lin", Optional.empty(), new byte[1]);
    }
    new ArticleClient(server.settings().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(8)), Optional.empty(),
        32).infer(Optional.empty(), new byte[1]);
    client().limits();
    assertThat(server.asked()).extracting(asked -> asked.header("Nightjar-deadline-millis"))
        .containsExactly("7500", "86400000", "8000", "");
  }

  @Test
  void anInferenceWithoutKeyOrTimesIsPossible() {
    server.on("POST /v1/models/lin/infer", Reply.of(200, "application/octet-stream", new byte[] {1},
        "Nightjar-Compute-Millis", "soon"));
    InferenceAnswer answer = client().infer("lin", Optional.empty(), new byte[1]);
    assertThat(answer.engine()).isEmpty();
    assertThat(answer.computeMillis()).isNaN();
    assertThat(answer.queueMillis()).isNaN();
  }

  @Test
  void anInferenceThatWasTurnedAwayIsRepeatedButNotOneWithoutAnAnswer() {
    server.on("POST /v1/models/m/infer", Reply.problem(429, "busy", "full", "Retry-After", "1"),
        Reply.of(200, "application/octet-stream", new byte[] {1}));
    assertThat(client().infer("m", Optional.empty(), new byte[1]).bytes()).containsExactly(1);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));

    server.on("POST /v1/models/n/infer", Reply.hangUp());
    pauses.clear();
    refused(ErrorCode.UNAVAILABLE, "could not be asked",
        () -> client().infer("n", Optional.empty(), new byte[1]));
    assertThat(pauses).isEmpty();
  }

  @Test
  void anInferenceThatDidNotReachTheEndpointIsRepeated() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
    }
    EndpointClient client = client(EndpointSettings.of(nobody).withAttempts(3));
    refused(ErrorCode.UNAVAILABLE, "is the endpoint running", () -> client.infer("m", Optional.empty(), new byte[1]));
    assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @ParameterizedTest
  @CsvSource({"404,unknown-uid,UNKNOWN_UID", "409,key-incomplete,KEY_INCOMPLETE", "507,store-full,STORE_FULL",
      "400,from-the-future,MALFORMED_REQUEST", "413,from-the-future,TOO_LARGE",
          "500,from-the-future,INTERNAL",
      "502,from-the-future,UNAVAILABLE", "401,'',UNAUTHENTICATED"})
  void anErrorCarriesTheServersCodeAndSentence(int status, String slug, ErrorCode code) {
    server.on("GET /v1/keys/1", Reply.problem(status, slug, "a sentence"));
    refused(code, "a sentence", () -> client().keyStatus(new Uid(1)));
  }

  @Test
  void anErrorThatIsNoProblemDocumentIsNamedByItsStatus() {
    server.on("GET /v1/keys/1",
        Reply.of(502, "text/html", "<h1>Bad gateway</h1>".getBytes(StandardCharsets.UTF_8)));
    refused(ErrorCode.UNAVAILABLE, "answered with status 502", () -> client().keyStatus(new Uid(1)));
  }

  @Test
  void controlCharactersOfAServersSentenceDoNotReachTheTerminal() {
    server.on("GET /v1/keys/1",
        Reply.problem(400, "invalid-name", "bad\\u001b[2Jname\\n" + "x".repeat(2000)));
    assertThatThrownBy(() -> client().keyStatus(new Uid(1))).hasMessageStartingWith("bad\\u001b[2Jname xxx")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(540));
  }

  @Test
  void redirectsAreNotFollowed() {
    server.on("GET /v1/limits", Reply.json(302, "{}", "Location", "/v1/elsewhere"));
    refused(ErrorCode.INTERNAL, "status 302", () -> client().limits());
    assertThat(server.routes()).containsExactly("GET /v1/limits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"part_bytes\":\"x\"}", "<html>", "{\"part_bytes\":1}{}"})
  void anAnswerThatIsNotAsAgreedIsRefused(String body) {
    server.on("GET /v1/limits", Reply.json(200, body));
    refused(ErrorCode.INVALID_FORMAT, "did not answer as a Nightjar endpoint does", () -> client().limits());
  }

  @Test
  void anAnswerOverTheBoundIsDropped() {
    server.on("GET /v1/limits", Reply.json(200, " ".repeat(Transport.SMALL + 1)));
    refused(ErrorCode.TOO_LARGE, "longer than 1048576 bytes", () -> client().limits());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatDoesNotComeOrStopsHalfwayEndsWithTheTimeOut(boolean headers) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    server.on("GET /v1/limits", exchange -> {
      if (headers) {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
      }
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    EndpointSettings hasty = server.settings().withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(1))
        .withAttempts(1);
    refused(ErrorCode.UNAVAILABLE, "within 300 ms", () -> client(hasty).limits());
    over.countDown();
  }

  @Test
  void aServerThatIsNotThereIsSaidSo() {
    EndpointSettings settings = server.settings().withAttempts(2);
    server.close();
    refused(ErrorCode.UNAVAILABLE, "is the endpoint running?", () -> client(settings).limits());
    assertThat(pauses).hasSize(1);
  }

  @Test
  void anInterruptCancelsARequest() {
    server.on("GET /v1/limits", STATUS);
    Thread.currentThread().interrupt();
    refused(ErrorCode.CANCELLED, "interrupted", () -> client().limits());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void namesThatAreNoModelNamesAreNotAskedFor() {
    refused(ErrorCode.INVALID_NAME, "a name has", () -> client().model("../../etc"));
    refused(ErrorCode.INVALID_NAME, "a name has", () ->
        client().infer("a b", Optional.empty(), new byte[0]));
    assertThat(server.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/", "http:///x", "localhost:80", "http://h/?q=1", "http://h/#f"})
  void settingsTakeOnlyHttpUrls(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> EndpointSettings.of(URI.create(url)))
        .withMessageContaining(url);
  }

  @Test
  void settingsTakeOnlyPositiveTimesAndSomeAttempts() {
    EndpointSettings good = server.settings();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> good.withTimeouts(Duration.ZERO, Duration.ofSeconds(1)))
        .withMessageContaining("request");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> good.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
        .withMessageContaining("inference");
    assertThatIllegalArgumentException().isThrownBy(() ->
        good.withAttempts(0)).withMessageContaining("not 0");
  }
}
