package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header that repeats the uid for load balancers says what the request says, or nothing. */
class UidHeaderTest {
  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;
  private static long uid;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).start();
    scene = new Scene(server.uri());
    uid = scene.uploadTree();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static Reply send(String method, String path, String type, byte[] body, String header) throws Exception {
    HttpRequest.Builder request = scene.request(path).header("Nightjar-Uid", header)
        .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    return scene.send((type.isEmpty() ? request : request.header("Content-Type", type)).build());
  }

  @Test
  void aUidThatIsRepeatedIsRightOnAllRoutes() throws Exception {
    String same = Long.toString(uid);
    byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
    assertThat(send("GET", "v1/keys/" + uid, "", new byte[0], same).status()).isEqualTo(200);
    String json = "{\"method\":\"inference\",\"model\":\"tree\",\"uid\":" + uid + ",\"encrypted_inputs\":\""
        + Base64.getEncoder().encodeToString(query) + "\"}";
    assertThat(article(json, same).status()).isEqualTo(200);
    Reply answer = send("POST", "v1/models/tree/infer?uid=" + uid, Scene.OCTETS, query, same);
    assertThat(Scene.treeClient().integers(query, answer.bytes())).containsExactly(1);
  }

  /** With the secret of the upload, which the scene shows for uids in paths. */
  private static Reply article(String json, String header) throws Exception {
    return scene.send(scene.request("?uid=" + uid).header("Nightjar-Uid", header).header("Content-Type", Scene.JSON)
        .POST(BodyPublishers.ofString(json)).build());
  }

  @ParameterizedTest
  @CsvSource({"GET,''", "DELETE,''", "POST,/commit", "PUT,/parts/0"})
  void anotherUidThanThePathsIsRefused(String method, String below) throws Exception {
    byte[] part = Scene.treePart(0);
    HttpRequest request = scene.request("v1/keys/" + uid + below).header("Nightjar-Uid", "12")
        .header("Content-Type", Scene.OCTETS).header("Nightjar-CRC32C", Scene.crc(part))
        .method(method, method.equals("PUT") ? BodyPublishers.ofByteArray(part) : BodyPublishers.noBody()).build();
    assertRefused(scene.send(request), 400, ErrorCode.MALFORMED_REQUEST);
    assertThat(scene.get("v1/keys/" + uid).status()).as("the key is still there").isEqualTo(200);
  }

  @Test
  void anotherUidThanTheQueryStringsOrTheBodysIsRefusedAndBothAreNamed() throws Exception {
    byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
    Reply raw = send("POST", "v1/models/tree/infer?uid=" + uid, Scene.OCTETS, query, "12");
    assertRefused(raw, 400, ErrorCode.MALFORMED_REQUEST);
    assertThat(raw.text()).contains("Nightjar-Uid", "key 12", "key " + uid, "leave out the header");
    String json = "{\"method\":\"inference\",\"model\":\"tree\",\"uid\":" + uid + ",\"encrypted_inputs\":\""
        + Base64.getEncoder().encodeToString(query) + "\"}";
    Reply article = article(json, "12");
    assertRefused(article, 400, ErrorCode.MALFORMED_REQUEST);
    assertThat(article.text()).contains("key 12", "key " + uid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "-1", "9007199254740992", "1,2"})
  void aHeaderThatIsNoUidIsRefused(String header) throws Exception {
    assertRefused(send("GET", "v1/keys/" + uid, "", new byte[0], header), 400, ErrorCode.INVALID_NAME);
  }

  @Test
  void aRequestThatNamesNoKeyIsAnsweredWhateverTheHeaderSays() throws Exception {
    byte[] query = Scene.linearClient().encrypt(new double[] {4, 1, 9});
    assertThat(send("POST", "v1/models/linear/infer", Scene.OCTETS, query, "12").status()).isEqualTo(200);
    assertThat(send("GET", "v1/limits", "", new byte[0], "no uid").status()).isEqualTo(200);
  }
}
