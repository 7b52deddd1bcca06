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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.nightjar.servlet.Departure");
    private final CountDownLatch left;

    Notices(int expected) {
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
    TlsFiles tls = new TlsFiles(Files.writeString(folder.resolve("chain"), made.certificatePem()),
        Files.writeString(folder.resolve("key"), made.keyPem()), Optional.empty());
    Held engine = new Held();
    Ends ends = new Ends();
    try (Notices notices = new Notices(2);
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
}
