package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.bench.load.Subject;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.KeyUpload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of {@code serve} is told to end while clients ask. */
@Order(3)
@Timeout(120)
class StoppedServerTest {
  private static final int CLIENTS = 20;
  private static final int ANSWERS = 2 * CLIENTS;
  private static final Duration LONGEST = Duration.ofSeconds(25);
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir
  private Path folder;

  private volatile long stopped = Long.MAX_VALUE;

  /** What was heard of a request: when all of it was sent, and a status, 0 when the connection was closed. */
  private record Heard(long sent, int status) {
  }

  private static KeyUpload upload(int port, Subject subject) {
    EndpointClient client = new EndpointClient(EndpointSettings.of(URI.create("http://127.0.0.1:" + port + "/")));
    KeyUpload key = client.beginKey(subject.evaluationKey().length);
    client.resumeKey(key.uid(), subject.evaluationKey(), Progress.NONE);
    return key;
  }

  /** One request on a connection of its own; null when none can be had. */
  private static Heard ask(int port, KeyUpload key, Subject subject) throws IOException {
    byte[] query = subject.queries().get(0);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(("POST /v1/models/" + subject.name() + "/infer?uid=" + key.uid()
          + " HTTP/1.1\r\nNightjar-Upload-Token: " + key.uploadToken().orElseThrow().secret()
          + "\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: "
          + query.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(query);
      long sent = System.nanoTime();
      byte[] answer = socket.getInputStream().readAllBytes();
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      if (text.isEmpty()) {
        return new Heard(sent, 0);
      }
      int status = Integer.parseInt(text.substring(9, 12));
      if (status == 200) {
        assertThat(subject.client().integers(query, Arrays.copyOfRange(answer, text.indexOf("\r\n\r\n") + 4,
            answer.length))).containsExactly(subject.expected().get(0));
      }
      return new Heard(sent, status);
    }
  }

  private List<Heard> askOn(int port, KeyUpload key, Subject subject, Semaphore answered) {
    List<Heard> all = new ArrayList<>();
    while (true) {
      long begun = System.nanoTime();
      try {
        all.add(ask(port, key, subject));
        answered.release();
      } catch (IOException e) {
        if (begun < stopped) {
          all.add(new Heard(begun, -1));
        }
        return all;
      }
    }
  }

  /** Some are told that the queue is full where the machine is slow, which is an answer. */
  @Test
  void allThatWasSentBeforeTheSignalIsAnsweredAndTheProcessEndsInTime() throws Exception {
    int port = ServeProcess.freePort();
    Terminal quiet = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), null);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    Path bundles = folder.resolve("bundles");
    try (LoadSubjects subjects = LoadSubjects.prepare(quiet, List.of("spam-tree"), bundles);
        ServeProcess serving = ServeProcess.of(bundles, port, "--key-memory", "64", "--warm-up", "0")) {
      Subject subject = subjects.subjects().get(0);
      KeyUpload key = upload(port, subject);
      Semaphore answered = new Semaphore(0);
      List<Future<List<Heard>>> heard = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        heard.add(clients.submit(() -> askOn(port, key, subject, answered)));
      }
      assertThat(answered.tryAcquire(ANSWERS, 1, TimeUnit.MINUTES)).isTrue();
      stopped = System.nanoTime();
      assertThat(serving.terminate(LONGEST)).isEqualTo(ENDED_BY_SIGTERM);
      List<Heard> all = new ArrayList<>();
      for (Future<List<Heard>> one : heard) {
        all.addAll(one.get());
      }
      assertThat(all).filteredOn(one -> one.sent() < stopped).extracting(Heard::status).as("sent before the signal")
          .isSubsetOf(200, 429, 503).contains(200);
      assertThat(all).filteredOn(one -> one.sent() >= stopped).extracting(Heard::status).as("sent after it")
          .isSubsetOf(200, 429, 503, 0);
    } finally {
      clients.shutdownNow();
    }
  }
}
