package dev.nightjar.api.params;

/**
 * A group of equal look-ups of a noisy argument, as functions of a real number: what matters is how noisy the argument
 * is, and no box is right or wrong.
 *
 * @param deviation largest standard deviation of the argument where the table is read, keyswitch and modulus switch
 *     included, relative to the torus; above 0, at most 1/4
 * @param freshNorm2 2-norm of the weights over fresh (query) ciphertexts in the look-up's input, 0 for none
 * @param bootstrappedNorm2 2-norm of the weights over bootstrapped ciphertexts in the look-up's input, 0 for none;
 *     outputs that are multiples of one rotation count with what they are multiplied by
 * @param theta log2 of the tables that one bootstrap evaluates, 0 for one table
 * @param count how many such look-ups one inference makes, at least 1
 */
public record LookupTolerance(double deviation, double freshNorm2, double bootstrappedNorm2, int theta, long count) {
  /** Checks every field. */
  public LookupTolerance {
    CircuitNeeds.requireDeviation("look-up", deviation);
    CircuitNeeds.requireSum("look-up", freshNorm2, bootstrappedNorm2, count);
    CircuitNeeds.requireTheta(theta);
  }

  boolean metBy(SetNoise noise) {
    return noise.decision(freshNorm2, bootstrappedNorm2, theta) <= deviation * deviation;
  }
}
