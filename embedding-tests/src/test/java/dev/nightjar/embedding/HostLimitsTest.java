package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.BlockingHandler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hosts take of a body when nobody has set anything, as the table of {@code docs/embedding.md} says it. Each is a
 * bare server that answers with the number of bytes that it got, so that a version with another default is noticed.
 */
class HostLimitsTest {
  private static final int MIB = 1 << 20;
  /** More than any limit of the table: a host that takes it has none. */
  private static final int MORE_THAN_ANY = 12 * MIB;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> post(int port, String type, byte[] body) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> octets(int port, long bytes) throws Exception {
    return post(port, "application/octet-stream", new byte[Math.toIntExact(bytes)]);
  }

  /** A form of one field, with this many bytes in all. */
  private static HttpResponse<String> form(int port, int bytes) throws Exception {
    return post(port, "application/x-www-form-urlencoded",
        ("a=" + "x".repeat(bytes - 2)).getBytes(StandardCharsets.US_ASCII));
  }

  private static void takesAll(int port, long bytes) throws Exception {
    HttpResponse<String> answer = octets(port, bytes);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(String.valueOf(bytes));
  }

  private static long count(InputStream body) throws IOException {
    return body.transferTo(OutputStream.nullOutputStream());
  }

  /** Answers with the bytes of a body, or with the length of a form's field, 0 where there is none. */
  private static final class Counting extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
      if (request.getContentType().contains("form")) {
        String field = request.getParameter("a");
        response.getWriter().print(field == null ? 0 : field.length());
      } else {
        response.getWriter().print(count(request.getInputStream()));
      }
    }
  }

  private static void isInTheTable(String host, String limit) throws IOException {
    assertThat(Files.readString(ExampleSources.project("..").resolve("docs/embedding.md")))
        .contains("| " + host + " | " + limit + " |");
  }

  @Test
  void undertowTakesTwoMebibytes() throws Exception {
    Undertow server = Undertow.builder().addHttpListener(0, "localhost", new BlockingHandler(exchange ->
        exchange.getResponseSender().send(String.valueOf(count(exchange.getInputStream()))))).build();
    server.start();
    try {
      int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
      takesAll(port, UndertowOptions.DEFAULT_MAX_ENTITY_SIZE);
      assertThat(octets(port, UndertowOptions.DEFAULT_MAX_ENTITY_SIZE + 1).statusCode()).isNotEqualTo(200);
    } finally {
      server.stop();
    }
    isInTheTable("Undertow", mebibytes(UndertowOptions.DEFAULT_MAX_ENTITY_SIZE) + " (`MAX_ENTITY_SIZE`)");
  }

  @Test
  void theBodyHandlerOfVertxTakesTenMebibytes() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Router router = Router.router(vertx);
      router.route().handler(BodyHandler.create(false))
          .handler(call -> call.response().end(String.valueOf(call.body().length())));
      int port = vertx.createHttpServer().requestHandler(router).listen(0, "localhost").await().actualPort();
      takesAll(port, BodyHandler.DEFAULT_BODY_LIMIT);
      assertThat(octets(port, BodyHandler.DEFAULT_BODY_LIMIT + 1).statusCode()).isEqualTo(413);
    } finally {
      vertx.close().await();
    }
    isInTheTable("Vert.x, `BodyHandler`", mebibytes(BodyHandler.DEFAULT_BODY_LIMIT) + ", in memory");
  }

  @Test
  void tomcatBoundsFormsAndWhatItReadsOfARefusedBody(@TempDir Path folder) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    Connector connector = tomcat.getConnector();
    Tomcat.addServlet(tomcat.addContext("", null), "counting", new Counting()).addMapping("/");
    tomcat.start();
    try {
      takesAll(connector.getLocalPort(), MORE_THAN_ANY);
      int longest = connector.getMaxPostSize();
      assertThat(form(connector.getLocalPort(), longest).body()).isEqualTo(String.valueOf(longest - 2));
      HttpResponse<String> longer = form(connector.getLocalPort(), longest + 1);
      assertThat(longer.statusCode() == 200 ? longer.body() : "0").isEqualTo("0");
      int swallowed = ((AbstractHttp11Protocol<?>) connector.getProtocolHandler()).getMaxSwallowSize();
      isInTheTable("Tomcat", "none, but for forms, " + mebibytes(longest) + " (`maxPostSize`), and "
          + mebibytes(swallowed) + " of a body that nobody reads (`maxSwallowSize`)");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void jettyBoundsFormsAlone() throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(new Counting()), "/");
    Server jetty = new Server(new InetSocketAddress("localhost", 0));
    jetty.setHandler(context);
    jetty.start();
    try {
      int port = ((NetworkConnector) jetty.getConnectors()[0]).getLocalPort();
      takesAll(port, MORE_THAN_ANY);
      int longest = context.getMaxFormContentSize();
      assertThat(form(port, longest).body()).isEqualTo(String.valueOf(longest - 2));
      assertThat(form(port, longest + 1).statusCode()).isBetween(400, 500);
      isInTheTable("Jetty", "none, but for forms, " + longest + " bytes (`maxFormContentSize`)");
    } finally {
      jetty.stop();
    }
  }

  @Test
  void theServerOfTheJdkTakesWhatever() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/", exchange -> {
      byte[] answer = String.valueOf(count(exchange.getRequestBody())).getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
    try {
      takesAll(server.getAddress().getPort(), MORE_THAN_ANY);
      isInTheTable("the JDK's own", "none");
    } finally {
      server.stop(0);
    }
  }

  private static String mebibytes(long bytes) {
    assertThat(bytes % MIB).as("whole mebibytes of %d", bytes).isZero();
    return bytes / MIB + " MiB";
  }
}
