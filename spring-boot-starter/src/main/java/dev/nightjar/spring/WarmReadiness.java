package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Waits at the end of the application's start until models are warm: the readiness state accepts traffic after that, so
 * that the first query takes what later ones take. The web server answers meanwhile. The last of the runners.
 */
public final class WarmReadiness implements ApplicationRunner, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(WarmReadiness.class);

  private final NightjarRuntime runtime;
  private final Duration longest;

  /** Waits no longer than this. */
  public WarmReadiness(NightjarRuntime runtime, Duration longest) {
    this.runtime = Objects.requireNonNull(runtime, "runtime");
    this.longest = Objects.requireNonNull(longest, "longest");
  }

  @Override
  public void run(ApplicationArguments arguments) throws InterruptedException {
    if (!runtime.awaitWarm(longest)) {
      LOG.warn("models are not warm after {}: the first queries take longer than later ones", longest);
    }
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
