package dev.nightjar.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A load balancer as small as it can be: of all replicas it asks the one whose hash with the uid is largest, and the
 * next one where that is gone or stops. As by nginx in {@code examples/fleet}, what a replica answered 503 goes on to
 * the next one, and what was sent on a connection that broke only where it may be done twice.
 */
final class HashingProxy implements Balancer {
  private static final int STOPPING = 503;
  private static final int LOST = 502;
  private static final Pattern REPEATABLE = Pattern.compile("/v1/keys.*|/v[12]/models/.+/infer");

  static {
    // Else the JDK's server waits 40 ms between head and body of an answer. Read when its first class is loaded.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final List<Integer> replicas;
  private final Set<Integer> out = ConcurrentHashMap.newKeySet();
  private final Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final ExecutorService threads = Executors.newCachedThreadPool();

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
      boolean repeatable = !exchange.getRequestMethod().equals("POST")
          || REPEATABLE.matcher(exchange.getRequestURI().getPath()).matches();
      for (int replica : replicas.stream().sorted(Comparator.comparing(r -> -hash(uid + "/" + r))).toList()) {
        AtomicInteger underWay = asked.computeIfAbsent(replica, r -> new AtomicInteger());
        underWay.incrementAndGet();
        try {
          if (out.contains(replica)) {
            continue;
          }
          HttpURLConnection answer = ask(replica, exchange, body);
          if (answer.getResponseCode() != STOPPING) {
            answer(exchange, answer, replica);
            return;
          }
        } catch (ConnectException e) {
          // Nothing was sent.
        } catch (IOException e) {
          if (!repeatable) {
            exchange.sendResponseHeaders(LOST, -1);
            return;
          }
        } finally {
          underWay.decrementAndGet();
        }
      }
      exchange.sendResponseHeaders(STOPPING, -1);
    }
  }

  /** On a connection of its own, which no replica closes for having been idle, and without the JDK's own repetition. */
  private static HttpURLConnection ask(int replica, HttpExchange exchange, byte[] body) throws IOException {
    HttpURLConnection request = (HttpURLConnection) new URL("http", "127.0.0.1", replica,
        exchange.getRequestURI().toString()).openConnection();
    request.setRequestMethod(exchange.getRequestMethod());
    request.setRequestProperty("Connection", "close");
    Stream.of("Content-Type", "Nightjar-Uid", "Nightjar-Upload-Token", "Nightjar-CRC32C", "Authorization")
        .forEach(name -> {
          if (exchange.getRequestHeaders().containsKey(name)) {
            request.setRequestProperty(name, exchange.getRequestHeaders().getFirst(name));
          }
        });
    if (request.getRequestMethod().startsWith("P")) {
      request.setDoOutput(true);
      request.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = request.getOutputStream()) {
        out.write(body);
      }
    }
    return request;
  }

  private static void answer(HttpExchange exchange, HttpURLConnection asked, int replica) throws IOException {
    byte[] body;
    try (InputStream in = asked.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
        ? asked.getInputStream() : asked.getErrorStream()) {
      body = in == null ? new byte[0] : in.readAllBytes();
    }
    asked.getHeaderFields().forEach((name, values) -> {
      // The status line has no name.
      if (name != null && !name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Connection")) {
        exchange.getResponseHeaders().put(name, values);
      }
    });
    exchange.getResponseHeaders().set(SERVED_BY, "127.0.0.1:" + replica);
    exchange.sendResponseHeaders(asked.getResponseCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static long hash(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return crc.getValue() * 0x9E3779B97F4A7C15L >>> 32;
  }

  @Override
  public void takeOut(int port) {
    out.add(port);
    while (asked.getOrDefault(port, new AtomicInteger()).get() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public void putBack(int port) {
    out.remove(port);
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
