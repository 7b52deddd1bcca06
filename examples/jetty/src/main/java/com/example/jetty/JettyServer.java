package com.example.jetty;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class JettyServer {
  // region Nightjar
  private final NightjarRuntime runtime;
  private final NightjarServlet servlet;
  // endregion
  private final Server jetty;

  /** Starts a server; port 0 takes a free one. */
  public JettyServer(Path models, int port) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    // region Nightjar
    runtime = NightjarRuntime.builder().models(models).build();
    servlet = new NightjarServlet(runtime);
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/fhe/*");
    // endregion
    jetty = new Server(new InetSocketAddress("localhost", port));
    jetty.setHandler(context);
    jetty.start();
  }

  /** The port. */
  public int port() {
    return ((NetworkConnector) jetty.getConnectors()[0]).getLocalPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() throws Exception {
    // region Nightjar
    servlet.drain(Duration.ofSeconds(20));
    // endregion
    jetty.stop();
    // region Nightjar
    runtime.close();
    // endregion
  }

  /**
   * Serves until the process is stopped.
   *
   * @param args the folder of bundles that {@code nightjar compile --out} wrote, and a port
   */
  public static void main(String[] args) throws Exception {
    JettyServer server = new JettyServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }));
  }
}
