package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.FakeServer.Asked;
import dev.nightjar.client.http.FakeServer.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Load balancers keep the requests of a key together by a header. */
class UidHeaderTest {
  private static final Reply STATUS = Reply.json(200,
      "{\"total_bytes\":25,\"received_bytes\":25,\"first_missing\":25,\"committed\":true}");
  private static final Reply ONE_BYTE = Reply.of(200, "application/octet-stream", new byte[1]);

  private final FakeServer server = new FakeServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> uids() {
    return server.asked().stream().map(this::uid).toList();
  }

  /** The JDK's server writes names of headers with one capital. */
  private String uid(Asked asked) {
    return asked.header("Nightjar-uid");
  }

  @Test
  void theClientOfTheRawRoutesNamesTheUidWithEachRequestForAKeyAndWithNoOther() {
    server.on("POST /v1/keys", Reply.json(201, "{\"uid\":77,\"total_bytes\":25,\"part_bytes\":10}"))
        .on("POST /v1/keys/77/commit", STATUS).on("GET /v1/keys/77", STATUS)
        .on("DELETE /v1/keys/77", Reply.json(204, ""))
        .on("POST /v1/models/spam/infer?uid=77", ONE_BYTE).on("POST /v1/models/spam/infer", ONE_BYTE)
        .on("GET /v1/limits",
            Reply.json(200, "{\"part_bytes\":10,\"key_bytes\":1000,\"query_bytes\":200,\"json_bytes\":300}"));
    for (int part = 0; part < 3; part++) {
      server.on("PUT /v1/keys/77/parts/" + part, STATUS);
    }
    EndpointClient client = new EndpointClient(server.settings());
    Uid uid = client.uploadKey(new byte[25], Progress.NONE);
    client.keyStatus(uid);
    client.infer("spam", Optional.of(uid), new byte[1]);
    client.infer("spam", Optional.empty(), new byte[1]);
    client.limits();
    client.deleteKey(uid);
    assertThat(server.asked()).hasSize(10)
        .allSatisfy(asked -> assertThat(uid(asked)).as(asked.path())
            .isEqualTo(asked.path().contains("77") ? "77" : ""));
  }

  @Test
  void theClientOfTheArticlesJsonNamesTheUidFromTheSecondPieceOn() {
    server.on("POST /", Reply.json(200, "{\"uid\":9007199254740991}"), Reply.json(200, "null"),
        Reply.json(200, "{\"__class__\": \"bytes\", \"__value__\": [1]}"));
    ArticleClient client = new ArticleClient(server.settings(), Optional.empty(), 32);
    Uid uid = client.saveKey(new byte[64], Progress.NONE);
    client.infer(Optional.of(uid), new byte[1]);
    client.infer(Optional.empty(), new byte[1]);
    assertThat(uids()).containsExactly("", "9007199254740991", "9007199254740991", "");
  }
}
