package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More sockets than the server has places for, all of them held by clients that want nothing. */
@Timeout(60)
class ManySocketsTest {
  private static final int SOCKETS = 600;
  private static final String HEAD = "POST /v1/models/linear/infer HTTP/1.1\r\nHost: localhost\r\n"
      + "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n";

  private final List<Socket> sockets = new ArrayList<>();
  private NightjarRuntime runtime;

  @BeforeEach
  void start() {
    runtime = Scene.runtime().build();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    runtime.close();
  }

  private void open(NightjarServer server, int number, String sent) throws IOException {
    for (int i = 0; i < number; i++) {
      Socket socket = new Socket("127.0.0.1", server.port());
      sockets.add(socket);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void sixHundredSocketsOfSilentAndSlowClientsDoNotStopTheOthers() throws Exception {
    try (NightjarServer server = NightjarServer.builder(runtime).management("127.0.0.1", 0)
        .patience(Duration.ofMillis(1)).start()) {
      open(server, SOCKETS / 3, "");
      open(server, SOCKETS / 3, "GET /health HTTP/1.1\r\nHost: loc");
      open(server, SOCKETS / 3, HEAD + "N");
      Scene clients = new Scene(server.uri());
      assertThat(clients.get("health").status()).isEqualTo(200);
      clients.inferLinear();
      assertThat(new Scene(server.managementUri().orElseThrow()).get("health").status()).isEqualTo(200);
    }
  }

  @Test
  void whoWaitsForAnAnswerGetsItHoweverManyComeAfterwards() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime held = Scene.runtime().engine(engine).build();
        NightjarServer server = NightjarServer.builder(held).connections(8).start()) {
      Scene scene = new Scene(server.uri());
      long uid = scene.uploadTree();
      FutureTask<Integer> waiting = new FutureTask<>(() -> scene.post("v1/models/tree/infer?uid=" + uid, Scene.OCTETS,
          Scene.treeClient().encrypt(new double[2])).status());
      new Thread(waiting, "test-client").start();
      engine.awaitReached();
      open(server, 40, "");
      assertThat(new Scene(server.uri()).get("health").status()).isEqualTo(200);
      engine.release();
      assertThat(waiting.get()).as("the engine's failure, told").isEqualTo(500);
    }
  }

  @Test
  void theConnectionThatHasBeenOfNoUseForTheLongestTimeIsClosedFirst() throws Exception {
    try (NightjarServer server = NightjarServer.builder(runtime).connections(3).start()) {
      open(server, 3, "");
      for (Socket socket : sockets) {
        exchange(socket);
      }
      exchange(sockets.get(0));
      open(server, 1, "");
      exchange(sockets.get(3));
      assertThat(closed(sockets.get(1))).isTrue();
      for (int i : new int[] {0, 2, 3}) {
        exchange(sockets.get(i));
      }
    }
  }

  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\nOk")) {
      int c = socket.getInputStream().read();
      assertThat(c).as(answer.toString()).isNotNegative();
      answer.append((char) c);
    }
  }

  private static boolean closed(Socket socket) throws IOException {
    socket.setSoTimeout(5000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
