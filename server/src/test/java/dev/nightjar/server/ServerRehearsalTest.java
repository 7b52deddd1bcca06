package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.TestCertificate;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.NightjarServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
  void overTlsAServerRehearsesWithItsOwnCertificateWhateverItsName() throws Exception {
    TestCertificate certificate = TestCertificate.shared();
    TlsFiles files = new TlsFiles(Files.writeString(folder.resolve("chain.pem"), certificate.certificatePem()),
        Files.writeString(folder.resolve("key.pem"), certificate.keyPem()), Optional.empty());
    List<String> rehearsed = new CopyOnWriteArrayList<>();
    try (NightjarRuntime runtime = NightjarRuntime.builder().engine("java").threads(1)
        .model(ServerBundle.of(Scene.LINEAR, new byte[0])).build();
        NightjarServer server = NightjarServer.builder(runtime).tls(files).rehearse(rehearsed::add, List.of())
            .rehearse(1).start()) {
      assertThat(server.uri().getScheme()).isEqualTo("https");
      assertThat(runtime.awaitWarm(LONGEST)).isTrue();
      assertThat(runtime.rehearsal().state()).as(runtime.rehearsal().detail()).isEqualTo(PathRehearsal.State.DONE);
      assertThat(rehearsed).anyMatch(line -> line.contains("/v1/models/{m}/infer"));
    }
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
      RehearsalSocket own = server.connect();
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
