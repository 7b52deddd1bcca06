package dev.nightjar.api.cost;

import dev.nightjar.api.params.ParameterCatalogue;

/**
 * How long inferences take on one machine. Implementations are thread-safe.
 */
public interface Costs {
  /** The machine and how it was measured, in words, e.g. {@code measured here, engine java, 2 threads}. */
  String origin();

  /**
   * Expected time of one inference on an idle server, with all threads working on it, in milliseconds.
   *
   * @return {@link Double#NaN} where the machine's engine does not compute such a circuit
   */
  double millis(CircuitCost cost);

  /**
   * Costs on two cores of the machines on which this project was measured. Only ratios mean anything elsewhere.
   * Bootstraps cost what {@link ParameterCatalogue#cost} says.
   */
  static Costs reference() {
    return new ReferenceCosts();
  }
}
