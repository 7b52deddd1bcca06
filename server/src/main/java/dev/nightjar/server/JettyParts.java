package dev.nightjar.server;

import dev.nightjar.api.keys.Caller;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.ContainerRefusals;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both ports do with Jetty in the same way. */
final class JettyParts {
  private static final Logger LOG = LoggerFactory.getLogger(JettyParts.class);

  private JettyParts() {
  }

  /** One servlet for all paths, in a server that tells nobody what it refuses by itself. */
  static ServletContextHandler context(HttpServlet servlet) {
    return context(servlet, new ContainerProblems(ContainerRefusals.untold(), () -> false));
  }

  /**
   * One servlet for all paths.
   *
   * @param problems what the container refuses by itself
   */
  static ServletContextHandler context(HttpServlet servlet, ContainerProblems problems) {
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(holder, "/*");
    context.setErrorHandler(problems);
    return context;
  }

  /** Starts a server, or says why its address cannot be listened on. */
  static void start(Server server, String host, int port) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      stop(server);
      throw new IOException("cannot listen on " + host + " port " + port + ": " + e.getMessage()
          + "; choose another port (0 for any free one)", e);
    } catch (Exception e) {
      stop(server);
      throw new IllegalStateException("the embedded server did not start", e);
    }
  }

  /** Under which names a server is asked that listens on an address, where nothing else is said. */
  static BrowserRules namesFor(String host) {
    return loopback(host) ? BrowserRules.loopback() : BrowserRules.none();
  }

  /**
   * Who may change something through a management port.
   *
   * @param callers who they are on any interface but the loopback's, which those alone reach who are on this machine
   */
  static CallerResolver adminsAt(String host, CallerResolver callers) {
    return loopback(host) ? request -> Caller.ANONYMOUS.asAdmin() : callers;
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Listening to it fails with the reason.
      return false;
    }
  }

  static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the embedded server did not stop cleanly", e);
    }
  }

  /** The root of a server that listens there; for a wildcard address the loopback form. */
  static URI uri(String scheme, String host, int port) {
    String reached = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return URI.create(scheme + "://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port + "/");
  }
}
