package dev.nightjar.runtime.warmup;

import dev.nightjar.api.NightjarException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each model, in the background, until it is as fast as it gets: a query that finds its code interpreted takes
 * seconds where others take milliseconds. A model that cannot be run is left to its first client. Thread-safe.
 */
public final class ModelWarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWarmUp.class);

  /** Least time for a model whose code no other one has run, and for others. */
  private static final Duration FIRST = Duration.ofMillis(1500);
  private static final Duration OTHERS = Duration.ofMillis(200);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Forgotten at the end, as they hold models that may be removed. */
  private volatile List<Rehearsal> rehearsals;

  private final long longestNanos;
  private final LongSupplier nanoClock;
  private final Runnable pause;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "nightjar-model-warm-up");

  /**
   * A warm-up that has not begun.
   *
   * @param longest processor time of this JVM for all models together; a run that has begun is finished
   */
  public ModelWarmUp(List<Rehearsal> rehearsals, Duration longest) {
    this(rehearsals, longest, WorkClock.ofThisJvm(), () -> LockSupport.parkNanos(PAUSE_NANOS));
  }

  /**
   * The same by any clock.
   *
   * @param nanoClock nanoseconds since any moment
   * @param pause between looks at an engine that has not settled
   */
  ModelWarmUp(List<Rehearsal> rehearsals, Duration longest, LongSupplier nanoClock, Runnable pause) {
    this.rehearsals = List.copyOf(rehearsals);
    this.longestNanos = longest.toNanos();
    this.nanoClock = nanoClock;
    this.pause = pause;
    thread.setDaemon(true);
    if (rehearsals.isEmpty()) {
      done.countDown();
    }
  }

  /** Begins, on a thread of its own. */
  public void start() {
    if (!rehearsals.isEmpty()) {
      thread.start();
    }
  }

  /** Whether it has ended. */
  public boolean done() {
    return done.getCount() == 0;
  }

  /** Waits for its end; false when it has not come in time. */
  public boolean await(Duration longest) throws InterruptedException {
    return done.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  void run() {
    long begun = nanoClock.getAsLong();
    Set<String> kinds = new HashSet<>();
    List<Rehearsal> all = rehearsals;
    try {
      for (int i = 0; i < all.size() && !ended(); i++) {
        long left = longestNanos - (nanoClock.getAsLong() - begun);
        rehearse(all.get(i), kinds.add(all.get(i).kind()) ? FIRST : OTHERS, left / (all.size() - i));
      }
      if (!ended()) {
        LOG.info("models are warm after {} ms of processor time",
            TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - begun));
      }
    } finally {
      rehearsals = List.of();
      done.countDown();
    }
  }

  private static boolean ended() {
    return Thread.currentThread().isInterrupted();
  }

  private void rehearse(Rehearsal rehearsal, Duration least, long nanos) {
    long begun = nanoClock.getAsLong();
    SteadyPace pace = new SteadyPace(least, WorkClock.STEP);
    try (rehearsal) {
      while (!rehearsal.settled() && !ended() && nanoClock.getAsLong() - begun < nanos) {
        pause.run();
      }
      rehearsal.prepare();
      long before = nanoClock.getAsLong();
      boolean steady = false;
      while (!steady && !ended() && before - begun < nanos) {
        rehearsal.run();
        long now = nanoClock.getAsLong();
        steady = pace.add(now - before);
        before = now;
      }
      LOG.info("model {} is {} after {} runs in {} ms of processor time, the least of the last {} ms",
          rehearsal.model(), steady ? "warm" : "not known to be warm", pace.runs(),
          TimeUnit.NANOSECONDS.toMillis(before - begun), Math.round(pace.pace() / 1e4) / 100.0);
    } catch (NightjarException | OutOfMemoryError e) {
      if (!ended()) {
        LOG.warn("model {} is not warmed up: {}", rehearsal.model(), e.toString());
      }
    } catch (RuntimeException e) {
      // Of an engine that was closed meanwhile, too.
      LOG.error("warming model {} up failed", rehearsal.model(), e);
    }
  }

  /** Waits for its thread. */
  void join() throws InterruptedException {
    thread.join();
  }

  /** Ends it, at the latest after the run that has begun. */
  @Override
  public void close() {
    thread.interrupt();
    done.countDown();
  }
}
