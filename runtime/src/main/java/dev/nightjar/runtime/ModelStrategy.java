package dev.nightjar.runtime;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.bundle.ServerBundle;

/** How a served model runs, by the compiler's note about it, or by its circuit where there is none that can be true. */
final class ModelStrategy {
  private static final String LEVELLED = "levelled";

  private ModelStrategy() {
  }

  static String of(ServerBundle bundle) {
    Circuit circuit = bundle.circuit();
    if (circuit.keyParts().isEmpty()) {
      return Strategy.KEYLESS;
    }
    return bundle.strategy().orElseGet(() -> circuit.parameters().bootstraps() ? Strategy.BOOTSTRAPPED : LEVELLED);
  }
}
