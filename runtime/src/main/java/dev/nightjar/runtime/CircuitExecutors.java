package dev.nightjar.runtime;

import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.CircuitExecutor;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The executors of bundles. Each is built once, by who asks for it first; others who want the same one wait for it, and
 * those who want another do not. It goes with its bundle: when a model is replaced or removed, and nobody computes with
 * it any more. Thread-safe.
 */
final class CircuitExecutors {
  private final Map<ServerBundle, Place> places = Collections.synchronizedMap(new WeakHashMap<>());

  /** Of one bundle. */
  private static final class Place {
    private final ReentrantLock building = new ReentrantLock();
    private volatile CircuitExecutor executor;

    CircuitExecutor get(Supplier<CircuitExecutor> build) {
      if (executor == null) {
        building.lock();
        try {
          if (executor == null) {
            executor = build.get();
          }
        } finally {
          building.unlock();
        }
      }
      return executor;
    }
  }

  /** The executor of a bundle; one that could not be built is tried again by the next who asks. */
  CircuitExecutor get(ServerBundle bundle, Supplier<CircuitExecutor> build) {
    return places.computeIfAbsent(bundle, b -> new Place()).get(build);
  }
}
