package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The servlet in servers that are not ours, under any context path and mapping, with async support and
 * without.
 */
class EmbeddingTest {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

  private static NightjarRuntime runtime;

  @TempDir
  private static Path folder;

  @BeforeAll
  static void start() {
    TOMCAT_LOG.setLevel(Level.SEVERE);
    runtime = Scene.runtime().build();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @ParameterizedTest
  @CsvSource({"'', /*, true", "'', /, true", "/app, /fhe/*, true", "/app, /fhe/*, false"})
  void tomcatRunsItInTenLines(String contextPath, String mapping, boolean async) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    Context context = tomcat.addContext(contextPath, null);
    Tomcat.addServlet(context, "nightjar", new NightjarServlet(runtime)).setAsyncSupported(async);
    context.addServletMappingDecoded(mapping, "nightjar");
    tomcat.start();
    try {
      playThrough(tomcat.getConnector().getLocalPort(), contextPath, mapping);
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @ParameterizedTest
  @CsvSource({"/, /*, true", "/, /, true", "/app, /fhe/*, true", "/app, /fhe/*, false"})
  void jettyRunsItInTenLines(String contextPath, String mapping, boolean async) throws Exception {
    Server jetty = new Server(0);
    ServletContextHandler context = new ServletContextHandler(contextPath);
    ServletHolder holder = new ServletHolder(new NightjarServlet(runtime));
    holder.setAsyncSupported(async);
    context.addServlet(holder, mapping);
    jetty.setHandler(context);
    jetty.start();
    try {
      playThrough(((NetworkConnector) jetty.getConnectors()[0]).getLocalPort(), contextPath, mapping);
    } finally {
      jetty.stop();
    }
  }

  private static void playThrough(int port, String contextPath, String mapping) throws Exception {
    String prefix = (contextPath.equals("/") ? "" : contextPath) + mapping.replaceAll("/\\*?$", "");
    Scene scene = new Scene(URI.create("http://127.0.0.1:" + port + prefix + "/"));
    assertThat(scene.get("").text()).isEqualTo("Ok");
    scene.inferLinear();
    long uid = scene.uploadTree();
    scene.inferTree(uid);
    for (String bad : List.of("v1/keys/..%2f..%2fetc", "v1/keys/%2e%2e", "v1/keys/%00",
        "v1/keys/" + "9".repeat(5000))) {
      Scene.Reply reply = scene.get(bad);
      assertThat(reply.status()).as(bad).isBetween(400, 499);
      assertThat(reply.text()).as(bad).doesNotContain("\tat ").doesNotContain("Exception");
    }
    scene.inferTree(uid);
    linksLeadToClientHalves(URI.create("http://127.0.0.1:" + port + prefix + "/v1/models"), scene);
    runtime.keys().delete(new Uid(uid));
  }

  /** Links are followed as a browser would: from the address at which the document is seen. */
  private static void linksLeadToClientHalves(URI models, Scene scene) throws Exception {
    URI one = URI.create(models + "/tree");
    for (URI link : List.of(
        models.resolve(scene.get("v1/models").json().get("models").get(0).get("client_zip").textValue()),
        one.resolve(scene.get("v1/models/tree").json().get("client_zip").textValue()))) {
      assertThat(scene.send(HttpRequest.newBuilder(link).build()).header("Content-Type"))
          .as("%s", link).isEqualTo("application/zip");
    }
  }
}
