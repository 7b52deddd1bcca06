package dev.nightjar.server;

import dev.nightjar.servlet.ContainerRefusals;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A port of its own for what those ask who run the server. It has threads and connections that no client can take, so
 * that a probe is answered however busy the main port is.
 */
final class ManagementPort {
  private static final int THREADS = 8;
  private static final int MIN_THREADS = 2;
  private static final int THREAD_IDLE_MILLIS = 60_000;
  private static final int CONNECTIONS = 64;
  private static final long IDLE_MILLIS = 10_000;

  private final Server server;
  private final ServerConnector connector;
  private final String host;
  private volatile int port;

  ManagementPort(String host, int port, HttpServlet servlet) {
    this.host = host;
    QueuedThreadPool pool = new QueuedThreadPool(THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
    pool.setName("nightjar-management");
    this.server = new Server(pool);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new CleanConnector(server, null, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    ContainerProblems problems = new ContainerProblems(ContainerRefusals.untold(), () -> false);
    server.setHandler(JettyParts.context(servlet, problems));
    server.setErrorHandler(problems);
  }

  void start() throws IOException {
    JettyParts.start(server, host, connector.getPort());
    port = connector.getLocalPort();
  }

  URI uri() {
    return JettyParts.uri("http", host, port);
  }

  void stop() {
    JettyParts.stop(server);
  }
}
