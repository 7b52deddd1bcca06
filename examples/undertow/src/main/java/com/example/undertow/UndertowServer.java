package com.example.undertow;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Serves the models of a folder below {@code /fhe} on the loopback address: {@code FOLDER PORT}. */
public final class UndertowServer {
  private final NightjarRuntime runtime;
  private final NightjarServlet servlet;
  private final DeploymentManager deployment;
  private final Undertow undertow;

  /** Starts a server; port 0 takes a free one. */
  public UndertowServer(Path models, int port) throws ServletException {
    runtime = NightjarRuntime.builder().models(models).build();
    servlet = new NightjarServlet(runtime);
    deployment = Servlets.defaultContainer().addDeployment(Servlets.deployment()
        .setClassLoader(UndertowServer.class.getClassLoader()).setContextPath("/").setDeploymentName("nightjar")
        .addServlet(Servlets.servlet("nightjar", NightjarServlet.class, new ImmediateInstanceFactory<>(servlet))
            .setAsyncSupported(true).addMapping("/fhe/*")));
    deployment.deploy();
    undertow = Undertow.builder()
        .addHttpListener(port, "localhost", Handlers.path().addPrefixPath("/", deployment.start())).build();
    undertow.start();
  }

  /** The port. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** Finishes what has been taken, then stops. */
  public void stop() throws Exception {
    servlet.drain(Duration.ofSeconds(20));
    deployment.stop();
    deployment.undeploy();
    undertow.stop();
    runtime.close();
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
