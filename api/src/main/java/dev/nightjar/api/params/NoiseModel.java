package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * How much noise each operation adds under a parameter set, and how often a decision then goes wrong.
 *
 * <p>All variances are relative to the torus (length 1) and describe a normal distribution, which the sum of
 * thousands of small errors is. The GLWE key is uniform binary; the LWE key is so too, or block-binary. The client
 * makes keys of at most the mean weight, and a keyswitching key whose noise is at most its mean, so that the figures
 * hold for each key and not for the mean over keys alone. The formulas reproduce the failure probabilities
 * that TFHE-rs publishes for its parameter sets to two decimals of their log2. Sources:
 * {@code docs/parameters.md} names them one by one. The FFT share of {@link #bootstrapVariance} is Zama's fit
 * to Zama's FFT: an engine with another one measures its own and compares with {@link #fftVariance}.
 */
public final class NoiseModel {
  private static final double LN2 = Math.log(2);

  /** Above, the continued fraction of erfc converges fast; below, the series of erf loses no digit. */
  private static final double CONTINUED_FRACTION_FROM = 2;

  private static final int CONTINUED_FRACTION_TERMS = 120;

  private NoiseModel() {}

  /** Variance of a fresh GLWE ciphertext, and of each LWE ciphertext extracted from it. */
  public static double freshVariance(Parameters p) {
    return p.glweNoise().variance();
  }

  /**
   * Variance of the output of a bootstrap as TFHE-rs makes it, f64 FFT included; the look-up table's own noise
   * is zero.
   *
   * <p>An extended bootstrap has the variance of an ordinary one with polynomials of N coefficients. Its
   * accumulator is {@code 2^ν} GLWE ciphertexts of N coefficients, the table's coefficients of equal residue modulo
   * {@code 2^ν}. For each key bit each of them goes through one external product with the same GGSW of size N;
   * multiplying by {@code X^a} only permutes them and rotates some, which moves noise and adds none. So every part
   * has the noise of n external products, and an output is a coefficient of one part.
   */
  public static double bootstrapVariance(Parameters p) {
    return NoiseFormulas.bootstrap(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(),
        p.pbsLevel(), p.glweNoise().variance(), keyMean(p));
  }

  /**
   * The variance that the output of a bootstrap has at most, whichever engine made it: a little over twice
   * {@link #bootstrapVariance}, because an engine may multiply by {@code X^a - 1} after the external product and
   * may have a noisier FFT. Taking a block of a block-binary key at once is within it. With an unrolled key two bits
   * at once take up to twice as much again, and the bound covers both ways. Failure bounds are computed with this;
   * tests hold each engine to it.
   */
  public static double bootstrapVarianceBound(Parameters p) {
    if (p.unrolled()) {
      return NoiseFormulas.unrolledBound(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(),
          p.pbsLevel(), p.glweNoise().variance());
    }
    return NoiseFormulas.bootstrapBound(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(),
        p.pbsLevel(), p.glweNoise().variance(), keyMean(p));
  }

  /**
   * The covariance, in absolute value, that the noise of two outputs of one many-table look-up has at most, or of two
   * look-ups whose accumulators are the same up to a rotation: part of {@link #bootstrapVarianceBound}. What the
   * decomposition cuts off the mask, and the rounding errors of the FFT in it, meet the same binary key in each
   * coefficient of an accumulator.
   */
  public static double bootstrapCovarianceBound(Parameters p) {
    return NoiseFormulas.bootstrapCovariance(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsBaseLog(),
        p.pbsLevel(), keyMean(p), p.unrolled());
  }

  /**
   * The variance that an integer combination of coefficients of one accumulator has at most: that of an output of a
   * look-up of several values, whose factor has these weights, or of a sum of such outputs of one look-up.
   *
   * <p>What passes through the mask ({@link #bootstrapCovarianceBound}) is white noise times the key polynomials S, so
   * that its part is {@code Σ_t A(t) R(t)}, A and R being the negacyclic autocorrelations of the weights and of S. With
   * key bits {@code (1 + e) / 2}, {@code 4 R(t)} is {@code kN (1 - 2t/N)} and some 3kN signs; each such sum is taken to
   * be as far off as Hoeffding's bound allows but for one key in 2^70, towards the larger variance. The parts of an
   * extended accumulator are rounded independently.
   *
   * @param position coefficients of the accumulator, 0 to {@code tableSize() - 1}, no two the same
   * @param weight of each
   */
  public static double combinationVarianceBound(Parameters p, int[] position, double[] weight) {
    return AccumulatorNoise.combination(p, position, weight);
  }

  /** The share of {@link #bootstrapVariance} that comes from rounding in the f64 FFT. */
  public static double fftVariance(Parameters p) {
    return p.lweDimension() * NoiseFormulas.externalProductFft(p.glweDimension(), p.polynomialSize(),
        p.pbsBaseLog(), p.pbsLevel());
  }

  /** Variance that a keyswitch from the big to the small LWE key adds. */
  public static double keyswitchVariance(Parameters p) {
    return NoiseFormulas.keyswitch(p.bigLweDimension(), p.ksBaseLog(), p.ksLevel(), p.lweNoise().variance(),
        TUniform.MODULUS_LOG2);
  }

  /**
   * Variance that the centred modulus switch adds.
   *
   * @param theta log2 of the tables that one bootstrap evaluates: the grid is {@code 2^(ν+1) N / 2^theta}; 0 for
   *     one table
   */
  public static double modulusSwitchVariance(Parameters p, int theta) {
    return NoiseFormulas.modulusSwitchCentred(p.lweDimension(), grid(p, theta), keyMean(p));
  }

  /** Variance that a modulus switch without mean compensation would add, on the grid 2^(ν+1) N. */
  public static double modulusSwitchVariancePlain(Parameters p) {
    return NoiseFormulas.modulusSwitchPlain(p.lweDimension(), grid(p, 0), keyMean(p));
  }

  /**
   * Variance that rounding every word of an LWE ciphertext under the big key adds.
   *
   * @param wordBits bits kept of each word, 1 to 64; 64 adds nothing
   */
  public static double replyRoundingVariance(Parameters p, int wordBits) {
    if (wordBits < 1 || wordBits > TUniform.MODULUS_LOG2) {
      throw refused("a reply has words of 1 to " + TUniform.MODULUS_LOG2 + " bits, not " + wordBits);
    }
    return NoiseFormulas.wordRounding(p.bigLweDimension(), wordBits, p.glweKey().secret().meanSquare());
  }

  /** Variance at a look-up's decision, given that of its input: keyswitch and modulus switch added. */
  public static double lookupVariance(Parameters p, double inputVariance, int theta) {
    return inputVariance + keyswitchVariance(p) + modulusSwitchVariance(p, theta);
  }

  /**
   * log2 of the failure probability of one look-up of {@code 2^messageBits} boxes whose input is a
   * combination of bootstrapped ciphertexts of 2-norm {@code norm2}: what the set was made for.
   */
  public static double lookupFailureLog2(Parameters p) {
    return lookupFailureLog2(p, p.messageBits(), p.norm2());
  }

  /** The same for another number of boxes and another 2-norm. */
  public static double lookupFailureLog2(Parameters p, int messageBits, double norm2) {
    double variance = NoiseFormulas.lookup(norm2, bootstrapVarianceBound(p), keyswitchVariance(p),
        modulusSwitchVariance(p, 0));
    return failureLog2OfDecision(NoiseFormulas.boxMargin(messageBits), variance);
  }

  /**
   * log2 of the probability that normal noise exceeds a margin on either side:
   * {@code log2 erfc(margin / sqrt(2 variance))}, computed in the log domain, accurate however small it is.
   *
   * @param margin torus distance to the nearest wrong answer, not negative
   * @param variance not negative; 0 gives negative infinity
   * @throws NightjarException when either is negative or not a number
   */
  public static double failureLog2OfDecision(double margin, double variance) {
    if (!(margin >= 0) || !(variance >= 0)) {
      throw refused("a decision needs a margin and a variance of 0 or more, not " + margin + " and "
          + variance);
    }
    return margin == 0 ? 0 : log2Erfc(margin / Math.sqrt(2 * variance));
  }

  /**
   * {@code log2(Σ 2^x)}: the union bound of failure probabilities given by their log2; negative infinity
   * for none.
   */
  public static double log2Sum(double... logs) {
    double max = Double.NEGATIVE_INFINITY;
    for (double x : logs) {
      max = Math.max(max, x);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double x : logs) {
      sum += Math.exp((x - max) * LN2);
    }
    return max + log2(sum);
  }

  /** log2 erfc(x) for x ≥ 0: Abramowitz and Stegun, 7.1.6 (series of erf), 7.1.14 (continued fraction). */
  static double log2Erfc(double x) {
    return x < CONTINUED_FRACTION_FROM ? log2(1 - erf(x)) : log2ErfcByContinuedFraction(x);
  }

  static double log2(double x) {
    return Math.log(x) / LN2;
  }

  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double log2ErfcByContinuedFraction(double x) {
    if (Double.isInfinite(x)) {
      return Double.NEGATIVE_INFINITY;
    }
    double tail = x;
    for (int m = CONTINUED_FRACTION_TERMS; m >= 1; m--) {
      tail = x + m / 2.0 / tail;
    }
    return -x * x / LN2 - log2(tail * Math.sqrt(Math.PI));
  }

  private static double keyMean(Parameters p) {
    return NoiseFormulas.keyMean(p.blockLength());
  }

  private static double grid(Parameters p, int theta) {
    if (theta < 0 || theta > Integer.numberOfTrailingZeros(p.tableSize())) {
      throw refused("a table of " + p.tableSize() + " coefficients cannot hold 2^" + theta + " functions");
    }
    return 2 * p.tableSize() >> theta;
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS, message);
  }
}
