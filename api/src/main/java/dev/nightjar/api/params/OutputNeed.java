package dev.nightjar.api.params;

/**
 * A group of equal results that the client decrypts, as far as noise is concerned.
 *
 * @param margin torus distance at which the decoded result becomes wrong: half the distance between two
 *     neighbouring plaintexts; above 0, at most 1/4
 * @param freshNorm2 2-norm of the weights over fresh (query) ciphertexts in the result, 0 for none
 * @param bootstrappedNorm2 2-norm of the weights over bootstrapped ciphertexts in the result, 0 for none
 * @param wordBits bits kept of each word of the reply, 1 to 64
 * @param count how many such results one inference returns, at least 1
 */
public record OutputNeed(double margin, double freshNorm2, double bootstrappedNorm2, int wordBits,
    long count) {
  /** Checks every field. */
  public OutputNeed {
    CircuitNeeds.requireDecision("result", margin, freshNorm2, bootstrappedNorm2, count);
    CircuitNeeds.requireWordBits(wordBits);
  }

  /** log2 of the probability that at least one result of the group is decoded wrongly. */
  double failureLog2Under(SetNoise noise) {
    return NoiseModel.failureLog2OfDecision(margin, noise.result(freshNorm2, bootstrappedNorm2, wordBits))
        + NoiseModel.log2(count);
  }
}
