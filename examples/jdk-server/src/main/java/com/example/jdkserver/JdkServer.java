package com.example.jdkserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.HttpEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class JdkServer implements AutoCloseable {
  // region Nightjar
  private final NightjarRuntime runtime;
  private final HttpEndpoint endpoint;
  // endregion
  private final ExecutorService threads = Executors.newFixedThreadPool(32);
  private final HttpServer server;

  /** Starts a server; port 0 takes a free one. */
  public JdkServer(Path models, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
    server.setExecutor(threads);
    // region Nightjar
    runtime = NightjarRuntime.builder().models(models).build();
    endpoint = new HttpEndpoint(runtime);
    server.createContext("/fhe", this::handle);
    // endregion
    server.start();
  }

  // region Nightjar
  private void handle(HttpExchange http) throws IOException {
    String address = http.getRemoteAddress().getAddress().getHostAddress();
    String path = http.getRequestURI().getPath().substring("/fhe".length());
    HttpEndpoint.Request request = new HttpEndpoint.Request(http.getRequestMethod(), path,
        http.getRequestURI().getRawQuery(), http.getRequestHeaders()::getFirst,
        () -> HttpEndpoint.caller(null, address), http::getRequestBody, address);
    try (http; HttpEndpoint.Response response = endpoint.answer(request).join()) {
      response.headers().forEach(http.getResponseHeaders()::set);
      http.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
      http.getResponseBody().write(response.body());
    }
  }
  // endregion

  /** The port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Finishes what has been taken, then stops. */
  @Override
  public void close() {
    // region Nightjar
    try {
      endpoint.drain(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // endregion
    server.stop(1);
    threads.shutdown();
    // region Nightjar
    runtime.close();
    // endregion
  }

  /**
   * Serves until the process is stopped.
   *
   * @param args the folder of bundles that {@code nightjar compile --out} wrote, and a port
   */
  public static void main(String[] args) throws IOException {
    JdkServer server = new JdkServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
  }
}
