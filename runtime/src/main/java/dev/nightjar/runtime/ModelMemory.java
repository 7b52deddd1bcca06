package dev.nightjar.runtime;

import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.ExpandedMemory;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The share of the heap for expanded bits, which follows the models that are served unless the host fixed it: it is
 * that of {@link HeapShares}, or what one query of a model takes where that is more.
 *
 * @param memory what is shared out
 * @param least without any model
 * @param fixed whether the host chose it
 */
record ModelMemory(ExpandedMemory memory, long least, boolean fixed) {
  /** Memory that the host fixed. */
  static ModelMemory fixed(long bytes) {
    return new ModelMemory(new ExpandedMemory(bytes), bytes, true);
  }

  /** Memory of a share. */
  static ModelMemory of(HeapShares shares) {
    return new ModelMemory(new ExpandedMemory(shares.expandedBits()), shares.expandedBits(), false);
  }

  /** Whether a model fits: {@code TOO_LARGE} otherwise. Where the memory follows the models, the heap says that. */
  Consumer<ServerBundle> admission() {
    return bundle -> {
      if (fixed) {
        memory.require(bundle.name(), bundle.circuit());
      } else {
        memory.growTo(ExpandedMemory.of(bundle.circuit()));
      }
    };
  }

  /** Takes what these bundles need. */
  void follow(Collection<ServerBundle> bundles) {
    if (!fixed) {
      memory.resize(bundles.stream().mapToLong(bundle -> ExpandedMemory.of(bundle.circuit())).reduce(least, Math::max));
    }
  }
}
