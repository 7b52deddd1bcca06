package dev.nightjar.embedding;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import java.net.URI;
import java.time.Duration;

/** A servlet container with the servlet in it, under a context path and a mapping. */
final class ServletServer implements ServerContract.CarryingServer {
  /** Where it is mounted. */
  static final String CONTEXT = "/app";

  static final String MAPPING = "/fhe/*";

  private final NightjarRuntime runtime = DataOwner.runtime().build();
  private final NightjarServlet servlet = new NightjarServlet(runtime);
  private final Running container;

  /** A container that has been started. */
  record Running(int port, Stop stop) {
  }

  /** Stops a container. */
  interface Stop {
    void stop() throws Exception;
  }

  /** Starts a container with a servlet. */
  interface Container {
    Running start(NightjarServlet servlet) throws Exception;
  }

  ServletServer(Container container) throws Exception {
    this.container = container.start(servlet);
  }

  @Override
  public URI root() {
    return URI.create("http://localhost:" + container.port + CONTEXT + "/fhe/");
  }

  @Override
  public void close() throws Exception {
    servlet.drain(Duration.ofSeconds(10));
    container.stop.stop();
    runtime.close();
  }
}
