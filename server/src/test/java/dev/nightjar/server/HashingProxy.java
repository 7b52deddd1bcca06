package dev.nightjar.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A load balancer as small as it can be: of all replicas it asks the one whose hash with the uid is largest, and the
 * next one where that is gone or stops. What it passes on are requests of raw routes, which may arrive twice.
 */
final class HashingProxy implements Balancer {
  private static final int STOPPING = 503;

  static {
    // Else the JDK's server waits 40 ms between head and body of an answer. Read when its first class is loaded.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final List<Integer> replicas;
  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HashingProxy(List<Integer> replicas) throws IOException {
    this.replicas = List.copyOf(replicas);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String uid = Objects.requireNonNullElseGet(exchange.getRequestHeaders().getFirst("Nightjar-Uid"),
          () -> UUID.randomUUID().toString());
      for (int replica : replicas.stream().sorted(Comparator.comparing(r -> -hash(uid + "/" + r))).toList()) {
        HttpResponse<byte[]> answer = ask(replica, exchange, body);
        if (answer != null && answer.statusCode() != STOPPING) {
          answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
          exchange.getResponseHeaders().set(SERVED_BY, "127.0.0.1:" + replica);
          exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
          exchange.getResponseBody().write(answer.body());
          return;
        }
      }
      exchange.sendResponseHeaders(STOPPING, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The answer of a replica; null when there is none. */
  private HttpResponse<byte[]> ask(int replica, HttpExchange exchange, byte[] body) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + replica + exchange.getRequestURI()));
    Stream.of("Content-Type", "Nightjar-Uid", "Nightjar-Upload-Token", "Nightjar-CRC32C", "Authorization")
        .forEach(name -> {
          if (exchange.getRequestHeaders().containsKey(name)) {
            request.header(name, exchange.getRequestHeaders().getFirst(name));
          }
        });
    try {
      return http.send(request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body)).build(),
          BodyHandlers.ofByteArray());
    } catch (IOException e) {
      return null;
    }
  }

  private static long hash(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return crc.getValue() * 0x9E3779B97F4A7C15L >>> 32;
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
