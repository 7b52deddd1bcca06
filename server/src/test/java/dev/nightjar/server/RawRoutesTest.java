package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes as the contract has them, on the embedded server. */
class RawRoutesTest {
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

  @Test
  void theRootSaysOk() throws Exception {
    Reply reply = scene.get("");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith("text/plain");
    assertThat(reply.text()).isEqualTo("Ok");
  }

  @Test
  void healthTellsEngineModelsKeysAndPlugins() throws Exception {
    Reply reply = scene.get("health");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith(Scene.JSON);
    JsonNode health = reply.json();
    assertThat(health.get("status").textValue()).isEqualTo("ok");
    assertThat(health.at("/engine/name").textValue()).isEqualTo("java");
    assertThat(health.at("/engine/kernel").textValue()).isNotBlank();
    assertThat(health.at("/engine/threads").intValue()).isEqualTo(2);
    assertThat(health.at("/engine/notes").isArray()).isTrue();
    assertThat(health.get("models")).extracting(JsonNode::textValue)
        .containsExactlyInAnyOrder("linear", "tree");
    assertThat(health.at("/keys/used_bytes").isIntegralNumber()).isTrue();
    assertThat(health.at("/keys/capacity_bytes").longValue()).isPositive();
    assertThat(health.get("plugins").isArray()).isTrue();
  }

  @Test
  void limitsAreAnnounced() throws Exception {
    JsonNode limits = scene.get("v1/limits").json();
    assertThat(limits.get("part_bytes").intValue()).isEqualTo(1 << 20);
    assertThat(limits.get("key_bytes").longValue()).isEqualTo(512L << 20);
    assertThat(limits.get("query_bytes").intValue()).isEqualTo(4 << 20);
    assertThat(limits.get("json_bytes").longValue()).isEqualTo(512L << 20);
    assertThat(limits.get("json_member_bytes").longValue()).isEqualTo(128L << 20);
  }

  @Test
  void aModelTellsWhatAClientNeeds() throws Exception {
    JsonNode tree = scene.get("v1/models/tree").json();
    assertThat(tree.get("name").textValue()).isEqualTo("tree");
    assertThat(tree.get("kind").textValue()).isEqualTo("tree");
    assertThat(tree.get("features").intValue()).isEqualTo(2);
    assertThat(tree.get("parameters").toString())
        .isEqualTo("{\"id\":\"NJ1_M1_P64\",\"n\":702,\"k\":3,\"N\":512,\"pbs\":\"17/1\",\"ks\":\"2/6\"}");
    assertThat(tree.get("needs_evaluation_key").booleanValue()).isTrue();
    assertThat(tree.get("key_bytes").longValue()).isEqualTo(Scene.treeKeyBytes());
    assertThat(tree.get("query_bytes").longValue())
        .isEqualTo(Scene.treeClient().encrypt(new double[2]).length);
    assertThat(tree.get("answer_bytes").longValue()).isEqualTo(32 + 40 + 4 * (3 * 512 + 1));
    assertThat(tree.get("bootstraps").intValue()).isEqualTo(1);
    assertThat(tree.get("depth").intValue()).isEqualTo(1);
    assertThat(tree.get("security_bits").doubleValue()).isGreaterThanOrEqualTo(128);
    assertThat(tree.get("failure_log2").doubleValue()).isEqualTo(Scene.TREE.failure().failureLog2());
    assertThat(tree.get("client_zip").textValue()).isEqualTo("tree/client.zip");
    assertThat(tree.at("/engine/name").textValue()).isEqualTo("java");
    for (String same : List.of("name", "kernel", "threads")) {
      assertThat(tree.get("engine").get(same)).isEqualTo(scene.get("health").json().get("engine").get(same));
    }
    assertThat(tree.at("/engine/state").textValue()).isIn("warming", "ready", "healing", "slow");
    assertThat(tree.get("model_privacy").textValue()).isEqualTo("none");
    JsonNode linear = scene.get("v1/models/linear").json();
    assertThat(linear.get("needs_evaluation_key").booleanValue()).isFalse();
    assertThat(linear.get("key_bytes").longValue()).isZero();
    assertThat(linear.get("failure_log2").isNumber()).isTrue();
    JsonNode all = scene.get("v1/models").json().get("models");
    for (JsonNode model : all) {
      String link = model.get("client_zip").textValue();
      assertThat(link).isEqualTo("models/" + model.get("name").textValue() + "/client.zip");
      ((ObjectNode) model).put("client_zip", link.substring("models/".length()));
    }
    assertThat(all).containsExactlyInAnyOrder(tree, linear);
  }

  @Test
  void theClientHalfIsDownloadedOnceAndThenUnchanged() throws Exception {
    Reply reply = scene.get("v1/models/tree/client.zip");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/zip");
    assertThat(ClientBundle.read(reply.bytes()).model()).isEqualTo("tree");
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(reply.bytes()));
    assertThat(reply.header("ETag")).isEqualTo("\"" + sha + "\"");
    assertThat(scene.get("v1/models/tree").json().get("client_zip_sha256").textValue()).isEqualTo(sha);
    Reply again = scene.send(scene.request("v1/models/tree/client.zip")
        .header("If-None-Match", reply.header("ETag"))
        .build());
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.bytes()).isEmpty();
  }

  @Test
  void aModelWithoutLookUpsNeedsNoKey() throws Exception {
    scene.inferLinear();
  }

  @Test
  void aKeySentInPartsIsUsedUntilItIsDeleted() throws Exception {
    long uid = scene.uploadTree();
    scene.inferTree(uid);
    assertThat(scene.post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0]).status()).isEqualTo(200);
    assertThat(scene.send("DELETE", "v1/keys/" + uid, Scene.OCTETS, BodyPublishers.noBody()).status())
        .isEqualTo(204);
    assertThat(scene.get("v1/keys/" + uid).status()).isEqualTo(404);
    assertThat(scene.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS,
        Scene.treeClient().encrypt(new double[2]))
        .status()).isEqualTo(404);
  }

  @Test
  void anUploadCanBeResumedAndItsPartsRepeated() throws Exception {
    byte[] key = Scene.treeKey();
    Reply begun = scene.post("v1/keys", "{\"total_bytes\": " + key.length + "}");
    String uid = begun.json().get("uid").asText();
    scene.showUploadToken(Long.parseLong(uid), begun.json().get("upload_token").textValue());
    assertThat(begun.header("Location")).isEqualTo("keys/" + uid);
    assertThat(begun.json().get("total_bytes").intValue()).isEqualTo(key.length);
    assertThat(begun.json().get("part_bytes").intValue()).isEqualTo(Scene.PART);
    for (int repeat = 0; repeat < 2; repeat++) {
      byte[] part = Scene.part(key, 0);
      Reply put = scene.putPart(uid, "0", part, Scene.crc(part).toUpperCase(Locale.ROOT));
      assertThat(put.status()).as(put.text()).isEqualTo(200);
      assertThat(put.json().toString()).isEqualTo(
          "{\"total_bytes\":" + key.length + ",\"received_bytes\":" + Scene.PART + ",\"first_missing\":" + Scene.PART
              + ",\"committed\":false}");
    }
    assertThat(scene.get("v1/keys/" + uid).json().get("received_bytes").intValue()).isEqualTo(Scene.PART);
  }

  @Test
  void anAnswerTellsWhoComputedItAndHowLong() throws Exception {
    Reply reply = scene.post("v1/models/linear/infer", Scene.OCTETS,
        Scene.linearClient().encrypt(new double[3]));
    assertThat(reply.header("Nightjar-Engine")).isEqualTo("java");
    assertThat(Double.parseDouble(reply.header("Nightjar-Compute-Millis"))).isNotNegative();
    assertThat(Double.parseDouble(reply.header("Nightjar-Queue-Millis"))).isNotNegative();
    assertThat(reply.header("Content-Type")).isEqualTo(Scene.OCTETS);
  }

  @Test
  void headAndOptionsAreAnswered() throws Exception {
    Reply head = scene.send(scene.request("health").method("HEAD", BodyPublishers.noBody()).build());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.bytes()).isEmpty();
    Reply options = scene.send(scene.request("v1/keys").method("OPTIONS", BodyPublishers.noBody()).build());
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("POST");
  }
}
