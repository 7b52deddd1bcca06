package dev.nightjar.keystore.s3;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.ForwardingKeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that is swept again and again in a thread of its own, as long as it is open. */
final class SweptKeyStore extends ForwardingKeyStore {
  /** How often a replica sweeps. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(SweptKeyStore.class);

  private final S3KeyStore store;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "nightjar-s3-sweep");
    thread.setDaemon(true);
    return thread;
  });

  SweptKeyStore(S3KeyStore store, Duration period) {
    super(store);
    this.store = store;
    timer.scheduleWithFixedDelay(this::sweep, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Never throws: the timer would not come again. */
  private void sweep() {
    try {
      store.sweep();
    } catch (NightjarException e) {
      LOG.debug("the sweep of the bucket is tried again in a minute", e);
    } catch (RuntimeException e) {
      LOG.warn("the sweep of the bucket failed and is tried again in a minute", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    super.close();
  }
}
