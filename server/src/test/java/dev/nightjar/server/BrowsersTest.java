package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.BrowserRules;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins, and names that lead to this machine. */
@Timeout(60)
class BrowsersTest {
  private static final String APP = "https://app.example";
  private static NightjarRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = Scene.runtime().build();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private static NightjarServer server(String... origins) throws Exception {
    return NightjarServer.builder(runtime).origins(Set.of(origins)).start();
  }

  private static Scene.Reply preflight(Scene scene, String origin) throws Exception {
    return scene.send(scene.request("v1/keys").header("Origin", origin)
        .header("Access-Control-Request-Method", "POST").header("Access-Control-Request-Headers", "content-type")
        .method("OPTIONS", BodyPublishers.noBody()).build());
  }

  @Test
  void aListedOriginMayAskAndReadAndShowItsTokenWithoutCookies() throws Exception {
    try (NightjarServer server = server(APP, "http://localhost:3000")) {
      Scene scene = new Scene(server.uri());
      Scene.Reply before = preflight(scene, APP);
      assertThat(before.status()).isEqualTo(204);
      assertThat(before.header("Access-Control-Allow-Origin")).isEqualTo(APP);
      assertThat(before.header("Access-Control-Allow-Methods")).contains("POST", "PUT", "DELETE");
      assertThat(before.header("Access-Control-Allow-Headers")).contains("Authorization", "Nightjar-Upload-Token",
          "Nightjar-CRC32C");
      Scene.Reply reply = scene.send(scene.request("v1/models").header("Origin", APP).build());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
      assertThat(reply.header("Access-Control-Expose-Headers")).contains("Nightjar-Engine", "Retry-After");
      assertThat(reply.header("Vary")).isEqualTo("Origin");
      assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
      Scene.Reply refused = scene.send(scene.request("v1/models/none").header("Origin", APP).build());
      Refusals.assertRefused(refused, 404, ErrorCode.UNKNOWN_MODEL);
      assertThat(refused.header("Access-Control-Allow-Origin")).as("a page can read why").isEqualTo(APP);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "http://app.example", "https://app.example:444", "null",
      "https://app.example.evil.example", "https://xapp.example"})
  void anotherOriginIsToldNothing(String origin) throws Exception {
    try (NightjarServer server = server(APP)) {
      Scene scene = new Scene(server.uri());
      assertThat(preflight(scene, origin).header("Access-Control-Allow-Origin")).isEmpty();
      Scene.Reply reply = scene.send(scene.request("v1/models").header("Origin", origin).build());
      assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(reply.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void unlessSetNoOriginIsListedAndAStarIsForAllWithoutCookies() throws Exception {
    try (NightjarServer none = server(); NightjarServer all = server("*")) {
      assertThat(preflight(new Scene(none.uri()), APP).header("Access-Control-Allow-Origin")).isEmpty();
      Scene.Reply reply = preflight(new Scene(all.uri()), "https://any.example");
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.example", "https://app.example/", "https://app.example/x", "ftp://a", "https://a b", ""})
  void whatIsNoOriginIsRefused(String origin) {
    assertThatThrownBy(() -> BrowserRules.none().withOrigins(Set.of(origin)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("an origin is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example:80", "[::1]", "a/b", "*.example", ""})
  void whatIsNoHostIsRefused(String host) {
    assertThatThrownBy(() -> BrowserRules.none().withHosts(Set.of(host)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a host is");
  }

  private static String ask(int port, String host) throws Exception {
    try (Wire wire = new Wire(port)) {
      return wire.send("GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").receive();
    }
  }

  @ParameterizedTest
  @CsvSource({"localhost, 200", "LOCALHOST:80, 200", "127.0.0.1:8080, 200", "127.8.9.10, 200", "[::1]:8080, 200",
      "evil.example, 421", "127.0.0.1.evil.example, 421", "localhost.evil.example, 421", "10.0.0.1, 421"})
  void onTheLoopbackOnlyItsNamesAreAnsweredOnBothPorts(String host, int status) throws Exception {
    try (NightjarServer server = NightjarServer.builder(runtime).management("127.0.0.1", 0).start()) {
      String answer = ask(server.port(), host);
      assertThat(Wire.status(answer)).as(answer).isEqualTo(status);
      assertThat(answer.contains("misdirected-request")).isEqualTo(status == 421);
      String managed = ask(server.managementUri().orElseThrow().getPort(), host);
      assertThat(Wire.status(managed)).isEqualTo(status == 421 ? 421 : 404);
    }
  }

  @Test
  void elsewhereAnyNameIsAnsweredUnlessNamesAreListed() throws Exception {
    try (NightjarServer any = NightjarServer.builder(runtime).host("0.0.0.0").start();
        NightjarServer listed = NightjarServer.builder(runtime).host("0.0.0.0")
            .browsers(BrowserRules.none().withHosts(Set.of("fhe.example"))).start()) {
      assertThat(Wire.status(ask(any.port(), "any.example"))).isEqualTo(200);
      assertThat(Wire.status(ask(listed.port(), "fhe.example:443"))).isEqualTo(200);
      assertThat(Wire.status(ask(listed.port(), "localhost"))).isEqualTo(421);
    }
  }

  @Test
  void aNameThatIsRefusedIsRefusedBeforeTheCallerIsAsked() throws Exception {
    try (NightjarServer server = NightjarServer.builder(runtime).callers(request -> {
      throw new NightjarException(ErrorCode.UNAUTHENTICATED, "nobody is known here");
    }).start()) {
      assertThat(Wire.status(ask(server.port(), "evil.example"))).isEqualTo(421);
      assertThat(Wire.status(ask(server.port(), "localhost"))).isEqualTo(401);
    }
  }
}
