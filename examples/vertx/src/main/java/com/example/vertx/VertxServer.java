package com.example.vertx;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.HttpEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class VertxServer {
  private final NightjarRuntime runtime;
  private final HttpEndpoint endpoint;
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  /** Starts a server; port 0 takes a free one. */
  public VertxServer(Path models, int port) {
    runtime = NightjarRuntime.builder().models(models).build();
    endpoint = new HttpEndpoint(runtime);
    // Seconds after which a silent connection is closed, and with it the body that a worker waits for.
    server = join(vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60)).requestHandler(this::handle)
        .listen(port, "localhost"));
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** On an event loop: what waits for bytes does so on a worker thread. */
  private void handle(HttpServerRequest http) {
    RequestBody body = new RequestBody(http);
    String address = http.remoteAddress().hostAddress();
    String path = URI.create(http.path()).getPath();
    if (!path.startsWith("/fhe")) {
      http.response().setStatusCode(404).end();
      return;
    }
    HttpEndpoint.Request request = new HttpEndpoint.Request(http.method().name(), path.substring("/fhe".length()),
        http.query(), http::getHeader, () -> HttpEndpoint.caller(null, address), () -> body, address);
    vertx.executeBlocking(() -> endpoint.answer(request), false)
        .compose(Future::fromCompletionStage)
        .onSuccess(response -> send(http, response));
  }

  private void send(HttpServerRequest http, HttpEndpoint.Response response) {
    response.headers().forEach(http.response()::putHeader);
    http.response().setStatusCode(response.status()).end(Buffer.buffer(response.body()))
        // Reads what is left of a body that was refused, which waits, too.
        .onComplete(sent -> vertx.executeBlocking(() -> {
          response.close();
          return sent;
        }, false));
  }

  /** The port. */
  public int port() {
    return server.actualPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() {
    try {
      endpoint.drain(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    join(vertx.close());
    runtime.close();
  }

  /**
   * Serves until the process is stopped.
   *
   * @param args the folder of bundles that {@code nightjar compile --out} wrote, and a port
   */
  public static void main(String[] args) {
    VertxServer server = new VertxServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
  }
}
