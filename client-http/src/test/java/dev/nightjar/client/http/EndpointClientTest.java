package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.FakeServer.Asked;
import dev.nightjar.client.http.FakeServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointClientTest {
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
  private static final Reply STATUS = Reply.json(200,
      "{\"total_bytes\":25,\"received_bytes\":25,\"first_missing\":25,\"committed\":true}");

  private static final String UPLOAD_TOKEN = "0123456789012345678901234567890123456789abc";

  private final FakeServer server = new FakeServer();
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    server.close();
  }

  private EndpointClient client() {
    return client(server.settings());
  }

  private EndpointClient client(EndpointSettings settings) {
    return new EndpointClient(settings, new Retry(settings.attempts(), pauses::add));
  }

  private static void refused(ErrorCode code, String words, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(code);
      assertThat(e).hasMessageContaining(words);
    });
  }

  private static byte[] key(int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (7 * i);
    }
    return key;
  }

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

  private void acceptKey(int parts) {
    server.on("POST /v1/keys", Reply.json(201, "{\"uid\":77,\"total_bytes\":25,\"part_bytes\":10}"))
        .on("POST /v1/keys/77/commit", STATUS);
    for (int i = 0; i < parts; i++) {
      server.on("PUT /v1/keys/77/parts/" + i, STATUS);
    }
  }

  private static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return String.format("%08x", crc.getValue());
  }

  @Test
  void aKeyIsAnnouncedSentInChecksummedPartsAndCommitted() {
    acceptKey(3);
    List<String> progress = new ArrayList<>();
    byte[] key = key(25);
    assertThat(client().uploadKey(key, (done, total) -> progress.add(done + "/" + total))).isEqualTo(new Uid(77));

    assertThat(server.routes()).containsExactly("POST /v1/keys", "PUT /v1/keys/77/parts/0",
        "PUT /v1/keys/77/parts/1", "PUT /v1/keys/77/parts/2", "POST /v1/keys/77/commit");
    assertThat(server.asked().get(0).text()).isEqualTo("{\"total_bytes\":25}");
    for (int part = 0; part < 3; part++) {
      Asked put = server.asked().get(1 + part);
      assertThat(put.body()).isEqualTo(Arrays.copyOfRange(key, 10 * part, Math.min(25, 10 * part + 10)));
      assertThat(put.header("Nightjar-crc32c")).isEqualTo(crc(put.body()));
      assertThat(put.header("Content-type")).isEqualTo("application/octet-stream");
    }
    assertThat(progress).containsExactly("10/25", "20/25", "25/25");
  }

  @Test
  void theSecretOfAnUploadIsShownWithEachRequestForItsKeyAndNeverPrinted() {
    acceptKey(3);
    server.on("POST /v1/keys", Reply.json(201, "{\"uid\":77,\"total_bytes\":25,\"part_bytes\":10,\"upload_token\":\""
            + UPLOAD_TOKEN + "\"}"))
        .on("GET /v1/keys/77", STATUS)
        .on("DELETE /v1/keys/77", Reply.json(204, ""))
        .on("POST /v1/models/spam/infer?uid=77", Reply.of(200, "application/octet-stream", new byte[1]))
        .on("POST /v1/models/spam/infer", Reply.of(200, "application/octet-stream", new byte[1]));
    EndpointClient client = client();
    KeyUpload upload = client.beginKey(25);
    Uid uid = client.uploadKey(key(25), Progress.NONE);
    client.keyStatus(uid);
    client.infer("spam", Optional.of(uid), new byte[1]);
    client.infer("spam", Optional.empty(), new byte[1]);
    client.deleteKey(uid);
    assertThat(upload.uploadToken()).map(UploadToken::secret).contains(UPLOAD_TOKEN);
    assertThat(upload.toString()).doesNotContain(UPLOAD_TOKEN);
    for (Asked asked : server.asked()) {
      assertThat(asked.header("Nightjar-upload-token")).as(asked.path())
          .isEqualTo(asked.path().contains("77") ? UPLOAD_TOKEN : "");
    }
    int before = server.asked().size();
    refused(ErrorCode.MALFORMED_REQUEST, "", () -> client.infer("nope", Optional.of(uid), new byte[1]));
    assertThat(server.asked().get(before).header("Nightjar-upload-token")).as("the key is deleted").isEmpty();
  }

  @Test
  void anotherClientGoesOnWithTheSecret() {
    acceptKey(3);
    server.on("GET /v1/keys/77", STATUS);
    EndpointClient other = client();
    other.showToken(new Uid(77), UploadToken.parse(UPLOAD_TOKEN));
    other.resumeKey(new Uid(77), key(25), Progress.NONE);
    assertThat(server.asked()).filteredOn(asked -> asked.path().contains("77")).isNotEmpty()
        .allSatisfy(asked -> assertThat(asked.header("Nightjar-upload-token")).isEqualTo(UPLOAD_TOKEN));
  }

  @Test
  void aSecretThatIsNoneIsRefusedWithoutBeingRepeated() {
    server.on("POST /v1/keys",
        Reply.json(201, "{\"uid\":77,\"total_bytes\":25,\"part_bytes\":10,\"upload_token\":\"hunter2\"}"));
    assertThatThrownBy(() -> client().beginKey(25)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("upload token").hasMessageNotContaining("hunter2");
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
  void aServerThatWantsATokenIsSaidToAndATokenThatIsNoneIsNotSent() {
    server.on("GET /v1/limits", Reply.of(401, "text/html", new byte[0]));
    refused(ErrorCode.UNAUTHENTICATED, "401", () -> client().limits());
    assertThatThrownBy(() -> server.settings().withBearerToken("two words"))
        .isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("two words");
    assertThatThrownBy(() -> server.settings().withBearerToken("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPartIsSentAgainWhenTheServerIsBusyOrHangsUp() {
    acceptKey(3);
    server.on("PUT /v1/keys/77/parts/1", Reply.problem(429, "busy", "later", "Retry-After", "4"),
        Reply.hangUp(), STATUS);
    client().uploadKey(key(25), Progress.NONE);
    List<Asked> sent = server.asked().stream().filter(a -> a.path().endsWith("/1")).toList();
    assertThat(sent).hasSizeGreaterThanOrEqualTo(3);
    assertThat(sent).allSatisfy(a -> assertThat(a.body()).isEqualTo(sent.get(0).body()));
    assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aPartIsSentABoundedNumberOfTimesWithLongerPauses() {
    acceptKey(3);
    server.on("PUT /v1/keys/77/parts/0", Reply.problem(503, "unavailable", "draining"));
    refused(ErrorCode.UNAVAILABLE, "draining", () -> client().uploadKey(key(25), Progress.NONE));
    assertThat(server.routes()).containsExactly("POST /v1/keys", "PUT /v1/keys/77/parts/0",
        "PUT /v1/keys/77/parts/0", "PUT /v1/keys/77/parts/0");
    assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void aServerThatAsksForALongPauseIsNotWaitedForLongerThanTheLimit() {
    acceptKey(3);
    server.on("PUT /v1/keys/77/parts/0", Reply.problem(429, "busy", "later", "Retry-After", "999999999"),
        STATUS);
    client().uploadKey(key(25), Progress.NONE);
    assertThat(pauses).containsExactly(Duration.ofSeconds(30));
  }

  @Test
  void aPartThatIsRefusedForAnotherReasonIsNotSentAgain() {
    acceptKey(3);
    server.on("PUT /v1/keys/77/parts/0", Reply.problem(422, "checksum-mismatch", "damaged"));
    refused(ErrorCode.CHECKSUM_MISMATCH, "damaged", () -> client().uploadKey(key(25), Progress.NONE));
    assertThat(server.asked()).hasSize(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void anUploadWithAGapResumesAtTheGap() {
    acceptKey(3);
    server.on("GET /v1/limits",
            Reply.json(200, "{\"part_bytes\":10,\"key_bytes\":1,\"query_bytes\":1,\"json_bytes\":1}"))
        .on("GET /v1/keys/77", Reply.json(200,
            "{\"total_bytes\":25,\"received_bytes\":20,\"first_missing\":10,\"committed\":false}"));
    client().resumeKey(new Uid(77), key(25), Progress.NONE);
    assertThat(server.routes()).containsExactly("GET /v1/keys/77", "GET /v1/limits",
        "PUT /v1/keys/77/parts/1", "PUT /v1/keys/77/parts/2", "POST /v1/keys/77/commit");
  }

  @Test
  void anUploadResumesWhereTheServerIs() {
    acceptKey(3);
    server.on("GET /v1/limits",
            Reply.json(200, "{\"part_bytes\":10,\"key_bytes\":1,\"query_bytes\":1,\"json_bytes\":1}"))
        .on("GET /v1/keys/77",
        Reply.json(200, "{\"total_bytes\":25,\"received_bytes\":10,\"first_missing\":10,\"committed\":false}"));
    List<Long> progress = new ArrayList<>();
    client().resumeKey(new Uid(77), key(25), (done, total) -> progress.add(done));
    assertThat(server.routes()).containsExactly("GET /v1/keys/77", "GET /v1/limits",
        "PUT /v1/keys/77/parts/1",
        "PUT /v1/keys/77/parts/2", "POST /v1/keys/77/commit");
    assertThat(progress).containsExactly(20L, 25L);
  }

  @Test
  void aCommittedKeyIsNotSentAgainAndAKeyOfAnotherLengthNotAtAll() {
    server.on("GET /v1/keys/77", STATUS);
    client().resumeKey(new Uid(77), key(25), Progress.NONE);
    assertThat(server.routes()).containsExactly("GET /v1/keys/77");
    refused(ErrorCode.KEY_PART_CONFLICT, "announced with 25 bytes, this key has 26",
        () -> client().resumeKey(new Uid(77), key(26), Progress.NONE));
  }

  @Test
  void anUploadWithSenselessPartsIsRefused() {
    server.on("POST /v1/keys", Reply.json(201, "{\"uid\":1,\"total_bytes\":25,\"part_bytes\":0}"));
    refused(ErrorCode.INVALID_FORMAT, "parts of 0 bytes", () -> client().uploadKey(key(25), Progress.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "9007199254740992", "\"x\"", "[]"})
  void anUploadUnderNoUidIsRefused(String uid) {
    server.on("POST /v1/keys", Reply.json(201, "{\"uid\":" + uid + ",\"total_bytes\":25,\"part_bytes\":10}"));
    refused(ErrorCode.INVALID_FORMAT, "as a Nightjar endpoint does", () -> client().uploadKey(key(25), Progress.NONE));
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

  @Test
  void aKeyIsDeleted() {
    server.on("DELETE /v1/keys/5", Reply.of(204, "text/plain", new byte[0]));
    client().deleteKey(new Uid(5));
    assertThat(server.routes()).containsExactly("DELETE /v1/keys/5");
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
