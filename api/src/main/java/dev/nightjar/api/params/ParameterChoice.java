package dev.nightjar.api.params;

import java.util.Optional;

/**
 * Where a circuit's parameter set comes from: {@link ParameterCatalogue#cheapestFor(KeyFamily, SetNeeds)} is one, a
 * {@link ParameterOptimizer} another. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ParameterChoice {
  /**
   * The cheapest set that meets the needs; empty when there is none.
   *
   * @param family what allows the set ({@link KeyFamily#allows})
   */
  Optional<Parameters> cheapestFor(KeyFamily family, SetNeeds needs);
}
