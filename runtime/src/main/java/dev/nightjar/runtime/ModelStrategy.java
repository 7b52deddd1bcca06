package dev.nightjar.runtime;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.bundle.ServerBundle;

/** How a served model runs, by the compiler's note about it, or by its circuit where there is none. */
final class ModelStrategy {
  /** The note begins with the strategy's name, and goes on with the reason after a colon. */
  private static final String NOTE = "strategy";

  private static final String LEVELLED = "levelled";

  private ModelStrategy() {
  }

  static String of(ServerBundle bundle) {
    Circuit circuit = bundle.circuit();
    if (circuit.keyParts().isEmpty()) {
      return Strategy.KEYLESS;
    }
    String noted = bundle.notes().getOrDefault(NOTE, "").split(":", 2)[0];
    try {
      return Strategy.requireName(noted);
    } catch (NightjarException e) {
      return circuit.parameters().bootstraps() ? Strategy.BOOTSTRAPPED : LEVELLED;
    }
  }
}
