package com.example.undertow;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class UndertowServer {
  // region Nightjar
  private final NightjarRuntime runtime;
  private final NightjarServlet servlet;
  // endregion
  private final DeploymentManager deployment;
  private final Undertow undertow;

  /** Starts a server; port 0 takes a free one. */
  public UndertowServer(Path models, int port) throws ServletException {
    DeploymentInfo application = Servlets.deployment().setClassLoader(UndertowServer.class.getClassLoader())
        .setContextPath("/").setDeploymentName("application");
    // region Nightjar
    runtime = NightjarRuntime.builder().models(models).build();
    servlet = new NightjarServlet(runtime);
    application.addServlet(Servlets.servlet("nightjar", NightjarServlet.class, new ImmediateInstanceFactory<>(servlet))
        .setAsyncSupported(true).addMapping("/fhe/*"));
    // endregion
    deployment = Servlets.defaultContainer().addDeployment(application);
    deployment.deploy();
    undertow = Undertow.builder()
        // region Nightjar
        // Undertow's own limit is 2 MiB, less than many keys in one piece. The endpoint has limits for every body.
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        // endregion
        .addHttpListener(port, "localhost", Handlers.path().addPrefixPath("/", deployment.start())).build();
    undertow.start();
  }

  /** The port. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() throws Exception {
    // region Nightjar
    servlet.drain(Duration.ofSeconds(20));
    // endregion
    deployment.stop();
    deployment.undeploy();
    undertow.stop();
    // region Nightjar
    runtime.close();
    // endregion
  }

  /**
   * Serves until the process is stopped.
   *
   * @param args the folder of bundles that {@code nightjar compile --out} wrote, and a port
   */
  public static void main(String[] args) throws ServletException {
    UndertowServer server = new UndertowServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }));
  }
}
