package dev.nightjar.api.params;

import java.util.Optional;

/**
 * The search that made the catalogue: {@link SetSearch} by the cost model for the cheapest set that keeps a look-up
 * below its failure bound by the catalogue's reserve.
 */
final class ParameterSearch {
  /** The question: the message bits at a 2-norm, the largest failure probability, and the family of keys. */
  record Target(int messageBits, double norm2, int failureLog2, KeyFamily family) {
    /** What a set of the catalogue was made for. */
    static Target of(Parameters p) {
      return new Target(p.messageBits(), p.norm2(), p.failureLog2(), KeyFamily.of(p));
    }

    boolean metBy(SetNoise noise) {
      double failure = NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(messageBits),
          noise.decision(0, norm2, 0));
      return failure <= failureLog2 - ParameterCatalogue.RESERVE_LOG2;
    }
  }

  private ParameterSearch() {}

  /** The cheapest set, with a name. */
  static Optional<Parameters> cheapest(Target target, String id) {
    return SetSearch.cheapest(target.family(), target::metBy, rotation -> 1)
        .map(found -> new Parameters(id, found.glweKey(), found.bootstrapping(),
            new Promise(target.messageBits(), target.norm2(), target.failureLog2())));
  }
}
