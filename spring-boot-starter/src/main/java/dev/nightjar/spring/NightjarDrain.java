package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * When the application stops: readiness first, then no new requests, then those in progress are finished; all while the
 * web server still answers. Web servers stop in lower phases. Thread-safe.
 */
public final class NightjarDrain implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(NightjarDrain.class);

  private final NightjarRuntime runtime;
  private final NightjarServlet servlet;
  private final Duration patience;
  private volatile boolean running;

  /** Waits for requests no longer than the patience. */
  public NightjarDrain(NightjarRuntime runtime, NightjarServlet servlet, Duration patience) {
    this.runtime = Objects.requireNonNull(runtime, "runtime");
    this.servlet = Objects.requireNonNull(servlet, "servlet");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    runtime.drain();
    try {
      if (!servlet.drain(patience)) {
        LOG.warn("requests were still in progress after {}", patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** The highest: it stops first. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
