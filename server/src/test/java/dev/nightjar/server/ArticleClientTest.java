package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The article's client, {@code play_with_endpoint.py}, word for word: what its requests look like on the
 * wire, as Python's {@code json.dumps} writes them, and what it looks for in the answers.
 */
class ArticleClientTest {
  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    server = NightjarServer.builder(runtime).start();
    scene = new Scene(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  /** {@code to_json}: a bytes object as {@code json.dumps} writes it. */
  private static String bytes(byte[] content) {
    StringBuilder s = new StringBuilder(content.length * 5)
        .append("{\"__class__\": \"bytes\", \"__value__\": [");
    for (int i = 0; i < content.length; i++) {
      s.append(i == 0 ? "" : ", ").append(content[i] & 0xff);
    }
    return s.append("]}").toString();
  }

  /** {@code from_json}: the bytes of an answer. */
  private static byte[] bytes(JsonNode object) {
    assertThat(object.get("__class__").textValue()).isEqualTo("bytes");
    JsonNode values = object.get("__value__");
    byte[] content = new byte[values.size()];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) values.get(i).intValue();
    }
    return content;
  }

  /** {@code query}: posts to the root; an answer with {@code error} is a failure, {@code null} is not. */
  private static JsonNode query(String payload) throws Exception {
    Reply reply = scene.post("", payload);
    JsonNode answer = reply.json();
    assertThat(answer.isObject() && answer.has("error")).as(reply.text()).isFalse();
    assertThat(reply.status()).isEqualTo(200);
    return answer;
  }

  @Test
  void theArticlesClientRunsAfterChangingItsUrl() throws Exception {
    byte[] key = Scene.treeKey();
    int piece = key.length / 3 + 1;
    JsonNode saved = query("{\"inputs\": \"fake\", \"evaluation_keys\": " + bytes(Arrays.copyOf(key, piece))
        + ", \"method\": \"save_key\"}");
    assertThat(saved).hasSize(1);
    long uid = saved.get("uid").longValue();
    for (int at = piece; at < key.length; at += piece) {
      JsonNode appended = query("{\"inputs\": \"fake\", \"evaluation_keys\": "
          + bytes(Arrays.copyOfRange(key, at, Math.min(at + piece, key.length)))
          + ", \"method\": \"append_key\", \"uid\": "
          + uid + "}");
      assertThat(appended.isNull()).isTrue();
    }
    for (double[] x : new double[][] {{7, 3}, {8, 3}, {2, 15}}) {
      byte[] query = Scene.treeClient().encrypt(x);
      JsonNode answer = query("{\"inputs\": \"fake\", \"encrypted_inputs\": "
          + bytes(query) + ", \"method\": \"inference\", \"uid\": " + uid + "}");
      assertThat(Scene.treeClient().decrypt(query, bytes(answer))).isEqualTo(Scene.TREE.clearPrediction(x));
    }
  }

  @Test
  void aWholeKeyInOnePieceIsCompleteAtOnce() throws Exception {
    JsonNode saved = query("{\"inputs\": \"fake\", \"evaluation_keys\": " + bytes(Scene.treeKey())
        + ", \"method\": \"save_key\"}");
    assertThat(scene.get("v1/keys/" + saved.get("uid")).json().get("committed").booleanValue()).isTrue();
    Reply more = scene.post("", "{\"inputs\": \"fake\", \"evaluation_keys\": " + bytes(new byte[] {1})
        + ", \"method\": \"append_key\", \"uid\": " + saved.get("uid") + "}");
    assertThat(more.status()).isEqualTo(409);
    assertThat(more.json().get("code").textValue()).isEqualTo("key-complete");
  }

  @Test
  void base64IsAnsweredInBase64() throws Exception {
    Base64.Encoder base64 = Base64.getEncoder();
    String uid = query("{\"evaluation_keys\":\"" + base64.encodeToString(Scene.treeKey())
        + "\",\"method\":\"save_key\"}").get("uid").asText();
    double[] x = {3, 3};
    byte[] query = Scene.treeClient().encrypt(x);
    JsonNode answer = query("{\"encrypted_inputs\":\"" + base64.encodeToString(query)
        + "\",\"method\":\"inference\",\"uid\":" + uid + "}");
    byte[] encrypted = Base64.getDecoder().decode(answer.textValue());
    assertThat(Scene.treeClient().decrypt(query, encrypted)).isEqualTo(Scene.TREE.clearPrediction(x));
  }

  @Test
  void theModelIsNamedInThePathOrInTheBody() throws Exception {
    double[] x = {4, 1, 9};
    byte[] query = Scene.linearClient().encrypt(x);
    String inputs = "\"encrypted_inputs\": " + bytes(query)
        + ", \"method\": \"inference\"";
    for (Reply reply : new Reply[] {scene.post("v1/models/linear", "{" + inputs + "}"),
        scene.post("", "{" + inputs + ", \"model\": \"linear\"}"),
        scene.post("predict", "{" + inputs + ", \"model\": \"linear\"}"),
        scene.post("v1/models/tree", "{" + inputs + ", \"model\": \"linear\"}")}) {
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(Scene.linearClient().decrypt(query, bytes(reply.json())))
          .isEqualTo(Scene.LINEAR.clearPrediction(x));
      assertThat(reply.header("Nightjar-Engine")).isEqualTo("java");
    }
    Reply unnamed = scene.post("", "{" + inputs + "}");
    assertThat(unnamed.status()).isEqualTo(400);
    assertThat(unnamed.json().get("error").textValue()).contains("model");
  }

  @Test
  void aPluginsMethodsAreAnswered() throws Exception {
    JsonNode text = query("{\"inputs\": \"fake\", \"method\": \"echo_text\", \"text\": \"h\\u00e9\"}");
    assertThat(text.get("text").textValue()).isEqualTo("h\u00e9");
    assertThat(text.get("length").intValue()).isEqualTo(2);
    assertThat(text.get("model").textValue()).isEqualTo("none");
    assertThat(text.get("good").booleanValue()).isTrue();
    JsonNode echo = query("{\"method\": \"echo_bytes\", \"content\": " + bytes(new byte[] {0, -1, 7}) + "}");
    assertThat(bytes(echo)).containsExactly(0, -1, 7);
    assertThat(scene.get("health").json().at("/plugins").toString()).contains("EchoHandler")
        .contains("ACTIVE");
  }

  @Test
  void aPluginThatThrowsTellsNothing() throws Exception {
    Reply reply = scene.post("", "{\"method\": \"explode\"}");
    Refusals.assertRefused(reply, 500, ErrorCode.INTERNAL);
    assertThat(reply.text()).doesNotContain("a secret of the plugin");
    assertThat(scene.get("").status()).isEqualTo(200);
  }
}
