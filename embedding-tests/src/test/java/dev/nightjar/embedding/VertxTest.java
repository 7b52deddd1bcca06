package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract on {@code examples/vertx}, and what it logs. */
class VertxTest extends ServerContract {
  private static final Logger LOG = Logger.getLogger("io.vertx");

  @TempDir
  private static Path folder;

  private ExampleServer example;

  @Override
  void prepare() throws Exception {
    example = new ExampleServer("vertx", "com.example.vertx.VertxServer", folder);
  }

  @Override
  CarryingServer start() throws Exception {
    return example.start();
  }

  /** Vert.x lets chunks count where there is a length, too, and takes a folded line for its field. */
  @Override
  Set<String> readInOneWay() {
    return Set.of("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "X: a\r\n Content-Length: 44\r\n\r\n");
  }

  /** The server has said that it waits for the body, of which it gets a part, and then the end of the connection. */
  @Test
  void anUploadThatAClientGivesUpIsNotLogged() throws Exception {
    Logged logged = new Logged();
    try (logged; CarryingServer server = start()) {
      assertThat(firstLine(server.root(), "PUT /fhe/v1/keys/1/parts/0", "Expect: 100-continue\r\n"
          + "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n", "of a million"))
          .isEqualTo("HTTP/1.1 100 Continue");
    }
    assertThat(logged.records).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET /fhe/v1/models/%zz, '', 400", "GET /fhe/v1/a|b, '', 404", "GET /fhe/v1/models?a=%zz, '', 200",
      "PUT /fhe/v1/keys/1/parts/0, Content-Length: 100000000, 413"})
  void aClientsMistakeIsAnsweredAndNotLogged(String request, String header, int status) throws Exception {
    Logged logged = new Logged();
    try (logged; CarryingServer server = start()) {
      assertThat(firstLine(server.root(), request, header.isEmpty() ? "" : header + "\r\n", ""))
          .startsWith("HTTP/1.1 " + status + " ");
    }
    assertThat(logged.records).isEmpty();
  }

  @Test
  void aDefectIsLoggedWithItsStackTrace() throws Exception {
    Logged logged = new Logged();
    try (logged; CarryingServer server = start()) {
      Field endpoint = example.started().getClass().getDeclaredField("endpoint");
      endpoint.setAccessible(true);
      Object whole = endpoint.get(example.started());
      endpoint.set(example.started(), null);
      assertThat(firstLine(server.root(), "GET /fhe/v1/models", "", "")).startsWith("HTTP/1.1 500 ");
      endpoint.set(example.started(), whole);
    }
    assertThat(logged.records).singleElement().satisfies(record ->
        assertThat(record.getThrown()).isInstanceOf(NullPointerException.class));
  }

  /** The first line that the server answers to a request, after which the connection is closed. */
  private static String firstLine(URI root, String request, String headers, String body) throws Exception {
    try (Socket socket = new Socket("localhost", root.getPort());
        BufferedReader answer =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write((request + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body)
          .getBytes(StandardCharsets.US_ASCII));
      return answer.readLine();
    }
  }

  /** What Vert.x logs until this is closed: after the server, which has ended every connection when it has stopped. */
  private static final class Logged extends Handler implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    Logged() {
      LOG.addHandler(this);
      LOG.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
      LOG.removeHandler(this);
      LOG.setUseParentHandlers(true);
    }
  }
}
