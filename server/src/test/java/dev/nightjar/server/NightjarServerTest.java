package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What happens in time: queues, deadlines, slow clients, the end. */
@Timeout(60)
class NightjarServerTest {
  private static final int REFUSED_UNHEARD = 0;

  private static <T> FutureTask<T> async(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, "test-client").start();
    return task;
  }

  private static FutureTask<Reply> inferTree(Scene scene, long uid) {
    return async(() -> scene.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS,
        Scene.treeClient().encrypt(new double[2])));
  }

  @Test
  void itListensOnTheLoopbackOnAFreePortAndStopsTwice() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build()) {
      NightjarServer server = NightjarServer.builder(runtime).start();
      assertThat(server.uri().toString()).isEqualTo("http://127.0.0.1:" + server.port() + "/");
      new Scene(server.uri()).inferLinear();
      server.close();
      server.close();
      server.join();
      assertThatThrownBy(() -> new Scene(server.uri()).get("health")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidToBe() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> NightjarServer.builder(runtime).port(taken.getLocalPort()).start())
          .isInstanceOf(IOException.class).hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    try (NightjarRuntime runtime = Scene.runtime().build()) {
      NightjarServer.Builder builder = NightjarServer.builder(runtime);
      assertThatThrownBy(() -> builder.port(65_536)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.port(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.threads(7)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.connections(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.idleTimeout(Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.headTimeout(Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.callers(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> HttpLimits.defaults().withBodyPace(Duration.ofSeconds(-1), 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> HttpLimits.defaults().withBodyPace(Duration.ZERO, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.patience(Duration.ofMillis(-1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new HttpLimits(1, 1 << 30, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new HttpLimits(1 << 20, 2 << 20, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new HttpLimits(1 << 20, 1 << 30, -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFullQueueIsBusyAtOnceAndTheRestGoesOn() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).workers(1).queueCapacity(1).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      Scene scene = new Scene(server.uri());
      long uid = scene.uploadTree();
      FutureTask<Reply> running = inferTree(scene, uid);
      engine.awaitReached();
      FutureTask<Reply> waiting = inferTree(scene, uid);
      while (runtime.load().waiting() == 0) {
        Thread.onSpinWait();
      }
      Reply third;
      try (BusyProcessors busy = new BusyProcessors()) {
        // Generous, as any machine runs this: what waited for the engine would wait for ever.
        third = inferTree(scene, uid).get(10, TimeUnit.SECONDS);
        assertThat(busy.turns()).isPositive();
      }
      assertRefused(third, 429, ErrorCode.BUSY);
      assertThat(third.header("Retry-After")).isEqualTo("1");
      for (String path : List.of("/v1/models/tree/infer?uid=" + uid, "/v2/models/tree/infer")) {
        try (Wire silent = new Wire(server.port())) {
          silent.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
              + "Content-Length: 1000\r\nConnection: close\r\n\r\n");
          assertThat(silent.receiveLine()).as("before its query has come").contains(" 429 ");
        }
      }
      assertThat(scene.get("health").status()).isEqualTo(200);
      engine.release();
      assertThat(running.get().status()).isEqualTo(500);
      assertThat(waiting.get().status()).isEqualTo(500);
    }
  }

  @Test
  void anUnexpectedFailureIsLoggedWithAnIdAndOnlyTheIdIsTold() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.nightjar.servlet.Problem");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    HeldEngine engine = new HeldEngine();
    engine.release();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      Scene scene = new Scene(server.uri());
      Reply reply = inferTree(scene, scene.uploadTree()).get();
      assertRefused(reply, 500, ErrorCode.INTERNAL);
      assertThat(reply.text()).doesNotContain("secret message");
      String detail = reply.json().get("detail").textValue();
      String id = detail.substring(detail.length() - 36);
      assertThat(log.list).singleElement().satisfies(event -> {
        assertThat(event.getFormattedMessage()).contains(id);
        assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy())).contains("secret message");
      });
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void closingSaysDrainingAndFinishesWhatWasTaken() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build()) {
      NightjarServer server = NightjarServer.builder(runtime).start();
      Scene scene = new Scene(server.uri());
      long uid = scene.uploadTree();
      FutureTask<Reply> running = inferTree(scene, uid);
      engine.awaitReached();
      FutureTask<Void> closing = async(() -> {
        server.close();
        return null;
      });
      Reply health = scene.get("health");
      while (health.status() == 200) {
        health = scene.get("health");
      }
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().get("status").textValue()).isEqualTo("draining");
      assertRefused(scene.get("v1/models"), 503, ErrorCode.UNAVAILABLE);
      Reply turnedAway = scene.post("", "{\"method\":\"save_key\"}");
      assertRefused(turnedAway, 503, ErrorCode.UNAVAILABLE);
      assertThat(turnedAway.header("Retry-After")).as("it did not act").isEqualTo("1");
      assertThat(closing.isDone()).isFalse();
      engine.release();
      assertThat(running.get().status()).isEqualTo(500);
      closing.get();
    }
  }

  /** The container says it to the client if it has the time before it closes the connection. */
  @Test
  void closingDoesNotWaitLongerThanItsPatience() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build()) {
      NightjarServer server = NightjarServer.builder(runtime).patience(Duration.ofMillis(100)).start();
      Scene scene = new Scene(server.uri());
      long uid = scene.uploadTree();
      FutureTask<Reply> running = inferTree(scene, uid);
      engine.awaitReached();
      server.close();
      try {
        assertRefused(running.get(20, TimeUnit.SECONDS), 503, ErrorCode.UNAVAILABLE);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(IOException.class);
      }
      engine.release();
    }
  }

  @Test
  void healthSaysWarmingUntilTheModelsAreWarmAndQueriesAreAnsweredMeanwhile() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).warmUp(Duration.ofMinutes(1)).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      Scene scene = new Scene(server.uri());
      engine.awaitReached();
      Reply health = scene.get("health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().get("status").textValue()).isEqualTo("warming");
      assertThat(runtime.warm()).isFalse();
      assertThat(scene.get("health/ready").status()).isEqualTo(503);
      assertThat(scene.get("health/live").status()).as("a warming server is not to be killed").isEqualTo(200);
      scene.inferLinear();
      engine.release();
      assertThat(runtime.awaitWarm(Duration.ofMinutes(1))).isTrue();
      assertThat(scene.get("health").status()).isEqualTo(200);
      assertThat(scene.get("health/ready").json().get("status").textValue()).isEqualTo("ok");
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsShownWithTheReason(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("broken"));
    try (NightjarRuntime runtime = Scene.runtime().models(folder).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      Scene scene = new Scene(server.uri());
      for (String path : new String[] {"health", "v1/models"}) {
        JsonNode failed = scene.get(path).json().get("failed_models");
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).get("name").textValue()).isEqualTo("broken");
        assertThat(failed.get(0).get("state").textValue()).isEqualTo("FAILED");
        assertThat(failed.get(0).get("detail").textValue()).contains("client.zip");
      }
    }
  }

  @Test
  void healthSaysDrainingWhenTheRuntimeDoes() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      runtime.drain();
      Scene scene = new Scene(server.uri());
      assertThat(scene.get("health/ready").json().get("status").textValue()).isEqualTo("draining");
      assertThat(scene.get("health/live").status()).isEqualTo(200);
      assertThat(scene.get("health").status()).isEqualTo(503);
      scene.inferLinear();
      runtime.close();
      assertRefused(scene.post("v1/models/linear/infer", Scene.OCTETS,
          Scene.linearClient().encrypt(new double[3])), 503, ErrorCode.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInferencePastItsDeadlineIsCancelledWithAsyncSupportAndWithout(boolean async) throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine)
        .limits(RuntimeLimits.DEFAULT.withDeadline(Duration.ofMillis(300))).build()) {
      Server jetty = new Server(0);
      ServletContextHandler context = new ServletContextHandler("/");
      ServletHolder holder = new ServletHolder(new NightjarServlet(runtime));
      holder.setAsyncSupported(async);
      context.addServlet(holder, "/*");
      jetty.setHandler(context);
      jetty.start();
      try {
        Scene scene = new Scene(URI.create(
            "http://127.0.0.1:" + ((NetworkConnector) jetty.getConnectors()[0]).getLocalPort() + "/"));
        long uid = scene.uploadTree();
        Reply late = inferTree(scene, uid).get();
        assertRefused(late, 408, ErrorCode.CANCELLED);
        assertThat(late.json().get("detail").textValue()).contains("deadline of 0.3 s");
        scene.inferLinear();
      } finally {
        engine.release();
        jetty.stop();
      }
    }
  }

  @Test
  void anInferenceMayTakeLongerThanTheIdleTimeout() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine)
        .limits(RuntimeLimits.DEFAULT.withDeadline(Duration.ofMillis(900))).build();
        NightjarServer server = NightjarServer.builder(runtime).idleTimeout(Duration.ofMillis(300)).start()) {
      Scene scene = new Scene(server.uri());
      long uid = scene.uploadTree();
      assertRefused(inferTree(scene, uid).get(), 408, ErrorCode.CANCELLED);
      engine.release();
    }
  }

  @Test
  void aClientThatStopsSendingIsCutOffAndHoldsNobodyUp() throws Exception {
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime).threads(8).idleTimeout(Duration.ofSeconds(1))
            .start()) {
      Wire[] silent = new Wire[4];
      for (int i = 0; i < silent.length; i++) {
        silent[i] = new Wire(server.port()).send("POST / HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"method\":");
      }
      new Scene(server.uri()).inferLinear();
      for (Wire wire : silent) {
        String answer = wire.receive();
        assertThat(Wire.status(answer)).as(answer).isEqualTo(408);
        Refusals.assertHarmless(answer);
        wire.close();
      }
    }
  }

  /** Nobody can see how much of a body the server has read: the three may arrive in any order, so they are repeated. */
  @Test
  void bodiesThatTogetherExceedTheMemoryForThemAreBusy() throws Exception {
    int member = 1 << 20;
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime)
            .limits(new HttpLimits(member, 2L * member + (1 << 20), 1 << 20)).start()) {
      String rest = "]},\"method\":\"save_key\"}";
      String half = "{\"evaluation_keys\":{\"__class__\":\"bytes\",\"__value__\":[0"
          + ",0".repeat(member - 1);
      String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
          + (half.length() + rest.length()) + "\r\nConnection: close\r\n\r\n";
      List<Integer> statuses;
      do {
        try (Wire first = new Wire(server.port()); Wire second = new Wire(server.port());
            Wire third = new Wire(server.port())) {
          first.send(head + half);
          second.send(head + half);
          statuses = List.of(statusAfter(third, head + half + rest), statusAfter(first, rest),
              statusAfter(second, rest));
        }
        assertThat(statuses).isSubsetOf(REFUSED_UNHEARD, 400, 429);
      } while (!statuses.equals(List.of(429, 400, 400)));
      new Scene(server.uri()).inferLinear();
    }
  }

  /** The status of the answer to what completes a request; none is heard where the server refused it earlier. */
  private static int statusAfter(Wire wire, String rest) throws IOException {
    try {
      String answer = wire.send(rest).receive();
      return answer.isEmpty() ? REFUSED_UNHEARD : Wire.status(answer);
    } catch (SocketException e) {
      return REFUSED_UNHEARD;
    }
  }
}
