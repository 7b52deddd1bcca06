package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.CallerResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port for those who run the server. */
@Timeout(60)
class ManagementPortTest {
  private static final CallerResolver NOBODY = request -> {
    throw new NightjarException(ErrorCode.UNAUTHENTICATED, "nobody is known here");
  };

  @Test
  void healthIsToldWithAllDetailsAndNothingElseIsThere() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime).callers(NOBODY).management("127.0.0.1", 0).start()) {
      Scene clients = new Scene(server.uri());
      Scene operators = new Scene(server.managementUri().orElseThrow());
      assertThat(clients.get("health").json().has("models")).isFalse();
      assertThat(operators.get("health").json().get("models")).hasSize(2);
      assertThat(operators.get("health?a=b").status()).isEqualTo(200);
      assertThat(operators.send("HEAD", "health", "", BodyPublishers.noBody()).bytes())
          .isEmpty();
      Refusals.assertRefused(operators.get("v1/models"), 404, "unknown-path");
      Scene.Reply posted = operators.post("health", "{}");
      Refusals.assertRefused(posted, 405, "method-not-allowed");
      assertThat(posted.header("Allow")).isEqualTo("GET, HEAD");
      Scene.Reply named = operators.send(operators.request("nothing").header("X-Request-Id", "of-mine").build());
      assertThat(named.header("X-Request-Id")).isEqualTo("of-mine");
      assertThat(named.json().get("request_id").textValue()).isEqualTo("of-mine");
      String refused = Wire.exchange(server.managementUri().orElseThrow().getPort(), "nonsense");
      assertThat(refused).containsPattern("X-Request-Id: [0-9a-f-]{36}\r\n")
          .containsPattern("\"request_id\":\"[0-9a-f-]{36}\"}$");
    }
  }

  @Test
  void metricsAreToldThereAloneAndOnTheMainPortWhereThereIsNoOtherOne() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build()) {
      try (NightjarServer server = NightjarServer.builder(runtime).metrics(() -> "a 1\n")
          .management("127.0.0.1", 0).start()) {
        Scene.Reply page = new Scene(server.managementUri().orElseThrow()).get("metrics");
        assertThat(page.text()).isEqualTo("a 1\n");
        assertThat(page.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Refusals.assertRefused(new Scene(server.uri()).get("metrics"), 404, "unknown-path");
      }
      try (NightjarServer server = NightjarServer.builder(runtime).metrics(() -> "a 2\n").start()) {
        assertThat(new Scene(server.uri()).get("metrics").text()).isEqualTo("a 2\n");
      }
      try (NightjarServer server = NightjarServer.builder(runtime).metrics(() -> "a 3\n").callers(NOBODY).start()) {
        Refusals.assertRefused(new Scene(server.uri()).get("metrics"), 401, "unauthenticated");
      }
      try (NightjarServer server = NightjarServer.builder(runtime).start()) {
        Refusals.assertRefused(new Scene(server.uri()).get("metrics"), 404, "unknown-path");
      }
    }
  }

  @Test
  void itSaysDrainingAsLongAsTheMainPortFinishesWhatWasTaken() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build()) {
      NightjarServer server = NightjarServer.builder(runtime).management("127.0.0.1", 0).start();
      Scene operators = new Scene(server.managementUri().orElseThrow());
      Scene clients = new Scene(server.uri());
      long uid = clients.uploadTree();
      Thread client = new Thread(() -> {
        try {
          clients.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS, Scene.treeClient().encrypt(new double[2]));
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
      }, "test-client");
      client.start();
      engine.awaitReached();
      Thread closing = new Thread(server::close, "test-close");
      closing.start();
      Scene.Reply health = operators.get("health");
      while (health.status() == 200) {
        health = operators.get("health");
      }
      assertThat(health.json().get("status").textValue()).isEqualTo("draining");
      engine.release();
      closing.join();
      client.join();
      assertThatThrownBy(() -> operators.get("health")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidToBeAndTheMainOneIsFreeAgain() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NightjarServer.Builder builder = NightjarServer.builder(runtime).management("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(builder::start).isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort()).hasMessageContaining("choose another port");
      assertThatThrownBy(() -> builder.management("127.0.0.1", 65_536)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
