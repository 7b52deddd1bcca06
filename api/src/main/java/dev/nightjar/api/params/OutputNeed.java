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
    CircuitNeeds.require(wordBits >= 1 && wordBits <= TUniform.MODULUS_LOG2,
        () -> "a result's word bits must be 1 to " + TUniform.MODULUS_LOG2 + ", not " + wordBits);
  }

  /** log2 of the probability that at least one result of the group is decoded wrongly. */
  double failureLog2Under(Parameters p) {
    double variance = CircuitNeeds.linearVariance(p, freshNorm2, bootstrappedNorm2)
        + NoiseModel.replyRoundingVariance(p, wordBits);
    return NoiseModel.failureLog2OfDecision(margin, variance) + NoiseModel.log2(count);
  }
}
