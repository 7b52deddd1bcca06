package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertHarmless;
import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.HttpLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong before any key or ciphertext is looked at; after each, a good one must succeed. */
class BadRequestTest {
  private static final int JSON_BYTES = 8 << 20;
  private static final int MEMBER_BYTES = 2 << 20;
  private static final int BUFFERED_BYTES = 16 << 20;
  private static final int BOMB = 64 << 20;
  private static final int MANY_TIMES_THE_LIMIT = 32 << 20;

  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().limits(RuntimeLimits.DEFAULT.withJsonBytes(JSON_BYTES)).build();
    server = NightjarServer.builder(runtime)
        .limits(new HttpLimits(MEMBER_BYTES, BUFFERED_BYTES, 64 << 20)).start();
    scene = new Scene(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  @AfterEach
  void theNextGoodRequestSucceeds() throws Exception {
    scene.inferLinear();
    assertThat(runtime.keys().usedBytes()).isZero();
  }

  /** Zeros without end, or as many as asked for. */
  private static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? '0' : -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        int n = (int) Math.min(left, length);
        Arrays.fill(bytes, offset, offset + Math.max(0, n), (byte) '0');
        left -= n;
        return n > 0 ? n : -1;
      }
    };
  }

  private static byte[] gzip(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      in.transferTo(gzip);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "nonsense", "{", "[]", "null", "{\"method\":\"inference\"", "{\"method\":\"inference\"}}",
      "{\"method\":17,\"method\":17}", "{\"method\":[\"inference\"]}", "{\"method\":null}", "{}",
      "{\"method\":\"inference\",\"encrypted_inputs\":17}",
      "{\"method\":\"inference\",\"encrypted_inputs\":[1,2]}",
      "{\"method\":\"inference\",\"encrypted_inputs\":{\"__class__\":\"bytes\",\"__value__\":[256]}}",
      "{\"method\":\"inference\",\"encrypted_inputs\":{\"__class__\":\"bytes\",\"__value__\":[NaN]}}",
      "{\"method\":\"inference\",\"encrypted_inputs\":{\"__class__\":\"bytes\",\"__value__\":[1.5]}}",
      "{\"method\":\"inference\",\"encrypted_inputs\":\"not base64!\"}",
      "{\"method\":\"inference\",\"model\":\"linear\"}",
      "{\"method\":\"save_key\"}", "{\"method\":\"append_key\",\"evaluation_keys\":\"AAAA\"}"
  })
  void aBodyThatIsNotARequestIsMalformed(String body) throws Exception {
    assertRefused(scene.post("", body), 400, ErrorCode.MALFORMED_REQUEST);
    assertRefused(scene.post("v1/models/linear", body), 400, ErrorCode.MALFORMED_REQUEST);
  }

  @Test
  void unknownMethodsModelsAndPathsAreSaidToBeUnknown() throws Exception {
    assertRefused(scene.post("", "{\"method\":\"delete_all\"}"), 400, ErrorCode.UNKNOWN_METHOD);
    assertRefused(scene.post("", "{\"method\":\"" + "x".repeat(60_000) + "\"}"), 400,
        ErrorCode.UNKNOWN_METHOD);
    assertRefused(scene.post("",
        "{\"method\":\"inference\",\"model\":\"nobody\",\"encrypted_inputs\":\"AAAA\"}"), 404,
        ErrorCode.UNKNOWN_MODEL);
    assertRefused(scene.post("v1/models/nobody", "{}"), 404, ErrorCode.UNKNOWN_MODEL);
    assertRefused(scene.get("v1/models/nobody"), 404, ErrorCode.UNKNOWN_MODEL);
    assertRefused(scene.get("v1/models/nobody/client.zip"), 404, ErrorCode.UNKNOWN_MODEL);
    assertRefused(scene.post("v1/models/nobody/infer", Scene.OCTETS, new byte[9]), 404,
        ErrorCode.UNKNOWN_MODEL);
    assertRefused(scene.get("v3"), 404, "unknown-path");
    assertRefused(scene.get("v1/models/linear/server.zip"), 404, "unknown-path");
  }

  @Test
  void unknownUidsAreSaidToBeUnknownAndNothingElse() throws Exception {
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    assertRefused(scene.post("v1/models/tree/infer?uid=17", Scene.OCTETS, query), 404, ErrorCode.UNKNOWN_UID);
    assertRefused(scene.get("v1/keys/17"), 404, ErrorCode.UNKNOWN_UID);
    assertRefused(scene.post("v1/keys/17/commit", Scene.OCTETS, new byte[0]), 404, ErrorCode.UNKNOWN_UID);
    assertRefused(scene.send("DELETE", "v1/keys/17", Scene.OCTETS, BodyPublishers.noBody()), 404,
        ErrorCode.UNKNOWN_UID);
    assertRefused(scene.putPart("17", "0", new byte[4], "00000000"), 404, ErrorCode.UNKNOWN_UID);
    Reply append = scene.post("", "{\"method\":\"append_key\",\"uid\":17,\"evaluation_keys\":\"AAAA\"}");
    assertRefused(append, 404, ErrorCode.UNKNOWN_UID);
    assertThat(append.json().get("error").textValue()).doesNotContainPattern("[0-9]{3,}");
  }

  @Test
  void aModelThatNeedsAKeySaysSo() throws Exception {
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    assertRefused(scene.post("v1/models/tree/infer", Scene.OCTETS, query), 400, ErrorCode.KEY_REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({"GET, predict, POST", "PUT, '', 'GET, HEAD, POST'", "DELETE, v1/models/tree, 'GET, HEAD, POST'",
      "GET, v1/models/tree/infer, POST", "PATCH, v1/keys/1, 'DELETE, GET, HEAD'",
      "TRACE, health, 'GET, HEAD'"})
  void anotherMethodThanThePathAnswersIsNotAllowed(String method, String path, String allowed)
      throws Exception {
    Reply reply = scene.send(method, path, Scene.JSON, BodyPublishers.noBody());
    assertRefused(reply, 405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"'', text/plain", "'', application/x-www-form-urlencoded", "'', application/octet-stream",
      "v1/models/linear/infer, application/json", "v1/models/linear/infer, multipart/form-data",
      "v1/keys, text/json"})
  void anotherContentTypeIsUnsupported(String path, String type) throws Exception {
    assertRefused(scene.post(path, type, "uid=1".getBytes(StandardCharsets.US_ASCII)), 415,
        "unsupported-media-type");
  }

  @Test
  void aContentTypeMayNameItsCharacterSet() throws Exception {
    assertRefused(scene.post("", "Application/JSON; charset=UTF-8", "{\"method\":\"x\"}".getBytes(
        StandardCharsets.UTF_8)), 400, ErrorCode.UNKNOWN_METHOD);
  }

  @Test
  void anotherContentEncodingThanGzipIsUnsupported() throws Exception {
    Reply reply = scene.send(scene.request("").header("Content-Type", Scene.JSON)
        .header("Content-Encoding", "br")
        .POST(BodyPublishers.ofString("{}")).build());
    assertRefused(reply, 415, "unsupported-media-type");
    assertThat(reply.header("Accept-Encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @ValueSource(ints = {JSON_BYTES + 1, MANY_TIMES_THE_LIMIT})
  void aBodyOverTheLimitIsTooLargeByItsLengthAndByCounting(int length) throws Exception {
    assertRefused(scene.send("POST", "", Scene.JSON, BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> zeros(length)), length)), 413, ErrorCode.TOO_LARGE);
    Reply chunked = scene.send("POST", "", Scene.JSON, BodyPublishers.ofInputStream(() -> {
      InputStream open = new ByteArrayInputStream("{\"inputs\":\"".getBytes(StandardCharsets.US_ASCII));
      return new SequenceInputStream(open, zeros(length));
    }));
    assertRefused(chunked, 413, ErrorCode.TOO_LARGE);
  }

  @Test
  void aByteMemberOverItsLimitIsTooLarge() throws Exception {
    String piece = "{\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[0"
        + ",0".repeat(MEMBER_BYTES) + "]},\"method\":\"save_key\"}";
    assertThat(piece.length()).isLessThan(JSON_BYTES);
    assertRefused(scene.post("", piece), 413, ErrorCode.TOO_LARGE);
  }

  @Test
  void aQueryOverTheLimitIsTooLargeByItsLengthAndByCounting() throws Exception {
    int length = (4 << 20) + 1;
    assertRefused(scene.post("v1/models/linear/infer", Scene.OCTETS, new byte[length]), 413,
        ErrorCode.TOO_LARGE);
    assertRefused(scene.send("POST", "v1/models/linear/infer", Scene.OCTETS,
        BodyPublishers.ofInputStream(() -> queryThenZeros(length))), 413, ErrorCode.TOO_LARGE);
  }

  /** Begins like a query. */
  private static InputStream queryThenZeros(int length) {
    byte[] header = Arrays.copyOf(Scene.linearClient().encrypt(new double[3]), 32);
    return new SequenceInputStream(new ByteArrayInputStream(header), zeros(length - header.length));
  }

  @Test
  void aClientThatAsksBeforeItSendsIsRefusedWithoutSending() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      String answer = wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n").receive();
      assertThat(answer).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }
  }

  @Test
  void aGzipBombIsTooLarge() throws Exception {
    byte[] query = gzip(queryThenZeros(BOMB));
    byte[] json = gzip(new SequenceInputStream(
        new ByteArrayInputStream("{\"inputs\":\"".getBytes(StandardCharsets.US_ASCII)), zeros(BOMB)));
    assertThat(json.length).isLessThan(JSON_BYTES / 8);
    assertRefused(scene.send(scene.request("v1/models/linear/infer").header("Content-Encoding", "gzip")
        .header("Content-Type", Scene.OCTETS).POST(BodyPublishers.ofByteArray(query)).build()), 413,
        ErrorCode.TOO_LARGE);
    assertRefused(scene.send(scene.request("").header("Content-Encoding", "gzip")
        .header("Content-Type", Scene.JSON)
        .POST(BodyPublishers.ofByteArray(json)).build()), 413, ErrorCode.TOO_LARGE);
  }

  @Test
  void aGoodCompressedBodyIsRead() throws Exception {
    byte[] query = Scene.linearClient().encrypt(new double[] {1, 2, 3});
    Reply reply = scene.send(scene.request("v1/models/linear/infer").header("Content-Encoding", "gzip")
        .header("Content-Type", Scene.OCTETS)
        .POST(BodyPublishers.ofByteArray(gzip(new ByteArrayInputStream(query)))).build());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Scene.linearClient().integers(query, reply.bytes())).containsExactly(3 - 10 + 21);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "v1/keys/..", "v1/keys/../health", "v1/keys/%2e%2e", "v1/keys/..%2f..%2fetc%2fpasswd",
      "v1/keys/%2e%2e%2f17", "v1/keys/17%00", "v1/keys/%00", "v1/keys/17%2f..", "v1/keys/..%5c17",
      "v1/keys/-1", "v1/keys/+17", "v1/keys/1e3", "v1/keys/0x11", "v1/keys/17;a=b",
      "v1/keys/9007199254740992",
      "v1/keys/99999999999999999999", "v1/keys/%D9%A1%D9%A7", "v1/keys/%EF%BC%97", "v1/keys/CON",
      "v1/keys/%zz", "v1/keys/%ff%fe", "v1/keys/%", "v1/models/..", "v1/models/%2e%2e%2f", "v1/models/a%00b",
      "v1/models/.hidden",
      "v1/models/%2e%2e/client.zip", "v1/models/..%5c..", "v1/models/NUL%20", "//", "/v1//keys"})
  void pathTricksAreRefused(String path) throws Exception {
    String answer = Wire.exchange(server.port(), "GET /" + path + " HTTP/1.1");
    if (path.equals("v1/keys/../health")) {
      assertThat(answer).startsWith("HTTP/1.1 404");
    }
    assertThat(Wire.status(answer)).as(answer).isBetween(400, 499);
    assertThat(answer).contains("application/problem+json").contains("\"error\":\"");
    assertHarmless(answer);
  }

  @Test
  void namesOfTenThousandCharactersAreRefused() throws Exception {
    for (String path : new String[] {"v1/keys/" + "9".repeat(10_000), "v1/models/" + "a".repeat(10_000),
        "v1/keys/" + "a".repeat(5000), "v1/models/" + "a".repeat(5000)}) {
      String answer = Wire.exchange(server.port(), "GET /" + path + " HTTP/1.1");
      assertThat(Wire.status(answer)).isBetween(400, 499);
      assertThat(answer.length()).isLessThan(1000);
      assertHarmless(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%00", "../1", "%2e%2e", "-1", "1.5", "9007199254740992", "%D9%A1", "1;2", "a"})
  void aUidInTheQueryThatIsNotANumberIsRefused(String uid) throws Exception {
    String answer;
    try (Wire wire = new Wire(server.port())) {
      answer = wire.send("POST /v1/models/tree/infer?uid=" + uid
          + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
          + "Content-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\nabc").receive();
    }
    assertThat(Wire.status(answer)).as(answer).isEqualTo(400);
    assertThat(answer).contains("\"code\":\"invalid-name\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "\"../1\"", "-1", "1.5", "1e3", "9007199254740992", "99999999999999999999999", "true",
      "\"\\u0661\"", "\"1\\u0000\"", "\"\"", "\" 1\""})
  void aUidInJsonThatIsNotAnIntegerIsRefused(String uid) throws Exception {
    assertRefused(scene.post("", "{\"method\":\"append_key\",\"evaluation_keys\":\"AAAA\",\"uid\":" + uid
        + "}"), 400,
        ErrorCode.INVALID_NAME);
    assertRefused(scene.post("",
        "{\"method\":\"inference\",\"encrypted_inputs\":\"AAAA\",\"model\":\"tree\",\"uid\":" + uid
        + "}"), 400, ErrorCode.INVALID_NAME);
  }

  @Test
  void aConnectionCutInTheMiddleOfABodyLeavesNothingBehind() throws Exception {
    String head = " HTTP/1.1\r\nHost: localhost\r\n";
    for (String request : new String[] {
        "POST /" + head
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"method\":\"save_k",
        "POST /" + head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
        "POST /v1/models/linear/infer" + head
            + "Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nNJ",
        "POST /" + head
            + "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"}) {
      try (Wire wire = new Wire(server.port())) {
        wire.send(request);
      }
    }
  }

  @Test
  void refusalsAndCutConnectionsGiveTheirMemoryBack() throws Exception {
    String tooLarge = "{\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[0"
        + ",0".repeat(MEMBER_BYTES) + "]}}";
    String half = "0".repeat(1 << 20);
    scene.post("", tooLarge);
    long before = usedHeap();
    for (int i = 0; i < 20; i++) {
      // Buffers that were not given back would fill the budget, and the answer would be 429.
      assertRefused(scene.post("", tooLarge), 413, ErrorCode.TOO_LARGE);
      try (Wire wire = new Wire(server.port())) {
        wire.send("POST /v1/models/linear/infer HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Length: 4000000\r\n\r\n" + half)
            .end().receive();
      }
    }
    assertThat(usedHeap() - before).isLessThan(BUFFERED_BYTES);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "nonsense", "GET", "GET / HTTP/9.9", "GET /\u0001 HTTP/1.1", "GET / HTTP/1.1\r\nBad Header: x",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", "POST / HTTP/1.1\r\nContent-Length: -1",
      "POST / HTTP/1.1\r\nTransfer-Encoding: nonsense"})
  void whatIsNotHttpIsRefusedWithoutATrace(String requestLine) throws Exception {
    String answer = Wire.exchange(server.port(), requestLine);
    if (!answer.isEmpty()) {
      assertThat(Wire.status(answer)).as(answer).isBetween(400, 599);
      assertHarmless(answer);
    }
  }
}
