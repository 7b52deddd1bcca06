package dev.nightjar.runtime;

import dev.nightjar.bundle.ServerBundle;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The bundles under which inferences wait or run, served or not any more: what these need is kept until they end.
 * Thread-safe.
 */
final class ModelsInUse {
  private final ConcurrentMap<ServerBundle, Integer> inferences = new ConcurrentHashMap<>();
  private final ModelRegistry models;

  /** Is done when a bundle that is not served any more is in use, and when it no longer is. */
  private volatile Runnable changed = () -> { };

  ModelsInUse(ModelRegistry models) {
    this.models = models;
  }

  void afterChanges(Runnable action) {
    changed = action;
  }

  /** An inference begins. */
  void enter(ServerBundle bundle) {
    inferences.merge(bundle, 1, Integer::sum);
    if (!models.serves(bundle)) {
      changed.run();
    }
  }

  /** It has ended. */
  void leave(ServerBundle bundle) {
    boolean last = inferences.computeIfPresent(bundle, (b, count) -> count == 1 ? null : count - 1) == null;
    if (last && !models.serves(bundle)) {
      changed.run();
    }
  }

  Collection<ServerBundle> bundles() {
    return List.copyOf(inferences.keySet());
  }
}
