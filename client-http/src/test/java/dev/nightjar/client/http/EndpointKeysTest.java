package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.FakeServer.Asked;
import dev.nightjar.client.http.FakeServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are sent in parts, again, and from where an upload broke off. */
class EndpointKeysTest extends EndpointFixture {
  private static final String UPLOAD_TOKEN = "0123456789012345678901234567890123456789abc";

  private static byte[] key(int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) (7 * i);
    }
    return key;
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
  void aKeyIsDeleted() {
    server.on("DELETE /v1/keys/5", Reply.of(204, "text/plain", new byte[0]));
    client().deleteKey(new Uid(5));
    assertThat(server.routes()).containsExactly("DELETE /v1/keys/5");
  }
}
