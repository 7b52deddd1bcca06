package dev.nightjar.api.params;

/**
 * What a parameter set for analogue look-ups promises of one: how noisy its argument and its output are, and nothing of
 * boxes. Noise is normal, so that a deviation of {@code 9.2} times these has a probability of {@code 2^-64}.
 *
 * @param decisionLog2 log2 of the largest standard deviation of a look-up's argument where the table is read, keyswitch
 *     and modulus switch included, relative to the torus; -20 to -2
 * @param norm2 largest 2-norm, over bootstrapped ciphertexts, of the linear part in front of it; 1 to 2^20
 * @param outputLog2 log2 of the largest standard deviation of a look-up's output, whichever engine made it; -40 to -2
 */
public record NoisePromise(int decisionLog2, double norm2, int outputLog2) {
  private static final int MIN_DECISION_LOG2 = -20;
  private static final int MIN_OUTPUT_LOG2 = -40;
  private static final int MAX_LOG2 = -2;

  /** Checks the ranges. */
  public NoisePromise {
    ParameterChecks.requireRange("log2 of the noise at a decision", decisionLog2, MIN_DECISION_LOG2, MAX_LOG2);
    Promise.requireNorm2(norm2);
    ParameterChecks.requireRange("log2 of a look-up's output noise", outputLog2, MIN_OUTPUT_LOG2, MAX_LOG2);
  }

  /** The least whole powers of two that such noise keeps at a 2-norm. */
  static NoisePromise keptBy(SetNoise noise, double norm2) {
    return new NoisePromise(log2Above(noise.decision(0, norm2, 0), MIN_DECISION_LOG2), norm2,
        log2Above(noise.bootstrap(), MIN_OUTPUT_LOG2));
  }

  /** Whether noise is little enough for some promise at a 2-norm. */
  static boolean canBeMadeOf(SetNoise noise, double norm2) {
    return new NoisePromise(MAX_LOG2, norm2, MAX_LOG2).keptBy(noise);
  }

  private static int log2Above(double variance, int least) {
    int log2 = least;
    while (Math.scalb(1.0, 2 * log2) < variance) {
      log2++;
    }
    return log2;
  }

  boolean keptBy(SetNoise noise) {
    return noise.decision(0, norm2, 0) <= Math.scalb(1.0, 2 * decisionLog2)
        && noise.bootstrap() <= Math.scalb(1.0, 2 * outputLog2);
  }
}
