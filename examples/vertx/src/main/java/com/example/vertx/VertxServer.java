package com.example.vertx;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.HttpEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class VertxServer {
  /** Longest body, in bytes: each is in memory as a whole. Longer ones are refused with 413. */
  private static final int LONGEST_BODY = 8 << 20;

  // region Nightjar
  private final NightjarRuntime runtime;
  private final HttpEndpoint endpoint;
  // endregion
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  /** Starts a server; port 0 takes a free one. */
  public VertxServer(Path models, int port) {
    // Vert.x logs what fails with a stack trace unless there is a handler. These are mistakes of clients, who are told.
    Router router = Router.router(vertx).errorHandler(400, call -> { }).errorHandler(413, call -> { });
    // region Nightjar
    runtime = NightjarRuntime.builder().models(models).build();
    endpoint = new HttpEndpoint(runtime);
    router.route("/fhe/*").handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY)).handler(this::handle)
        // A client that has gone away is no error of the server. Vert.x logs what else fails, and answers 500.
        .failureHandler(call -> { if (!(call.failure() instanceof HttpClosedException)) { call.next(); } });
    // endregion
    // Seconds after which a silent connection is closed: more than an inference may take. HTTP/1.1 alone, as the
    // endpoint is not told of the streams of HTTP/2.
    server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(150).setHttp2ClearTextEnabled(false))
        .requestHandler(router).listen(port, "localhost").await();
  }

  // region Nightjar
  /** On an event loop, which what may take time leaves free: a worker thread reads the body. */
  private void handle(RoutingContext call) {
    HttpServerRequest http = call.request();
    String path = call.normalizedPath().substring("/fhe".length());
    String address = http.remoteAddress().hostAddress();
    byte[] body = call.body().isEmpty() ? new byte[0] : call.body().buffer().getBytes();
    HttpEndpoint.Request request = new HttpEndpoint.Request(http.method().name(), path, http.query(), http::getHeader,
        () -> HttpEndpoint.caller(null, address), () -> new ByteArrayInputStream(body), address);
    vertx.executeBlocking(() -> endpoint.answer(request), false).compose(Future::fromCompletionStage)
        .compose(response -> {
          response.headers().forEach(call.response()::putHeader);
          return call.response().setStatusCode(response.status()).end(Buffer.buffer(response.body()))
              .onComplete(sent -> response.close());
        })
        // Such as that the client has gone away.
        .onFailure(call::fail);
  }
  // endregion

  /** The port. */
  public int port() {
    return server.actualPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() {
    // region Nightjar
    try {
      endpoint.drain(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // endregion
    vertx.close().await();
    // region Nightjar
    runtime.close();
    // endregion
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
