package dev.nightjar.api.params;

/**
 * What operations add under a parameter set, by the bounds of {@link NoiseModel}: of a set that there is, or of one
 * that a search is trying. Variances are relative to the torus.
 *
 * @param fresh of a fresh ciphertext
 * @param bootstrap of a bootstrap's output, at most, whichever engine made it
 * @param keyswitch that a keyswitch adds
 * @param lweDimension n
 * @param keyMean mean of a bit of the LWE key
 * @param tableSize coefficients of a look-up table
 * @param bigDimension kN
 */
record SetNoise(double fresh, double bootstrap, double keyswitch, int lweDimension, double keyMean, int tableSize,
    int bigDimension) {

  /** Mean square of a bit of the GLWE key, which is binary in a set that bootstraps. */
  private static final double KEY_MEAN_SQUARE = 0.5;

  static SetNoise of(Parameters p) {
    return new SetNoise(NoiseModel.freshVariance(p), NoiseModel.bootstrapVarianceBound(p),
        NoiseModel.keyswitchVariance(p), p.lweDimension(), NoiseFormulas.keyMean(p.blockLength()), p.tableSize(),
        p.bigLweDimension());
  }

  SetNoise withKeyswitch(double variance) {
    return new SetNoise(fresh, bootstrap, variance, lweDimension, keyMean, tableSize, bigDimension);
  }

  /** Variance of a sum of fresh and of bootstrapped ciphertexts with weights of these 2-norms. */
  double linear(double freshNorm2, double bootstrappedNorm2) {
    return freshNorm2 * freshNorm2 * fresh + bootstrappedNorm2 * bootstrappedNorm2 * bootstrap;
  }

  /**
   * Variance at the decision of a look-up of such a sum.
   *
   * @param theta log2 of the tables that one bootstrap evaluates
   */
  double decision(double freshNorm2, double bootstrappedNorm2, int theta) {
    return linear(freshNorm2, bootstrappedNorm2) + keyswitch
        + NoiseFormulas.modulusSwitchCentred(lweDimension, 2 * tableSize >> theta, keyMean);
  }

  /** Variance of a result that is such a sum, with so many bits of each word of the reply. */
  double result(double freshNorm2, double bootstrappedNorm2, int wordBits) {
    return linear(freshNorm2, bootstrappedNorm2)
        + NoiseFormulas.wordRounding(bigDimension, wordBits, KEY_MEAN_SQUARE);
  }
}
