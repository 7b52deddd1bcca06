package dev.nightjar.api.params;

/**
 * Expected time of one look-up (keyswitch and bootstrap) in a large batch, in milliseconds on one core of the
 * machine the constants were fitted on. Only ratios mean anything elsewhere.
 *
 * <p>Bootstrap: {@code 2^ν e (n/d (k+1)(ℓ+1) t_FFT(N) + g (k+1)^2 ℓ N c)}. Each of g GGSW ciphertexts takes
 * {@code (k+1)^2 ℓ N} real multiply-adds of time c, and each of n/d steps one decomposition with
 * {@code (k+1)(ℓ+1)} transforms. With uniform keys g is n and d is 1, with unrolled ones g is 3n/2 and d is 2, with
 * block-binary ones g is n and d the length of a block. An extended bootstrap (ν > 0, never with an unrolled key) does
 * all of it for each of its {@code 2^ν} parts, and takes e times as long, since parts also change places. Keyswitch:
 * {@code kN ℓ' (n+1)} multiply-adds on 32-bit words, shared by a batch.
 *
 * <p>Fitted, for the smallest relative error, to blind rotations of our Java engine with 512-bit vectors and eight
 * ciphertexts in the lanes, on an Intel Xeon with AVX-512 and JDK 25 on 2026-11-22. {@code CostModelTest} holds the 50
 * measurements; the model gives each of them within 5 %, but for unrolled keys at N = 4096 and ℓ = 2, which take an
 * eighth longer than it says. Consequently {@code t_FFT} holds all that is done once a polynomial, rotation and
 * decomposition included, and constants say little by themselves. For uniform and unrolled keys c depends on the rows
 * {@code (k+1) ℓ} of the product; under a uniform key it has loops of its own for few rows. Not measured but
 * extrapolated: {@code t_FFT} beyond N = 8192 by the growth before it, and extensions with k above 1. Extended
 * bootstraps at N = 4096 and ℓ = 2, which no set of the catalogue has, take up to 20 % longer than this says.
 */
final class CostModel {
  private static final double[] FFT_MILLIS = {0.0995e-3, 0.254e-3, 0.649e-3, 1.2415e-3, 3.051e-3, 7.381e-3};
  private static final int FFT_SMALLEST_LOG2 = 8;
  private static final double FFT_GROWTH = 2.4;

  /** One real multiply-add under a uniform key in a product of two rows, of three or four, and of more. */
  private static final double[] MAC_MILLIS = {0.0541e-6, 0.154e-6, 0.186e-6};

  /** The same for each of the three products of a pair of bits, with its factor, under an unrolled key. */
  private static final double[] UNROLLED_MAC_MILLIS = {0.112e-6, 0.1275e-6, 0.137e-6};

  /** The same with the factor {@code X^a - 1} that each bit of a block brings along, whatever the rows. */
  private static final double BLOCK_MAC_MILLIS = 0.150e-6;

  /** An extended bootstrap's time over that of its parts, where a vector's lanes hold them all and ℓ = 1. */
  private static final double EXTENSION_FACTOR = 1.217;
  private static final int MAX_EXTENSION_LOG2_IN_LANES = 3;

  /** The same with more parts, when ciphertexts are taken one by one, and for two levels, where it came out alike. */
  private static final double SLOW_EXTENSION_FACTOR = 1.409;
  private static final double SLOW_BLOCK_EXTENSION_FACTOR = 1.689;

  private static final double KEYSWITCH_MAC_MILLIS = 0.036e-6;

  private CostModel() {}

  static double lookupMillis(Parameters p) {
    return bootstrapMillis(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsLevel(), KeyFamily.of(p),
            p.extensionLog2())
        + keyswitchMillis(p.bigLweDimension(), p.lweDimension(), p.ksLevel());
  }

  static double bootstrapMillis(int n, int k, int polynomialSize, int level, KeyFamily family, int extensionLog2) {
    double transforms = (double) n / family.bitsPerStep() * (k + 1) * (level + 1) * fftMillis(polynomialSize);
    double multiplyAdds = n * family.ggswPerBit() * (k + 1) * (k + 1) * level * polynomialSize
        * multiplyAddMillis((k + 1) * level, family);
    return Math.scalb(transforms + multiplyAdds, extensionLog2)
        * extensionFactor(level, family, extensionLog2);
  }

  static double keyswitchMillis(int inputDimension, int n, int level) {
    return (double) inputDimension * level * (n + 1) * KEYSWITCH_MAC_MILLIS;
  }

  private static double fftMillis(int polynomialSize) {
    int index = Integer.numberOfTrailingZeros(polynomialSize) - FFT_SMALLEST_LOG2;
    int beyond = Math.max(0, index - (FFT_MILLIS.length - 1));
    return FFT_MILLIS[index - beyond] * Math.pow(FFT_GROWTH, beyond);
  }

  private static double multiplyAddMillis(int rows, KeyFamily family) {
    int few = rows <= 2 ? 0 : rows <= 4 ? 1 : 2;
    return switch (family) {
      case UNIFORM -> MAC_MILLIS[few];
      case UNROLLED -> UNROLLED_MAC_MILLIS[few];
      case BLOCK_BINARY -> BLOCK_MAC_MILLIS;
      case LEVELLED -> throw ParameterChecks.refused("a levelled set has no look-ups to cost anything");
    };
  }

  private static double extensionFactor(int level, KeyFamily family, int extensionLog2) {
    if (extensionLog2 == 0) {
      return 1;
    }
    if (level == 1 && extensionLog2 <= MAX_EXTENSION_LOG2_IN_LANES) {
      return EXTENSION_FACTOR;
    }
    return family == KeyFamily.UNIFORM ? SLOW_EXTENSION_FACTOR : SLOW_BLOCK_EXTENSION_FACTOR;
  }
}
