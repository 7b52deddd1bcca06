package dev.nightjar.api.params;

/**
 * What one inference of a circuit asks of a parameter set: that decisions are right ({@link CircuitNeeds}), or that
 * noise stays within a budget ({@link AnalogueNeeds}). {@link ParameterCatalogue#cheapestFor} and
 * {@link ParameterOptimizer} find the set. Immutable.
 */
public sealed interface SetNeeds permits CircuitNeeds, AnalogueNeeds {
  /** Whether a parameter set is good enough. */
  boolean metBy(Parameters p);

  /** Look-ups of one inference. */
  long lookupCount();

  /** Relative cost of one inference under a parameter set: look-ups times {@link ParameterCatalogue#cost}. */
  default double costUnder(Parameters p) {
    return lookupCount() * ParameterCatalogue.cost(p);
  }
}
