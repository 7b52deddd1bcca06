package dev.nightjar.api.params;

/**
 * A group of equal results that are real numbers with noise.
 *
 * @param deviation largest standard deviation of the decrypted phase, the reply's rounding included, relative to the
 *     torus; above 0, at most 1/4
 * @param freshNorm2 2-norm of the weights over fresh (query) ciphertexts in the result, 0 for none
 * @param bootstrappedNorm2 2-norm of the weights over bootstrapped ciphertexts in the result, 0 for none
 * @param wordBits bits kept of each word of the reply, 1 to 64
 */
public record OutputTolerance(double deviation, double freshNorm2, double bootstrappedNorm2, int wordBits) {
  /** Checks every field. */
  public OutputTolerance {
    CircuitNeeds.requireDeviation("result", deviation);
    CircuitNeeds.requireSum("result", freshNorm2, bootstrappedNorm2, 1);
    CircuitNeeds.requireWordBits(wordBits);
  }

  boolean metBy(SetNoise noise) {
    return noise.result(freshNorm2, bootstrappedNorm2, wordBits) <= deviation * deviation;
  }
}
