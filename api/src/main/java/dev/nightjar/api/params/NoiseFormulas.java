package dev.nightjar.api.params;

/**
 * The variance formulas themselves, as functions of plain numbers, so that they can be checked against
 * published sets whose noise is Gaussian or whose modulus switch is plain.
 *
 * <p>Notation: q = 2^64; base {@code B = 2^baseLog}, ℓ levels; variances relative to the torus. Source of all
 * of them: TFHE-rs, {@code tfhe/src/core_crypto/commons/noise_formulas}
 * ({@code lwe_programmable_bootstrap.rs}, {@code lwe_keyswitch.rs}, {@code modulus_switch.rs},
 * {@code centered_mean_shifted_modulus_switch.rs}); how such formulas are derived: Chillotti, Joye, Paillier,
 * <em>Programmable Bootstrapping Enables Efficient Homomorphic Inference of Deep Neural Networks</em>, eprint
 * 2021/091. There the LWE key is uniform binary; here a bit of it is 1 with probability {@code E[s]}, which is
 * {@value #UNIFORM_MEAN} for a uniform key and 1/(d+1) for one of blocks of d bits ({@link #keyMean}). The GLWE key
 * is always uniform.
 */
final class NoiseFormulas {
  private static final int Q_LOG2 = TUniform.MODULUS_LOG2;

  /** q^-2, the squared step of a torus word. */
  private static final double STEP_SQUARED = Math.scalb(1.0, -2 * Q_LOG2);

  /** Mantissa bits of a double. */
  private static final int MANTISSA = 53;

  /** E[s] of a uniform binary key. */
  static final double UNIFORM_MEAN = 0.5;

  private static final double ENGINE_ROTATION = 2;
  private static final double ENGINE_FFT = 2.1;

  /** For the GGSWs of two key bits and of their product, multiplied by {@code X^a - 1}, {@code X^b - 1} and both. */
  private static final double UNROLLED_ROTATION = 2 + 2 + 4;

  /** Standard deviations that the autocorrelation of a key stays within, but for one key in 2^70. */
  private static final double KEY_DEVIATIONS = 10;

  /** Share of the pairs of uniform key bits that are not both zero. */
  private static final double UNROLLED_MEAN = 0.75;

  private NoiseFormulas() {}

  /** E[s] of an LWE key of blocks of which all {@code blockLength + 1} contents are equally likely. */
  static double keyMean(int blockLength) {
    return 1.0 / (blockLength + 1);
  }

  /** Rounding error of the f64 FFT in one external product, as fitted by Zama to their own FFT. */
  static double externalProductFft(int k, int polynomialSize, int baseLog, int level) {
    int lostBits = Math.max(0, Q_LOG2 - MANTISSA);
    return 0.00705
        * Math.scalb(1.0, 2 * lostBits + 2 * baseLog - 2 * Q_LOG2)
        * Math.pow(level, 1.01827)
        * Math.pow(k, 1.22003)
        * Math.pow(polynomialSize, 2.22003)
        * Math.pow(k + 1, 1.01827);
  }

  /** Noise of the bootstrapping key, carried by digits of variance {@code (B^2 + 2) / 12}. */
  static double externalProductKey(int k, int polynomialSize, int baseLog, int level, double glweVariance) {
    return (double) level * (k + 1) * polynomialSize * glweVariance * digitVariance(baseLog);
  }

  /** What the decomposition cuts off, seen through a uniform binary GLWE key, for a key bit of one. */
  static double externalProductRounding(int k, int polynomialSize, int baseLog, int level) {
    double cutSquared = Math.scalb(1.0, -2 * baseLog * level);
    return cutSquared / 12 - STEP_SQUARED / 12 + externalProductMaskRounding(k, polynomialSize, baseLog, level);
  }

  /** The part of {@link #externalProductRounding} that was cut off the mask, and so passes through the key. */
  private static double externalProductMaskRounding(int k, int polynomialSize, int baseLog, int level) {
    double kn = (double) k * polynomialSize;
    return kn * (STEP_SQUARED / 48 + Math.scalb(1.0, -2 * baseLog * level) / 24);
  }

  /** Blind rotation by n CMUXes; a share {@code keyMean} of the key bits is one. */
  static double bootstrap(int n, int k, int polynomialSize, int baseLog, int level, double glweVariance,
      double keyMean) {
    return n * (externalProductFft(k, polynomialSize, baseLog, level)
        + externalProductKey(k, polynomialSize, baseLog, level, glweVariance)
        + externalProductRounding(k, polynomialSize, baseLog, level) * keyMean);
  }

  /**
   * What every engine keeps below: the blind rotation with {@code X^a - 1} multiplied after each external product
   * instead of before, which doubles its noise and lets ciphertexts lie in the lanes of a vector, and with an FFT
   * {@value #ENGINE_FFT} times as noisy as Zama's, the noisiest that we measured.
   *
   * <p>A block of a block-binary key is a case of that: {@code acc + Σ_j (X^a_j - 1) (BSK_j ⊡ acc)} takes one
   * decomposition for all j, but the noise of each {@code BSK_j} is its own, so that the variances of key and FFT
   * add up over all n bits, each twice; what the decomposition cuts off counts, twice, for the bits that are one.
   */
  static double bootstrapBound(int n, int k, int polynomialSize, int baseLog, int level, double glweVariance,
      double keyMean) {
    return ENGINE_ROTATION * (bootstrap(n, k, polynomialSize, baseLog, level, glweVariance, keyMean)
        + (ENGINE_FFT - 1) * n * externalProductFft(k, polynomialSize, baseLog, level));
  }

  /**
   * {@link #bootstrapBound} for an unrolled bootstrapping key. Two bits s and t take {@code acc += (X^a - 1)(S ⊡ acc)
   * + (X^b - 1)(T ⊡ acc) + (X^a - 1)(X^b - 1)(P ⊡ acc)}, S, T and P encrypting s, t and st: the variances of key and
   * FFT count {@code 2 + 2 + 4} times for the pair, which is the mean over all a and b. What the decomposition cuts off
   * is the same for all three, so that it is multiplied by {@code X^(as + bt) - 1}, and counts twice for a pair that
   * is not both zero.
   *
   * <p>An engine may leave the products alone and take one bit after the other, which is noisier where most of the
   * noise is what the decomposition cuts off. The bound is that of the noisier way.
   */
  static double unrolledBound(int n, int k, int polynomialSize, int baseLog, int level, double glweVariance) {
    double fft = ENGINE_FFT * externalProductFft(k, polynomialSize, baseLog, level);
    double key = externalProductKey(k, polynomialSize, baseLog, level, glweVariance);
    double rounding = externalProductRounding(k, polynomialSize, baseLog, level);
    double inPairs = n / 2.0
        * (UNROLLED_ROTATION * (fft + key) + ENGINE_ROTATION * UNROLLED_MEAN * rounding);
    return Math.max(inPairs,
        bootstrapBound(n, k, polynomialSize, baseLog, level, glweVariance, UNIFORM_MEAN));
  }

  /**
   * The most that the noise of two coefficients of one accumulator has in common, in absolute value, by
   * {@link #bootstrapBound} and {@link #unrolledBound}.
   *
   * <p>The noise of the bootstrapping key is white. What is wrong with the mask is not, once it has been multiplied by
   * the key polynomials: what the decomposition cut off it, and the rounding errors of the FFT in it, which are kN/2
   * times those in the body. Both are counted as if all of them were in the mask; they have {@link #keyCorrelation} of
   * their variance in common. The factors {@code X^a - 1} double both, in the mean over a.
   *
   * @param unrolled whether two bits may be taken at once or one after the other, of which the larger counts
   */
  static double bootstrapCovariance(int n, int k, int polynomialSize, int baseLog, int level, double keyMean,
      boolean unrolled) {
    double cut = externalProductMaskRounding(k, polynomialSize, baseLog, level);
    double fft = ENGINE_FFT * externalProductFft(k, polynomialSize, baseLog, level);
    double bit = ENGINE_ROTATION * (keyMean * cut + fft);
    double pair = unrolled ? UNROLLED_ROTATION * fft + ENGINE_ROTATION * UNROLLED_MEAN * cut : 0;
    return keyCorrelation(k, polynomialSize) * n * Math.max(bit, pair / 2);
  }

  /**
   * The share of its variance that white noise, multiplied by the polynomials S of a binary GLWE key, has in common
   * between two coefficients at most, for each key of at most half weight.
   *
   * <p>At a distance of t coefficients it is {@code R(t) / R(0)}, R being the negacyclic autocorrelation of S. With
   * bits {@code (1 + e) / 2}, {@code 4 R(t) = Σ ± (1 + e_j)(1 + e_(j+t))}, with a minus where the distance wraps
   * around: {@code kN (1 - 2t/N)} and, for keys of at most half weight, a sum of kN signs that are as good as
   * independent. By Hoeffding's bound that sum is above {@value #KEY_DEVIATIONS} {@code sqrt(kN)} for one key in 2^70,
   * for each distance. {@code R(0)} is kN/2 at most, so that {@code |R(t)| / R(0) <= (1 + 10 / sqrt(kN)) / 2} times its
   * largest value.
   */
  static double keyCorrelation(int k, int polynomialSize) {
    return Math.min(1, 0.5 * (1 + KEY_DEVIATIONS / Math.sqrt((double) k * polynomialSize)));
  }

  /**
   * How far {@code 2 R(t) / (kN/2)}, with R of {@link #keyCorrelation}, may be from {@code 1 - 2t/N}, on either side:
   * {@code Σ ± (e_j + e_(j+t) + e_j e_(j+t))} has a variance of 3kN at most.
   */
  static double keyDeviation(int k, int polynomialSize) {
    return KEY_DEVIATIONS * Math.sqrt(3) / Math.sqrt((double) k * polynomialSize);
  }

  /**
   * Keyswitch from a uniform binary key of dimension {@code inputDimension}.
   *
   * @param outputModulusLog2 64, or less when the result is rounded to a smaller power of two
   */
  static double keyswitch(int inputDimension, int baseLog, int level, double lweVariance,
      int outputModulusLog2) {
    double cutSquared = Math.scalb(1.0, -2 * baseLog * level);
    double outputStepSquared = Math.scalb(1.0, -2 * outputModulusLog2);
    double keyNoise = level * lweVariance * digitVariance(baseLog);
    return inputDimension * (keyNoise + STEP_SQUARED / 48 + cutSquared / 24)
        + (outputStepSquared - STEP_SQUARED) / 12;
  }

  /** Rounding n mask words and the body to multiples of {@code 1 / grid}. */
  static double modulusSwitchPlain(int n, double grid, double keyMean) {
    double keyVariance = keyMean * (1 - keyMean);
    return (1.0 / 12 + n * keyMean / 12) / (grid * grid)
        + (n * (keyVariance / 4 - keyMean / 12) - 1.0 / 12) * STEP_SQUARED;
  }

  /**
   * The same with the mean of the mask's rounding errors, {@code E[s]} times their sum, moved into the body first
   * (de Ruijter, D'Anvers, Verbauwhede, <em>Don't be mean</em>, eprint 2025/809). The body's own rounding does
   * not count: box edges lie on half steps of the grid, so it never changes a decision.
   *
   * <p>What is left is {@code Σ e_i (E[s] - s_i)}, errors of variance {@code 1 / (12 grid^2)} weighted with
   * {@code Σ (E[s] - s_i)^2 = n E[s]^2 + h (1 - 2 E[s])} for a key of weight h; at the mean weight {@code n E[s]}
   * that is {@code n E[s] (1 - E[s])}. For {@code E[s] < 1/2} a heavier key is noisier: such keys are not made.
   */
  static double modulusSwitchCentred(int n, double grid, double keyMean) {
    double weight = n * keyMean * (1 - keyMean);
    return weight / 12 / (grid * grid) + weight / 6 * STEP_SQUARED;
  }

  /**
   * Rounding the mask and the body to {@code wordBits} bits a word.
   *
   * @param keyMeanSquare mean square of a key coefficient
   */
  static double wordRounding(int dimension, int wordBits, double keyMeanSquare) {
    return (1 + dimension * keyMeanSquare) / 12 * (Math.scalb(1.0, -2 * wordBits) - STEP_SQUARED);
  }

  /** Noise at a look-up's decision: linear part over bootstrapped values, keyswitch, modulus switch. */
  static double lookup(double norm2, double bootstrap, double keyswitch, double modulusSwitch) {
    return norm2 * norm2 * bootstrap + keyswitch + modulusSwitch;
  }

  /** Torus distance from a box's middle to its edge, for {@code 2^messageBits} boxes and a padding bit. */
  static double boxMargin(int messageBits) {
    return Math.scalb(1.0, -(messageBits + 2));
  }

  private static double digitVariance(int baseLog) {
    return (Math.scalb(1.0, 2 * baseLog) + 2) / 12;
  }
}
