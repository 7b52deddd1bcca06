package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestCertificate;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.api.engine.ForwardingEngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.execution.WorkQueue;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Nothing is computed for a client that has gone, where HTTP tells that it has. */
@Timeout(60)
class DepartedClientTest {
  /** Stands still while it loads its first key, and counts what it computes. */
  private static final class Held extends ForwardingEngine {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger batches = new AtomicInteger();

    Held() {
      super(EngineRegistry.discover().create("java", new EngineOptions(2)));
    }

    @Override
    public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new ForwardingEngineKey(super.load(reference, key)) {
        @Override
        public void bootstrap(LweList in, LookupTables tables, int[] tableOf, LweList out) {
          batches.incrementAndGet();
          super.bootstrap(in, tables, tableOf, out);
        }
      };
    }
  }

  /** Counts the lines that say that a client has gone. */
  private static final class Notices extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final CountDownLatch left;

    /** Of the class that notices. */
    Notices(String name, int expected) {
      logger = (Logger) LoggerFactory.getLogger(name);
      left = new CountDownLatch(expected);
      logger.setLevel(Level.DEBUG);
      logger.addAppender(this);
      start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      left.countDown();
    }

    @Override
    public void close() {
      logger.detachAppender(this);
      logger.setLevel(null);
    }
  }

  private static final class Ends implements RuntimeListener {
    private final List<Optional<ErrorCode>> failures = new CopyOnWriteArrayList<>();

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public void inferenceFinished(InferenceFinished event) {
      failures.add(event.failure());
    }
  }

  @Test
  void streamsOfHttp2ThatAreResetEndWhatComputesAndWhatWaits(@TempDir Path folder) throws Exception {
    TestCertificate made = TestCertificate.shared();
    TlsFiles tls = files(made, folder);
    Held engine = new Held();
    Ends ends = new Ends();
    try (Notices notices = new Notices("dev.nightjar.servlet.Departure", 2);
        NightjarRuntime runtime = Scene.runtime().engine(engine).workers(1).listener(ends).build();
        NightjarServer server = NightjarServer.builder(runtime).tls(tls).start()) {
      Uid uid = runtime.saveKey(Scene.treeKey());
      byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(made.context()).build();
      HttpRequest infer = HttpRequest.newBuilder(server.uri().resolve("v1/models/tree/infer?uid=" + uid))
          .header("Content-Type", Scene.OCTETS).POST(BodyPublishers.ofByteArray(query)).build();
      try {
        CompletableFuture<?> computing = client.sendAsync(infer, BodyHandlers.ofByteArray());
        engine.reached.await();
        CompletableFuture<?> waiting = client.sendAsync(infer, BodyHandlers.ofByteArray());
        while (!runtime.load().equals(new WorkQueue.Load(1, 1))) {
          Thread.onSpinWait();
        }
        computing.cancel(true);
        waiting.cancel(true);
        notices.left.await();
      } finally {
        engine.released.countDown();
      }
      HttpResponse<byte[]> next = client.send(infer, BodyHandlers.ofByteArray());
      assertThat(next.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(Scene.treeClient().integers(query, next.body())).containsExactly(1);
      assertThat(ends.failures).containsExactly(Optional.of(ErrorCode.CANCELLED), Optional.of(ErrorCode.CANCELLED),
          Optional.empty());
      assertThat(engine.batches).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsOfHttp1ThatAreClosedEndWhatComputesAndWhatWaits(boolean secured, @TempDir Path folder)
      throws Exception {
    TestCertificate made = TestCertificate.shared();
    Held engine = new Held();
    Ends ends = new Ends();
    try (Notices notices = new Notices(DepartureWatch.class.getName(), 2);
        NightjarRuntime runtime = Scene.runtime().engine(engine).workers(1).listener(ends).build();
        NightjarServer server = secured ? NightjarServer.builder(runtime).tls(files(made, folder)).start()
            : NightjarServer.builder(runtime).start()) {
      Uid uid = runtime.saveKey(Scene.treeKey());
      byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
      byte[] infer = infer(uid, query);
      SocketFactory sockets = secured ? made.context().getSocketFactory() : SocketFactory.getDefault();
      try (Socket computing = sockets.createSocket("127.0.0.1", server.port());
          Socket waiting = sockets.createSocket("127.0.0.1", server.port())) {
        computing.getOutputStream().write(infer);
        engine.reached.await();
        waiting.getOutputStream().write(infer);
        while (!runtime.load().equals(new WorkQueue.Load(1, 1))) {
          Thread.onSpinWait();
        }
        computing.close();
        waiting.close();
        notices.left.await();
      } finally {
        engine.released.countDown();
      }
      assertThat(Scene.treeClient().integers(query, runtime.infer("tree", uid, query).content())).containsExactly(1);
      assertThat(ends.failures).containsExactly(Optional.of(ErrorCode.CANCELLED), Optional.of(ErrorCode.CANCELLED),
          Optional.empty());
      assertThat(engine.batches).hasValue(1);
    }
  }

  @Test
  void whatAClientSendsAheadIsAnsweredInTurnThoughTheServerLookedForItsEnd() throws Exception {
    Held engine = new Held();
    try (NightjarRuntime runtime = Scene.runtime().engine(engine).build();
        NightjarServer server = NightjarServer.builder(runtime).start();
        Socket socket = new Socket("127.0.0.1", server.port())) {
      Uid uid = runtime.saveKey(Scene.treeKey());
      byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(infer(uid, query));
      engine.reached.await();
      String get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ";
      out.write((get + "short\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      ReadAheadEndPoint end = (ReadAheadEndPoint) server.connector.getConnectedEndPoints().iterator().next();
      while (end.readAhead() == 0) {
        Thread.sleep(1);
      }
      // Longer than what is read ahead at most.
      out.write((get + "long\r\nX-Filler: " + "x".repeat(1000) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      engine.released.countDown();
      Answered inferred = answered(in);
      assertThat(inferred.status()).contains(" 200");
      assertThat(Scene.treeClient().integers(query, inferred.body())).containsExactly(1);
      for (String id : List.of("short", "long")) {
        Answered health = answered(in);
        assertThat(health.status()).contains(" 200");
        assertThat(health.headers()).containsEntry("x-request-id", id);
      }
      assertThat(end.readAhead()).isZero();
    }
  }

  @Test
  void aClientThatHasOnlyEndedWhatItSendsIsToldThatItsInferenceWasGivenUp() throws Exception {
    Held engine = new Held();
    try (Notices notices = new Notices(DepartureWatch.class.getName(), 1);
        NightjarRuntime runtime = Scene.runtime().engine(engine).workers(1).build();
        NightjarServer server = NightjarServer.builder(runtime).start();
        Socket computing = new Socket("127.0.0.1", server.port());
        Socket socket = new Socket("127.0.0.1", server.port())) {
      Uid uid = runtime.saveKey(Scene.treeKey());
      byte[] infer = infer(uid, Scene.treeClient().encrypt(new double[] {7, 3}));
      computing.getOutputStream().write(infer);
      engine.reached.await();
      socket.getOutputStream().write(infer);
      socket.shutdownOutput();
      notices.left.await();
      engine.released.countDown();
      Answered answer = answered(new DataInputStream(socket.getInputStream()));
      assertThat(answer.status()).contains(" 408");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"code\":\"cancelled\"");
      assertThat(answered(new DataInputStream(computing.getInputStream())).status()).contains(" 200");
    }
  }

  private static TlsFiles files(TestCertificate made, Path folder) throws Exception {
    return new TlsFiles(Files.writeString(folder.resolve("chain"), made.certificatePem()),
        Files.writeString(folder.resolve("key"), made.keyPem()), Optional.empty());
  }

  private static byte[] infer(Uid uid, byte[] query) {
    byte[] head = ("POST /v1/models/tree/infer?uid=" + uid + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        + Scene.OCTETS + "\r\nContent-Length: " + query.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + query.length);
    System.arraycopy(query, 0, request, head.length, query.length);
    return request;
  }

  private record Answered(String status, Map<String, String> headers, byte[] body) {
  }

  @SuppressWarnings("deprecation") // Lines of a head are ASCII.
  private static Answered answered(DataInputStream in) throws IOException {
    String status = in.readLine();
    Map<String, String> headers = new HashMap<>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      String[] parts = line.split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Answered(status, headers, in.readNBytes(Integer.parseInt(headers.get("content-length"))));
  }
}
