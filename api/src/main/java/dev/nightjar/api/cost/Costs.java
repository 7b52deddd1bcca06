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
   * The same without measuring anything, for comparing what is far apart: implementations that measure take what they
   * have measured already, and scale the costs of another machine where that is not enough. By default, what
   * {@link #millis} says.
   */
  default Estimate estimate(CircuitCost cost) {
    return new Estimate(millis(cost), false);
  }

  /**
   * A time that was found without measuring anything.
   *
   * @param millis the time, {@link Double#NaN} where the machine's engine does not compute such a circuit
   * @param rough whether it is not what {@link Costs#millis} would say, but may be off by a small factor
   */
  record Estimate(double millis, boolean rough) {
  }

  /**
   * Costs on two cores of the machines on which this project was measured. Only ratios mean anything elsewhere.
   * Bootstraps cost what {@link ParameterCatalogue#cost} says.
   */
  static Costs reference() {
    return new ReferenceCosts();
  }
}
