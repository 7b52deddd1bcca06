package dev.nightjar.api.params;

/**
 * How much noise levelled computation adds under a parameter set. Pure functions; all variances are relative to the
 * torus and describe a normal distribution, which sums of thousands of small errors are.
 *
 * <p>σ² is the variance of the GLWE noise, {@code m1 = E|S|²} and {@code m2 = |S·S|²} (the mean square of the
 * coefficients of the square, times N) for a key S of N coefficients. A ciphertext's error has two parts: G, the error
 * of its phase as if the mask were exact, and D, an error of each mask coefficient, which the key multiplies when the
 * phase is read. Formulas of decompositions and of the automorphism as in Chen, Dai, Kim, Song, <em>Efficient
 * Homomorphic Conversion Between (Ring) LWE Ciphertexts</em> (eprint 2020/015), of the external product as in
 * Chillotti, Gama, Georgieva, Izabachène, <em>TFHE</em> (eprint 2018/421), with the rounding errors of 64-bit floating
 * point in the FFT. Those were measured: {@link #fft}.
 */
public final class LevelledNoise {
  /** Variance of the FFT's rounding in a coefficient of a key switch with one level of base 1, at N = 2048. */
  private static final double FFT_VARIANCE_LOG2 = -97.5;
  private static final double FFT_POLYNOMIAL_SIZE = 2048;

  private LevelledNoise() {
  }

  /** Errors of a ciphertext: of its phase, and of each coefficient of its mask. */
  private record Errors(double phase, double mask) {
    Errors times(double factor) {
      return new Errors(factor * phase, factor * mask);
    }

    Errors plus(Errors other) {
      return new Errors(phase + other.phase, mask + other.mask);
    }
  }

  /** Variance of a row of the body part of a GGSW ciphertext: of what the expansion makes of a slot. */
  public static double row(Parameters p) {
    Errors expanded = expanded(p);
    return expanded.phase + keySquare(p) * expanded.mask;
  }

  /** Variance of a row of the mask part of a GGSW ciphertext: of what the scheme switch makes of such a row. */
  public static double schemeSwitchedRow(Parameters p) {
    Errors expanded = expanded(p);
    Gadget gadget = levelled(p).schemeSwitch();
    return keySquare(p) * expanded.phase + squareOfSquare(p) * expanded.mask
        + p.polynomialSize() * gadget.level() * digitVariance(gadget) * p.glweNoise().variance()
        + squareOfSquare(p) * rounding(gadget);
  }

  /** Variance that an external product with an encryption of 1 adds; one with an encryption of 0 adds less. */
  public static double externalProduct(Parameters p) {
    Gadget mask = levelled(p).mask();
    Gadget body = levelled(p).body();
    return p.polynomialSize() * (mask.level() * digitVariance(mask) * schemeSwitchedRow(p)
        + body.level() * digitVariance(body) * row(p))
        + keySquare(p) * rounding(mask) + rounding(body);
  }

  /**
   * Variance that an external product adds to a trivial ciphertext, of which only the body has digits, at most: each is
   * at most half the base. The same bit makes the same errors in each such product, up to the digits.
   *
   * @param coefficients coefficients of the trivial ciphertext that are not zero, at most
   */
  public static double trivialProduct(Parameters p, int coefficients) {
    Gadget body = levelled(p).body();
    return (double) coefficients * body.level() * Math.scalb(1.0, 2 * (body.baseLog() - 1)) * row(p);
  }

  /**
   * Variance of the rounding errors of the FFT in one coefficient of a key switch, {@code ℓ 4^b 2^-97.5} at N = 2048
   * and in proportion to N: fitted to measurements of one transform, and an upper bound to those of our engines, which
   * tests hold to it.
   */
  public static double fft(Gadget gadget, int polynomialSize) {
    return gadget.level() * Math.pow(2, FFT_VARIANCE_LOG2 + 2 * gadget.baseLog()) * polynomialSize
        / FFT_POLYNOMIAL_SIZE;
  }

  /** A step of arity r doubles log2 r times and adds the errors of its r - 1 key switches. */
  private static Errors expanded(Parameters p) {
    Errors errors = new Errors(p.glweNoise().variance(), 0);
    for (ExpansionStep step : levelled(p).expansion()) {
      errors = errors.times(step.arity()).plus(keySwitch(p, step.gadget()).times(step.arity() - 1));
    }
    return errors;
  }

  private static Errors keySwitch(Parameters p, Gadget gadget) {
    double fft = fft(gadget, p.polynomialSize());
    return new Errors(p.polynomialSize() * gadget.level() * digitVariance(gadget) * p.glweNoise().variance() + fft,
        rounding(gadget) + fft);
  }

  private static Levelled levelled(Parameters p) {
    return p.levelled().orElseThrow(() -> ParameterChecks.refused(p.id() + " is no levelled set: use one of "
        + "ParameterCatalogue.all(KeyFamily.LEVELLED)"));
  }

  private static double keySquare(Parameters p) {
    return p.polynomialSize() * p.glweKey().secret().meanSquare();
  }

  /** {@code N³/48} for a binary key, whose square has a mean; {@code 2 (2N/3)²} for a ternary one. */
  private static double squareOfSquare(Parameters p) {
    double n = p.polynomialSize();
    return switch (p.glweKey().secret()) {
      case BINARY -> n * n * n / 48;
      case TERNARY -> 8 * n * n / 9;
    };
  }

  private static double digitVariance(Gadget gadget) {
    return (Math.scalb(1.0, 2 * gadget.baseLog()) + 2) / 12;
  }

  /** Variance of what a decomposition cuts off. */
  private static double rounding(Gadget gadget) {
    return Math.scalb(1.0, -2 * gadget.baseLog() * gadget.level()) / 12;
  }
}
