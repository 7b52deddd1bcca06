package dev.nightjar.api.params;

/**
 * A group of equal look-ups that a circuit makes, as far as noise is concerned.
 *
 * @param margin torus distance from a box's middle to its edge: half the distance between two neighbouring
 *     plaintexts that the table must tell apart, for example 1/64 for 16 boxes under a padding bit; above 0,
 *     at most 1/4
 * @param freshNorm2 2-norm of the weights over fresh (query) ciphertexts in the look-up's input, 0 for none
 * @param bootstrappedNorm2 2-norm of the weights over bootstrapped ciphertexts in the look-up's input, 0 for
 *     none
 * @param theta log2 of the tables that one bootstrap evaluates, 0 for one table
 * @param count how many such look-ups one inference makes, at least 1
 */
public record LookupNeed(double margin, double freshNorm2, double bootstrappedNorm2, int theta, long count) {
  /** Checks every field. */
  public LookupNeed {
    CircuitNeeds.requireDecision("look-up", margin, freshNorm2, bootstrappedNorm2, count);
    CircuitNeeds.requireTheta(theta);
  }

  /** log2 of the probability that at least one look-up of the group takes a wrong box. */
  double failureLog2Under(SetNoise noise) {
    return NoiseModel.failureLog2OfDecision(margin, noise.decision(freshNorm2, bootstrappedNorm2, theta))
        + NoiseModel.log2(count);
  }
}
