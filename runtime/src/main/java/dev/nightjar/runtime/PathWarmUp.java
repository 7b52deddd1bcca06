package dev.nightjar.runtime;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.ForwardingEngine;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.PathRehearsal.State;
import dev.nightjar.runtime.PathRehearsal.Status;
import dev.nightjar.runtime.PathRehearsal.Trial;
import dev.nightjar.runtime.warmup.ModelWarmUp;
import dev.nightjar.runtime.warmup.WorkClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a host's way from a request to an answer once the models are warm, on a thread of its own, with a stand-in for
 * the runtime. Whatever fails in it is told and stops nothing. Thread-safe.
 */
final class PathWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(PathWarmUp.class);

  /** Processor time of this JVM, its compilers' included, for hosts that do not end by themselves. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** A longer key would take longer than what is gained for a model that bootstraps and computes for so long anyway. */
  private static final long LONGEST_KEY = 64L << 20;

  /** Of the heap, as a key is there as bytes, as words and in the engine's form. */
  private static final int KEY_SHARE = 16;

  private final ModelWarmUp models;
  private final ModelRegistry registry;
  private final Engine engine;
  private final RuntimeLimits limits;
  private volatile Status status = new Status(State.NONE, "");
  private volatile boolean closed;

  /** Guarded by this, as is the stand-in. */
  private Thread thread;
  private NightjarRuntime standIn;

  PathWarmUp(ModelWarmUp models, ModelRegistry registry, Engine engine, RuntimeLimits limits) {
    this.limits = limits;
    this.models = models;
    this.registry = registry;
    this.engine = engine;
  }

  /** Begins; a second one is refused. */
  synchronized void start(PathRehearsal path) {
    if (thread != null) {
      throw new IllegalStateException("this runtime has a rehearsal already: hand it one that runs all there is");
    }
    status = new Status(State.RUNNING, "");
    thread = new Thread(() -> run(path), "nightjar-path-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  Status status() {
    return status;
  }

  /** Whether nothing is to be waited for. */
  boolean done() {
    return status.state() != State.RUNNING;
  }

  /** Waits for its end; false when it has not come in time. */
  synchronized boolean await(Duration longest) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis(); !done() && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    return done();
  }

  private void run(PathRehearsal path) {
    Status end = new Status(State.DONE, "");
    try {
      while (!closed && !models.await(Duration.ofHours(1))) {
        // An engine that heals itself first takes the time that it needs.
      }
      LongSupplier clock = WorkClock.ofThisJvm();
      if (!closed) {
        run(path, clock);
        LOG.info("the way of requests is warm after {} ms of processor time", clock.getAsLong() / 1_000_000);
      }
    } catch (InterruptedException e) {
      end = new Status(State.FAILED, "it was interrupted");
    } catch (Exception | Error e) {
      if (!closed) {
        end = new Status(State.FAILED, e.toString());
        LOG.warn("the way of requests could not be rehearsed, so the first ones are slower than later ones", e);
      }
    } finally {
      synchronized (this) {
        status = end;
        notifyAll();
      }
    }
  }

  private void run(PathRehearsal path, LongSupplier clock) throws Exception {
    long longestKey = Math.min(LONGEST_KEY, Runtime.getRuntime().maxMemory() / KEY_SHARE);
    List<ServerBundle> bundles = fitting(registry.current().stream()
        .filter(bundle -> bundle.engine().orElse(engine.name()).equals(engine.name())).toList(), longestKey);
    RuntimeBuilder builder = NightjarRuntime.builder().engine(new LentEngine(engine)).standIn()
        .limits(limits.withCallers(CallerLimits.DEFAULT)).keyStoreBytes(2 * longestKey);
    bundles.forEach(builder::model);
    path.listeners().forEach(builder::listener);
    try (NightjarRuntime host = builder.build()) {
      synchronized (this) {
        standIn = host;
      }
      List<PathRehearsal.Request> requests = new ArrayList<>();
      bundles.stream().filter(bundle -> !closed && host.registry().names().contains(bundle.name()))
          .forEach(bundle -> requests.add(StandInRequest.of(bundle)));
      if (!closed) {
        path.run(new Trial(host, requests, () -> closed || clock.getAsLong() > LONGEST.toNanos()));
      }
    }
  }

  /** Bundles whose keys are not too long, and find room together in a store of twice that length. */
  static List<ServerBundle> fitting(List<ServerBundle> bundles, long longestKey) {
    List<ServerBundle> fitting = new ArrayList<>();
    long left = 2 * longestKey;
    for (ServerBundle bundle : bundles) {
      long bytes = StandInRequest.keyBytes(bundle);
      if (bytes <= Math.min(longestKey, left)) {
        fitting.add(bundle);
        left -= bytes;
      }
    }
    return fitting;
  }

  /** Ends it, without waiting: what the stand-in computes is cancelled, and what it is asked then is refused. */
  void cancel() {
    NightjarRuntime running;
    synchronized (this) {
      closed = true;
      running = standIn;
    }
    if (running != null) {
      running.abandon();
    }
  }

  /** Waits until nothing of it uses the engine, or for this time. */
  void join(Duration patience) throws InterruptedException {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      running.join(Math.max(1, patience.toMillis()));
    }
  }

  /** The stand-in closes it; it is the runtime's. */
  private static final class LentEngine extends ForwardingEngine {
    LentEngine(Engine lender) {
      super(lender);
    }

    @Override
    public void close() {
      // The runtime does.
    }
  }
}
