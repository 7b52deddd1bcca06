package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import dev.nightjar.servlet.HttpLimits;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas over one key store, behind a load balancer that hashes the uid. */
@Timeout(300)
class FleetTest {
  private static final int REPLICAS = 3;
  private static final boolean SWEEP = "sweep".equals(System.getProperty("nightjar.test.sets"));
  private static final int UIDS = SWEEP ? 300 : 30;

  /** Of the replicas, those that are restarted under load: the second one stops when the first one is back. */
  private static final int RESTARTED = SWEEP ? REPLICAS : 2;

  private static final long MIB = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(2);

  /** One for all replicas, so that none compiles its kernels anew; keys are loaded by each. */
  private static Engine engine;

  private final InMemoryKeyStore keys = new InMemoryKeyStore(512 * MIB, 64 * MIB, Duration.ofMinutes(5));
  private final List<NightjarRuntime> runtimes = new ArrayList<>();
  private final List<NightjarServer> servers = new ArrayList<>();

  /** One replica's use of the store, which outlives it. */
  private static final class Shared extends ForwardingKeyStore {
    Shared(KeyStore store) {
      super(store);
    }

    @Override
    public void close() {
      // others use it
    }
  }

  /** One replica's use of the engine. */
  private static final class SharedEngine extends ForwardingEngine {
    SharedEngine(Engine engine) {
      super(engine);
    }

    @Override
    public void close() {
      // others use it
    }
  }

  @BeforeAll
  static void startEngine() {
    engine = EngineRegistry.discover().create("java", new EngineOptions(2, Map.of("kernel", "plain")));
  }

  @AfterAll
  static void stopEngine() {
    engine.close();
  }

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < REPLICAS; i++) {
      runtimes.add(null);
      servers.add(null);
      start(i, 0);
    }
  }

  private void start(int replica, int port) throws IOException {
    runtimes.set(replica,
        Scene.runtime().engine(new SharedEngine(engine)).keyStore(new Shared(keys)).build());
    servers.set(replica, NightjarServer.builder(runtimes.get(replica)).port(port)
        .limits(HttpLimits.defaults().withBodyPace(LONG, 1)).idleTimeout(LONG).patience(LONG).start());
  }

  private void stop(int replica) {
    servers.get(replica).close();
    runtimes.get(replica).close();
  }

  @AfterEach
  void stop() {
    for (int i = 0; i < REPLICAS; i++) {
      stop(i);
    }
    keys.close();
  }

  private List<Integer> ports() {
    return servers.stream().map(NightjarServer::port).toList();
  }

  private Balancer balancer(String kind) throws Exception {
    assumeTrue(kind.equals("small") || Nginx.installed(), "nginx is installed");
    return kind.equals("small") ? new HashingProxy(ports()) : new Nginx(ports());
  }

  /** Who answered what, for each uid; the requests differ in method, path and where the uid is. */
  private static Map<Integer, Set<String>> answerers(URI place) throws Exception {
    Scene scene = new Scene(place);
    Map<Integer, Set<String>> answerers = new HashMap<>();
    byte[] query = Scene.treeClient().encrypt(new double[2]);
    for (int uid = 0; uid < UIDS; uid++) {
      List<HttpRequest.Builder> requests = List.of(scene.request("v1/keys/" + uid).GET(),
          scene.request("v1/models/tree/infer?uid=" + uid).header("Content-Type", Scene.OCTETS)
              .POST(BodyPublishers.ofByteArray(query)),
          scene.request("").header("Content-Type", Scene.JSON).POST(BodyPublishers.ofString(
              "{\"method\":\"append_key\",\"uid\":" + uid + ",\"evaluation_keys\":\"AAAA\"}")));
      for (HttpRequest.Builder request : requests) {
        Scene.Reply reply = scene.send(request.header("Nightjar-Uid", Integer.toString(uid)).build());
        assertThat(reply.status()).as(reply.text()).isEqualTo(404);
        String[] asked = reply.header(Balancer.SERVED_BY).split(", ");
        answerers.computeIfAbsent(uid, u -> new HashSet<>()).add(asked[asked.length - 1]);
      }
    }
    return answerers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "nginx"})
  void allRequestsOfAKeyGoToOneReplicaAndOnlyThoseOfADeadOneMove(String kind) throws Exception {
    try (Balancer balancer = balancer(kind)) {
      Map<Integer, Set<String>> before = answerers(balancer.uri());
      assertThat(before).hasSize(UIDS).allSatisfy((uid, by) -> assertThat(by).as("uid " + uid).hasSize(1));
      assertThat(before.values().stream().distinct()).as("all replicas work").hasSize(REPLICAS);
      String dead = "127.0.0.1:" + servers.get(1).port();
      stop(1);
      Map<Integer, Set<String>> after = answerers(balancer.uri());
      before.forEach((uid, by) -> {
        if (by.contains(dead)) {
          assertThat(after.get(uid)).as("uid " + uid).hasSize(1).doesNotContain(dead);
        } else {
          assertThat(after.get(uid)).as("uid " + uid).isEqualTo(by);
        }
      });
    }
  }

  @Test
  void anyReplicaAnswersRightForAKeyThatAnotherOneGotAndADeletionIsSeenByAll() throws Exception {
    Scene first = new Scene(servers.get(0).uri());
    long uid = first.begin(Scene.treeKeyBytes());
    byte[] key = Scene.treeKey();
    List<Scene> scenes = servers.stream().map(server -> first.at(server.uri())).toList();
    for (int i = 0; i < Scene.parts(key); i++) {
      byte[] part = Scene.part(key, i);
      assertThat(scenes.get(i % REPLICAS).putPart(Long.toString(uid), Integer.toString(i), part, Scene.crc(part))
          .status()).isEqualTo(200);
    }
    assertThat(scenes.get(1).post("v1/keys/" + uid + "/commit", Scene.OCTETS, new byte[0]).status()).isEqualTo(200);
    for (Scene scene : scenes) {
      scene.inferTree(uid);
    }
    assertThat(scenes.get(2).send("DELETE", "v1/keys/" + uid, Scene.OCTETS, BodyPublishers.noBody()).status())
        .isEqualTo(204);
    for (Scene scene : scenes) {
      assertThat(scene.get("v1/keys/" + uid).status()).isEqualTo(404);
    }
  }

  /**
   * Each request is sent once, so that the balancer alone can save those which a replica refuses that stops. It is
   * taken out before its port is closed: a connection that comes in that very moment is broken, with what was sent.
   */
  @Test
  void aRollingRestartUnderLoadLosesNoRequest() throws Exception {
    try (Balancer balancer = balancer(Nginx.installed() ? "nginx" : "small");
        OneAttemptClients clients = new OneAttemptClients(balancer.uri())) {
      for (int i = 0; i < RESTARTED; i++) {
        int replica = i;
        int port = servers.get(replica).port();
        CompletableFuture<Void> stopped;
        try (Socket held = hold(port)) {
          clients.awaitMore();
          stopped = CompletableFuture.runAsync(() -> stop(replica));
          awaitDraining(port);
          clients.awaitMore();
          assertThat(stopped).as("it drains").isNotDone();
          balancer.takeOut(port);
          // Its client goes away: the last request that it had taken.
        }
        stopped.get();
        start(replica, port);
        balancer.putBack(port);
      }
      clients.awaitMore();
      clients.end();
    }
  }

  /** A request whose body does not come to its end, so that a replica which is stopped has something to wait for. */
  private static Socket hold(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.getOutputStream().write(("POST /v1/models/linear/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
        + Scene.OCTETS + "\r\nContent-Length: 1000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void awaitDraining(int port) throws Exception {
    Scene replica = new Scene(URI.create("http://127.0.0.1:" + port + "/"));
    while (replica.get("health").status() != 503) {
      Thread.onSpinWait();
    }
  }
}
