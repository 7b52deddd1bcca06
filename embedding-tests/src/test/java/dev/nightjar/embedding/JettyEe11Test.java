package dev.nightjar.embedding;

import java.net.InetSocketAddress;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/** The contract on Jetty, with the servlets of Jakarta EE 11. */
class JettyEe11Test extends ServerContract {
  @Override
  CarryingServer start() throws Exception {
    return new ServletServer(servlet -> {
      Server jetty = new Server(new InetSocketAddress("localhost", 0));
      ServletContextHandler context = new ServletContextHandler(ServletServer.CONTEXT);
      ServletHolder holder = new ServletHolder(servlet);
      holder.setAsyncSupported(true);
      context.addServlet(holder, ServletServer.MAPPING);
      jetty.setHandler(context);
      jetty.start();
      return new ServletServer.Running(((NetworkConnector) jetty.getConnectors()[0]).getLocalPort(), jetty::stop);
    });
  }
}
