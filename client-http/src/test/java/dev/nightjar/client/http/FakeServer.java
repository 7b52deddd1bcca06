package dev.nightjar.client.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server whose answers a test writes down, and that remembers what it was asked. */
final class FakeServer implements AutoCloseable {
  /** One request. */
  record Asked(String method, String path, Map<String, List<String>> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** How a request is answered. */
  interface Reply {
    void to(HttpExchange exchange) throws IOException;

    static Reply of(int status, String contentType, byte[] body, String... headers) {
      return exchange -> {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        for (int i = 0; i < headers.length; i += 2) {
          exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      };
    }

    static Reply json(int status, String body, String... headers) {
      return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static Reply problem(int status, String code, String detail, String... headers) {
      return of(status, "application/problem+json",
          ("{\"status\":" + status + ",\"code\":\"" + code + "\",\"detail\":\"" + detail + "\",\"error\":\""
          + detail
              + "\"}").getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Closes the connection without a word. */
    static Reply hangUp() {
      return exchange -> {
        throw new IOException("hung up on purpose");
      };
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Asked> asked = new ArrayList<>();

  FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Answers a route, e.g. {@code GET /v1/limits}; several replies are given in turn, the last one from then
   * on.
   */
  FakeServer on(String route, Reply... inTurn) {
    replies.put(route, new ArrayDeque<>(List.of(inTurn)));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String route = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    Reply reply;
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (asked) {
      asked.add(new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
          Map.copyOf(exchange.getRequestHeaders()), body));
      Deque<Reply> script = replies.get(route);
      reply = script == null ? Reply.of(404, "text/plain", new byte[0])
          : script.size() > 1 ? script.poll() : script.peek();
    }
    try (exchange) {
      reply.to(exchange);
    }
  }

  List<Asked> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  List<String> routes() {
    return asked().stream().map(a -> a.method() + " " + a.path()).toList();
  }

  EndpointSettings settings() {
    return EndpointSettings.of(URI.create("http://localhost:" + server.getAddress().getPort() + "/"))
        .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)).withAttempts(3);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
