package dev.nightjar.runtime;

import dev.nightjar.runtime.execution.OwnThreads;
import dev.nightjar.runtime.keys.KnownKeys;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to keys without a request: those that nobody used for the idle time are deleted, and those that another
 * replica deleted are let go, in a thread of its own. A store that fails is asked again the next time.
 */
final class KeyUpkeep implements AutoCloseable {
  /** How long a key that is to go may stay. Stores are asked for each key that was not used for a while. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeep.class);

  private final GuardedKeyStore keys;
  private final KnownKeys known;
  private final OwnThreads own = new OwnThreads("nightjar-key-upkeep");
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(own);

  /** Begins at once, as a server may be stopped before a period is over. */
  KeyUpkeep(GuardedKeyStore keys, KnownKeys known, Duration period) {
    this.keys = keys;
    this.known = known;
    timer.scheduleWithFixedDelay(this::run, 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Never throws: the timer would not come again. */
  private void run() {
    try {
      keys.deleteIdle();
      known.refresh();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("the key store failed at the upkeep of keys, which is tried again in a minute", e);
    }
  }

  /** What runs now is waited for, but not for long. */
  @Override
  public void close() {
    timer.shutdownNow();
    own.awaitEnd();
  }
}
