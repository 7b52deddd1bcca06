package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.TokenFile;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that answers callers with tokens alone. */
class TokensTest {
  private static final String TOKEN = TokenFile.newToken(new SecureRandom());

  @TempDir
  private static Path folder;

  private static NightjarRuntime runtime;
  private static NightjarServer server;

  @BeforeAll
  static void start() throws Exception {
    runtime = Scene.runtime().build();
    Path file = Files.write(folder.resolve("tokens"), List.of("# callers", "", TokenFile.line("alice", TOKEN)));
    server = NightjarServer.builder(runtime).callers(new TokenFile(file)).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  @ParameterizedTest
  @CsvSource({"GET, v1/models", "GET, v1/limits", "GET, v1/models/tree", "GET, v1/models/tree/client.zip",
      "POST, v1/keys", "GET, v1/keys/17", "DELETE, v1/keys/17", "PUT, v1/keys/17/parts/0", "POST, v1/keys/17/commit",
      "POST, v1/models/linear/infer", "POST, ''", "POST, predict", "POST, v1/models/linear"})
  void aCallerWithoutATokenOrWithAWrongOneIsRefusedWhereverThereIsSomethingToHave(String method, String path)
      throws Exception {
    String wrong = TokenFile.newToken(new SecureRandom());
    for (Optional<String> token : List.of(Optional.<String>empty(), Optional.of(wrong), Optional.of(""))) {
      Scene scene = new Scene(server.uri(), token);
      Reply refused = scene.send(scene.request(path).header("Content-Type", "text/plain")
          .method(method, BodyPublishers.ofString("{}")).build());
      assertRefused(refused, 401, ErrorCode.UNAUTHENTICATED);
      assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"nightjar\"");
      assertThat(refused.text()).doesNotContain(wrong);
    }
  }

  @Test
  void anotherSchemeIsRefused() throws Exception {
    Scene scene = new Scene(server.uri());
    for (String header : List.of("Basic YWxpY2U6eA==", TOKEN, "Bearer" + TOKEN, "Digest " + TOKEN)) {
      assertRefused(scene.send(scene.request("v1/models").header("Authorization", header).GET().build()), 401,
          ErrorCode.UNAUTHENTICATED);
    }
    assertThat(scene.send(scene.request("v1/models").header("Authorization", "bearer " + TOKEN).GET().build())
        .status()).isEqualTo(200);
  }

  @Test
  void healthSaysHowItIsToAllAndWhatIsThereToThoseWithAToken() throws Exception {
    Scene stranger = new Scene(server.uri());
    assertThat(stranger.get("").text()).isEqualTo("Ok");
    assertThat(stranger.get("health").text()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(new Scene(server.uri(), Optional.of(TOKEN)).get("health").json().get("models")).hasSize(2);
  }

  @Test
  void aCallerWithATokenIsAnsweredByTheRawRoutesAndTheArticles() throws Exception {
    Scene alice = new Scene(server.uri(), Optional.of(TOKEN));
    alice.inferLinear();
    alice.inferTree(alice.uploadTree());
    assertThat(alice.post("", "{\"method\":\"echo_text\",\"text\":\"x\"}").status()).isEqualTo(200);
  }
}
