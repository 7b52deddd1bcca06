package dev.nightjar.bundle;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a bundle says of itself that a reader can compute: the failure bound, the security of the keys, how the model
 * runs. Untrue claims do not make a bundle unusable, as nothing believes them; whoever serves it is told of them. What
 * a client relies on is refused where it does not fit the circuit: names, numbers of features and answers, parameters,
 * keys and privacy.
 *
 * @param failureLog2 log2 of the bound on a wrong inference
 * @param securityBits security of the weaker key
 * @param strategy name of the way to run the model; empty where the bundle does not say
 */
record BundleClaims(double failureLog2, double securityBits, Optional<String> strategy) {
  /** Bits of a failure bound, or of security, that are not told apart. */
  private static final double PRECISION = 0.05;

  /** The note begins with the strategy's name, and goes on with the reason after a colon. */
  private static final String STRATEGY = "strategy";

  static BundleClaims of(ModelJson model) {
    String noted = model.notes().getOrDefault(STRATEGY, "").split(":", 2)[0];
    return new BundleClaims(model.failureLog2(), model.securityBits(),
        Optional.of(noted).filter(name -> name.matches("[a-z0-9-]{1,32}")));
  }

  /** Whether the stated bound is too small. */
  boolean understatesFailure(double computedLog2) {
    return failureLog2 < computedLog2 - PRECISION;
  }

  /** Whether a model of this circuit may run as it says; one with a strategy of its own may. */
  boolean fits(Circuit circuit, Claim claim) {
    boolean keyless = circuit.keyParts().isEmpty();
    boolean bootstraps = !keyless && circuit.parameters().bootstraps();
    return strategy.isEmpty() || switch (strategy.get()) {
      case Strategy.KEYLESS -> keyless;
      case Strategy.TABLE, Strategy.LEVELLED_BITS, Strategy.LEVELLED_RANK, Strategy.LEVELLED_COMPARISONS,
          Strategy.FERNS -> !keyless && !bootstraps;
      case Strategy.BOOTSTRAPPED -> bootstraps;
      case Strategy.NETWORK_EXACT -> bootstraps && claim == Claim.EXACT;
      case Strategy.NETWORK_ANALOGUE -> bootstraps && claim == Claim.ANALOGUE;
      default -> true;
    };
  }

  /**
   * Sentences without their ends about what is not true.
   *
   * @param computedLog2 log2 of the bound by the formulas of this version
   * @param computedBits security by the curve of this version
   */
  List<String> untrue(double computedLog2, double computedBits, Circuit circuit, Claim claim) {
    List<String> untrue = new ArrayList<>();
    if (understatesFailure(computedLog2)) {
      untrue.add(String.format(Locale.ROOT, "states that an inference is wrong with a probability of at most 2^%.1f; by"
          + " the formulas of this version the bound is 2^%.1f, which is what clients are told: compile it again for a"
          + " smaller one", failureLog2, computedLog2));
    }
    if (securityBits > computedBits + PRECISION) {
      untrue.add(String.format(Locale.ROOT, "states %.1f bits of security; by the curve of this version its keys have"
          + " %.1f, which is what clients are told", securityBits, computedBits));
    }
    if (!fits(circuit, claim)) {
      untrue.add("states the strategy " + strategy.orElseThrow() + ", which its circuit and the claim '" + claim
          + "' of its client.zip do not have");
    }
    return untrue;
  }
}
