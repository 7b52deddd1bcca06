package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.KnownKeys;
import dev.nightjar.runtime.keys.LoadedKeyCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads stored keys into the engines that will compute with them, those that were used last first, so that after a
 * restart the first query of a client takes what the next ones take. It is no use of a key, and displaces none. For one
 * thread.
 */
final class KeyPreload {
  private static final Logger LOG = LoggerFactory.getLogger(KeyPreload.class);

  private final KeyStore store;
  private final KnownKeys known;
  private final LoadedKeyCache loaded;
  private final ModelRegistry models;
  private final ServingEngines engines;
  private final int most;
  private final List<Wanted> done = new ArrayList<>();
  private long largest;

  KeyPreload(KeyStore store, KnownKeys known, LoadedKeyCache loaded, ModelRegistry models, ServingEngines engines,
      int most) {
    this.store = store;
    this.known = known;
    this.loaded = loaded;
    this.models = models;
    this.engines = engines;
    this.most = most;
  }

  private record Wanted(Uid uid, String engine) {
  }

  /** Whether there may be something to load. */
  boolean wanted() {
    return most > 0 && models.bundles().stream().anyMatch(bundle -> !bundle.circuit().keyParts().isEmpty());
  }

  /**
   * Loads until all are there, or a further one has no room, or it is over. A key that cannot be loaded is left to its
   * first query.
   *
   * @throws NightjarException when the store cannot be reached
   */
  void run(BooleanSupplier over) {
    List<Uid> uids = store.recentlyUsed(most);
    for (int i = 0; i < uids.size() && !over.getAsBoolean() && hasRoom(); i++) {
      Uid uid = uids.get(i);
      trying(() -> enginesFor(uid).forEach(engine -> load(new Wanted(uid, engine))));
    }
    // What was used last is to be the last that is displaced.
    for (int i = done.size() - 1; i >= 0; i--) {
      Wanted again = done.get(i);
      trying(() -> loaded.acquire(again.uid, again.engine).close());
    }
    LOG.info("{} of {} stored keys are loaded before their first query", done.size(), uids.size());
  }

  private boolean hasRoom() {
    return loaded.usedBytes() + largest <= loaded.budgetBytes();
  }

  private static void trying(Runnable step) {
    try {
      step.run();
    } catch (NightjarException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        throw e;
      }
      LOG.debug("a stored key is left to its first query: {}", e.getMessage());
    }
  }

  /** The engines of the models that a key is for. */
  private Set<String> enginesFor(Uid uid) {
    long set = known.look(uid).fingerprint().orElse(0);
    return models.bundles().stream().filter(bundle -> !bundle.circuit().keyParts().isEmpty())
        .filter(bundle -> bundle.circuit().parameters().fingerprint() == set)
        .map(bundle -> bundle.engine().orElse(engines.standard().name())).collect(Collectors.toSet());
  }

  private void load(Wanted wanted) {
    if (hasRoom()) {
      try (LoadedKeyCache.Lease lease = loaded.acquire(wanted.uid, wanted.engine)) {
        largest = Math.max(largest, lease.key().memoryBytes());
        done.add(wanted);
      }
    }
  }
}
