package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SmallHeapServerTest {
  @TempDir
  private Path keys;

  /** A server on such a heap: what it tells of its models, and what the test does with it. */
  private String on(String heap, Use use) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), SmallHeapServer.class.getName(),
        keys.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (!line.startsWith("http:")) {
        line = out.readLine();
      }
      String served = out.readLine();
      use.of(new Scene(URI.create(line)));
      return served;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private interface Use {
    void of(Scene scene) throws Exception;
  }

  @Test
  @Timeout(120)
  void aHeapThatIsTooSmallIsToldAtTheStartAndTheOneThatIsToldIsEnough() throws Exception {
    String refused = on("-Xmx128m", scene -> {
      scene.inferLinear();
      assertThat(scene.post("v1/keys", "{\"total_bytes\":" + Scene.treeKeyBytes() + "}").status()).isEqualTo(400);
      assertThat(scene.get("health").status()).isEqualTo(200);
    });
    assertThat(refused).startsWith("[linear]").contains("model 'tree' needs");
    String enough = refused.replaceAll(".*(-Xmx\\d+m).*", "$1");
    String served = on(enough, scene -> {
      for (int round = 0; round < 3; round++) {
        scene.inferTree(uploadAsTheArticle(scene));
      }
      scene.inferLinear();
      assertThat(scene.get("health").status()).isEqualTo(200);
    });
    assertThat(served).startsWith("[linear, tree]");
  }

  private static long uploadAsTheArticle(Scene scene) throws Exception {
    byte[] key = Scene.treeKey();
    int piece = 6 << 20;
    String uid = null;
    for (int at = 0; at < key.length; at += piece) {
      byte[] bytes = Arrays.copyOfRange(key, at, Math.min(at + piece, key.length));
      String content = Base64.getEncoder().encodeToString(bytes);
      var reply = scene.post("", "{\"evaluation_keys\":\"" + content + "\",\"method\":"
          + (uid == null ? "\"save_key\"}" : "\"append_key\",\"uid\":" + uid + "}"));
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      uid = uid == null ? reply.json().get("uid").asText() : uid;
    }
    return Long.parseLong(uid);
  }
}
