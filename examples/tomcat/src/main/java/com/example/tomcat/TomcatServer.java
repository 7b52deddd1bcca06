package com.example.tomcat;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class TomcatServer {
  // region Nightjar
  private final NightjarRuntime runtime;
  private final NightjarServlet servlet;
  // endregion
  private final Tomcat tomcat = new Tomcat();

  /** Starts a server; port 0 takes a free one. */
  public TomcatServer(Path models, int port) throws Exception {
    // Else it makes a folder where it is started.
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "localhost");
    Context context = tomcat.addContext("", null);
    // region Nightjar
    runtime = NightjarRuntime.builder().models(models).build();
    servlet = new NightjarServlet(runtime);
    Wrapper wrapper = Tomcat.addServlet(context, "nightjar", servlet);
    wrapper.setAsyncSupported(true);
    wrapper.addMapping("/fhe/*");
    // endregion
    tomcat.start();
  }

  /** The port. */
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() throws Exception {
    // region Nightjar
    servlet.drain(Duration.ofSeconds(20));
    // endregion
    tomcat.stop();
    tomcat.destroy();
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
    TomcatServer server = new TomcatServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }));
  }
}
