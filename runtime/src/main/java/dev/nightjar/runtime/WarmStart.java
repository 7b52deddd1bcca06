package dev.nightjar.runtime;

import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.warmup.ModelWarmUp;
import dev.nightjar.runtime.warmup.WorkClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done before a runtime says that it is warm: models are run until they are compiled, then stored keys are
 * loaded, and the host's way to the models is rehearsed. Thread-safe.
 */
final class WarmStart {
  private static final Logger LOG = LoggerFactory.getLogger(WarmStart.class);

  /** Processor time for stored keys: the others are loaded by their first queries, as ever. */
  private static final Duration LONGEST_KEYS = Duration.ofSeconds(5);

  /** For what runs to notice that it is cancelled. */
  private static final Duration LAST_STEP = Duration.ofSeconds(4);

  private final ModelWarmUp models;
  private final PathWarmUp path;
  private final KeyPreload keys;
  private final Cancellation stops;
  private final CountDownLatch keysLoaded = new CountDownLatch(1);
  private final Thread keyThread = new Thread(this::loadKeys, "nightjar-key-preload");
  private volatile boolean closed;

  /**
   * Nothing has begun yet.
   *
   * @param stops ends a run of a model
   */
  WarmStart(ModelWarmUp models, PathWarmUp path, KeyPreload keys, Cancellation stops) {
    this.models = models;
    this.path = path;
    this.keys = keys;
    this.stops = stops;
    keyThread.setDaemon(true);
  }

  /** Begins, in the background. */
  void start() {
    models.start();
    if (keys.wanted()) {
      keyThread.start();
    } else {
      keysLoaded.countDown();
    }
  }

  /** Adds a host's way; once. */
  void rehearse(PathRehearsal rehearsal) {
    path.start(rehearsal);
  }

  /** How far the host's way is. */
  PathRehearsal.Status rehearsal() {
    return path.status();
  }

  boolean done() {
    return models.done() && keysLoaded.getCount() == 0 && path.done();
  }

  /** Waits for its end; false when it has not come in time. */
  boolean await(Duration longest) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    return models.await(longest) && keysLoaded.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)
        && path.await(Duration.ofNanos(until - System.nanoTime()));
  }

  private void loadKeys() {
    try {
      // An engine's kernels are to be compiled before a key is loaded.
      while (!closed && !models.await(Duration.ofHours(1))) {
        LOG.debug("the models are not warm yet");
      }
      LongSupplier clock = WorkClock.ofThisJvm();
      if (!closed) {
        keys.run(() -> closed || clock.getAsLong() > LONGEST_KEYS.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      if (!closed) {
        LOG.warn("stored keys could not be loaded, so that the first query of each is slower than later ones", e);
      }
    } finally {
      keysLoaded.countDown();
    }
  }

  /** Ends it, without waiting. */
  void cancel() {
    closed = true;
    stops.cancel();
    models.close();
    path.cancel();
  }

  /** Ends it, and waits until nothing of it uses the engine, or for this time and that of a last step. */
  void close(Duration patience) {
    cancel();
    long until = System.nanoTime() + Math.max(patience.toNanos(), LAST_STEP.toNanos());
    try {
      path.join(Duration.ofNanos(until - System.nanoTime()));
      keyThread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
