package dev.nightjar.api.params;

import java.util.List;

/**
 * What one inference of an analogue circuit asks of a parameter set: that the noise of its look-ups' arguments and of
 * its results stays within budgets. Noise is normal, so that a budget of σ is also a bound of {@code 9.2 σ} but with
 * probability {@code 2^-64}. Immutable.
 *
 * @param lookups groups of equal look-ups, at least one
 * @param outputs groups of equal results; may be empty
 */
public record AnalogueNeeds(List<LookupTolerance> lookups, List<OutputTolerance> outputs) implements SetNeeds {
  /** Copies the lists. */
  public AnalogueNeeds {
    lookups = List.copyOf(lookups);
    outputs = List.copyOf(outputs);
    boolean some = !lookups.isEmpty();
    CircuitNeeds.require(some, () -> "an analogue circuit needs at least one look-up; without any, noise is that of"
        + " its query, and ParameterCatalogue.linear() serves");
  }

  @Override
  public boolean metBy(Parameters p) {
    return p.bootstraps() && metBy(SetNoise.of(p));
  }

  boolean metBy(SetNoise noise) {
    return lookups.stream().allMatch(need -> need.metBy(noise)) && outputs.stream().allMatch(need -> need.metBy(noise));
  }

  @Override
  public long lookupCount() {
    return lookups.stream().mapToLong(LookupTolerance::count).sum();
  }
}
