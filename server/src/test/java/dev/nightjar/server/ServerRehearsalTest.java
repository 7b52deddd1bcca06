package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.TestCertificate;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server tries its own way from a request to an answer before it says that it is ready. */
@Timeout(120)
class ServerRehearsalTest {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final byte[] NOTHING = {};

  @TempDir
  private Path folder;

  @Test
  void aServerThatIsReadyHasRehearsedAndNothingIsLeftOfIt() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    List<String> rehearsed = new CopyOnWriteArrayList<>();
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, ClientBundle.write(Scene.LINEAR.client()))).build();
        NightjarServer server = NightjarServer.builder(runtime).accessLog(lines::add)
            .rehearse(rehearsed::add, List.of()).rehearse(1).start()) {
      Scene scene = new Scene(server.uri());
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(scene.get("health/ready").status()).isEqualTo(200);
      Scene.Reply health = scene.get("health");
      assertThat(health.json().at("/rehearsal/state").textValue()).isEqualTo("done");
      assertThat(health.json().at("/rehearsal").has("state_detail")).isFalse();
      assertThat(health.json().at("/keys/used_bytes").longValue()).isZero();
      assertThat(rehearsed).as("lines of the second servlet").anyMatch(line -> line.contains("/v1/models/{m}/infer"))
          .anyMatch(line -> line.contains("/v2/models/{m}/infer"))
          .anyMatch(line -> line.contains("POST /v1/models/{m} "));
      assertThat(lines).as("of this test's own requests").allMatch(line -> line.contains(" /health"));
      scene.inferLinear();
    }
  }

  @Test
  void aRehearsalThatFailsIsToldInHealthAndTheServerIsReady() throws Exception {
    HeldEngine engine = new HeldEngine();
    engine.release();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build();
        NightjarServer server = NightjarServer.builder(runtime).rehearse(1).start()) {
      Scene scene = new Scene(server.uri());
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      Scene.Reply health = scene.get("health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.json().at("/rehearsal/state").textValue()).isEqualTo("failed");
      assertThat(health.json().at("/rehearsal/state_detail").textValue()).contains("/v1/models/tree/infer", "500");
      scene.inferLinear();
    }
  }

  @Test
  void aServletRehearsesWhatIsBehindItsContainerAndSaysSoInHealth() throws Exception {
    HeldEngine held = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(held).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      Scene scene = new Scene(server.uri());
      NightjarServlet servlet = new NightjarServlet(runtime);
      servlet.rehearse();
      assertThat(scene.get("health/ready").status()).isEqualTo(503);
      assertThat(scene.get("health").json().at("/status").textValue()).isEqualTo("warming");
      held.release();
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(scene.get("health/ready").status()).isEqualTo(200);
      assertThat(runtime.rehearsal().detail()).as("of the engine that cannot compute").contains("infer", "500");
      assertThatThrownBy(servlet::rehearse).isInstanceOf(IllegalStateException.class);
    }
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, new byte[0])).build()) {
      new NightjarServlet(runtime).rehearse();
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(runtime.rehearsal().state()).isEqualTo(PathRehearsal.State.DONE);
      assertThat(runtime.keys().usedBytes()).isZero();
    }
  }

  @Test
  void overTlsAServerRehearsesBothProtocolsWithItsOwnCertificateWhateverItsName() throws Exception {
    List<String> rehearsed = new CopyOnWriteArrayList<>();
    Set<HttpVersion> spoken = ConcurrentHashMap.newKeySet();
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, new byte[0])).build();
        NightjarServer server = NightjarServer.builder(runtime).tls(certificate()).build()) {
      server.connector.addBean(new Connection.Listener() {
        @Override
        public void onClosed(Connection connection) {
          if (connection instanceof HTTP2Connection of && of.getMessagesIn() > 0) {
            spoken.add(HttpVersion.HTTP_2);
          } else if (connection instanceof HttpConnection of && of.getMessagesIn() > 0) {
            spoken.add(of.getHttpVersion());
          }
        }
      });
      runtime.rehearse(new ServerRehearsal(server, 1, HttpLimits.defaults(), rehearsed::add, List.of()));
      server.start();
      assertThat(server.uri().getScheme()).isEqualTo("https");
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(runtime.rehearsal().state()).as(runtime.rehearsal().detail()).isEqualTo(PathRehearsal.State.DONE);
      assertThat(rehearsed).anyMatch(line -> line.contains("/v1/models/{m}/infer"));
      assertThat(spoken).contains(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
    }
  }

  @Test
  void aConnectionOfHttp2TakesBodiesThatFillItsWindowsAndTellsWhatIsRefused() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime).tls(certificate()).build().start()) {
      RehearsalSocket own = server.connect(true);
      byte[] key = Scene.treeKey();
      byte[] begun = own.ask("POST", "/v1/keys", Map.of("Content-Type", Scene.JSON),
          ("{\"total_bytes\":" + key.length + "}").getBytes(StandardCharsets.US_ASCII));
      JsonNode upload = new ObjectMapper().readTree(begun);
      Map<String, String> headers = new HashMap<>(Map.of("Nightjar-Upload-Token",
          upload.at("/upload_token").textValue(), "Content-Type", Scene.OCTETS));
      int size = upload.at("/part_bytes").intValue();
      assertThat(Math.min(size, key.length)).as("more than Jetty takes of a stream at once").isGreaterThan(1 << 19);
      String path = "/v1/keys/" + upload.at("/uid").asText();
      for (int at = 0; at < key.length; at += size) {
        byte[] part = Arrays.copyOfRange(key, at, Math.min(key.length, at + size));
        headers.put("Nightjar-CRC32C", HexFormat.of().toHexDigits(Crc32c.of(part, 0, part.length)));
        own.ask("PUT", path + "/parts/" + at / size, headers, part);
      }
      own.ask("POST", path + "/commit", headers, NOTHING);
      assertThat(runtime.keys().usedBytes()).isGreaterThanOrEqualTo(key.length);
      assertThatThrownBy(() -> own.ask("GET", "/v1/models/none", Map.of(), NOTHING)).isInstanceOf(IOException.class)
          .hasMessageContaining("GET /v1/models/none").hasMessageContaining("404");
      own.ask("DELETE", path, headers, NOTHING);
      server.disconnect(own);
    }
  }

  private TlsFiles certificate() throws Exception {
    TestCertificate certificate = TestCertificate.shared();
    return new TlsFiles(Files.writeString(folder.resolve("chain.pem"), certificate.certificatePem()),
        Files.writeString(folder.resolve("key.pem"), certificate.keyPem()), Optional.empty());
  }

  @Test
  void aServerThatIsClosedWhileItRehearsesEndsThatWithoutAComplaint() throws Exception {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, new byte[0])).build()) {
      NightjarServer.builder(runtime).rehearse(1_000_000).start().close();
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(runtime.rehearsal().state()).as(runtime.rehearsal().detail()).isEqualTo(PathRehearsal.State.DONE);
    }
  }

  @Test
  void onlyConnectionsThatTheProcessMadeItselfReachTheStandIn() throws Exception {
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, new byte[0])).build();
        NightjarRuntime standIn = NightjarRuntime.builder().engine("java").threads(1).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      String model = "/v1/models/" + Scene.LINEAR.client().model();
      RehearsalSocket own = server.connect(false);
      assertThat(own.ask("GET", model, Map.of(), NOTHING)).as("no rehearsal yet").isNotEmpty();
      server.rehearseWith(new NightjarServlet(standIn));
      assertThatThrownBy(() -> own.ask("GET", model, Map.of(), NOTHING)).isInstanceOf(IOException.class)
          .hasMessageContaining("404");
      assertThat(new Scene(server.uri()).get(model.substring(1)).status()).as("of a client").isEqualTo(200);
      server.rehearseWith(null);
      assertThat(own.ask("GET", model, Map.of(), NOTHING)).as("of none any more").isNotEmpty();
      server.disconnect(own);
    }
  }
}
