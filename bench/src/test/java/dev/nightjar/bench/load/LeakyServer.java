package dev.nightjar.bench.load;

import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A server in a process of its own that keeps something of each request, or nothing. */
final class LeakyServer {
  private static final int BYTES = 1536 << 10;
  private static final int PAGE = 1024;
  private static final int STORED = 10;

  private final boolean leaks;
  private final List<Object> kept = new ArrayList<>();
  private long stored;

  private LeakyServer(boolean leaks) {
    this.leaks = leaks;
  }

  /** Prints its port and serves until its process ends. */
  public static void main(String[] arguments) throws IOException {
    LeakyServer leaky = new LeakyServer(arguments[0].equals("leaks"));
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestURI().getPath().equals("/health")) {
        leaky.keep();
      }
      byte[] body = ("{\"used_bytes\":" + leaky.stored + "}").getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private synchronized void keep() throws IOException {
    if (!leaks) {
      return;
    }
    kept.add(new byte[BYTES]);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    for (int i = 0; i < BYTES; i += PAGE) {
      buffer.put(i, (byte) 1);
    }
    kept.add(buffer);
    kept.add(new FileInputStream(Path.of(System.getProperty("java.home"), "release").toFile()));
    Thread thread = new Thread(() -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    thread.setDaemon(true);
    thread.start();
    stored += STORED;
  }
}
