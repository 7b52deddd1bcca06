package dev.nightjar.embedding;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.io.TempDir;

/** The contract on Tomcat. */
class TomcatTest extends ServerContract {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  @TempDir
  private static Path folder;

  @Override
  CarryingServer start() throws Exception {
    LOG.setLevel(Level.SEVERE);
    return new ServletServer(servlet -> {
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(folder.toString());
      tomcat.setPort(0);
      Context context = tomcat.addContext(ServletServer.CONTEXT, null);
      Tomcat.addServlet(context, "nightjar", servlet).setAsyncSupported(true);
      context.addServletMappingDecoded(ServletServer.MAPPING, "nightjar");
      tomcat.getConnector().setProperty("address", "localhost");
      tomcat.start();
      return new ServletServer.Running(tomcat.getConnector().getLocalPort(), () -> {
        tomcat.stop();
        tomcat.destroy();
      });
    });
  }
}
