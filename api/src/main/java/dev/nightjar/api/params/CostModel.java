package dev.nightjar.api.params;

/**
 * Expected time of one look-up (keyswitch and bootstrap) in a large batch, in milliseconds on one core of the
 * machine the constants were fitted on. Only ratios mean anything elsewhere.
 *
 * <p>Bootstrap: {@code 2^ν (n/d (k+1)(ℓ+1) t_FFT(N) + n (k+1)^2 ℓ N c)}. Each of n key bits takes
 * {@code (k+1)^2 ℓ N} real multiply-adds of time c, and each of n/d blocks one decomposition with
 * {@code (k+1)(ℓ+1)} transforms; d is 1 for uniform keys. An extended bootstrap does all of it for each of its
 * {@code 2^ν} parts. Keyswitch: {@code kN ℓ' (n+1)} multiply-adds on 32-bit words, shared by a batch.
 *
 * <p>The constants were fitted to a pure-Java engine with 512-bit vectors: {@code t_FFT} measured at N = 512 and
 * 2048, {@code c} at k = 1 and 4; the others are interpolated, and beyond N = 4096 extrapolated by 2.2 for each
 * doubling, the growth between 2048 and 4096.
 */
final class CostModel {
  private static final double[] FFT_MILLIS = {0.20e-3, 0.3675e-3, 0.670e-3, 1.222e-3, 2.70e-3};
  private static final int FFT_SMALLEST_LOG2 = 8;
  private static final double FFT_GROWTH = 2.2;

  /** One real multiply-add at k = 1, and what each further polynomial adds: more accumulators, fewer registers. */
  private static final double MAC_MILLIS = 0.0832e-6;
  private static final double MAC_MILLIS_PER_K = (0.1776e-6 - 0.0832e-6) / 3;

  /** How much longer a multiply-add takes with the factor {@code X^a - 1} that a bit of a block brings along. */
  private static final double BLOCK_MAC_FACTOR = 1.0;

  private static final double KEYSWITCH_MAC_MILLIS = 0.03e-6;

  private CostModel() {}

  static double lookUpMillis(Parameters p) {
    return bootstrapMillis(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsLevel(), p.blockLength(),
            p.extensionLog2())
        + keyswitchMillis(p.bigLweDimension(), p.lweDimension(), p.ksLevel());
  }

  static double bootstrapMillis(int n, int k, int polynomialSize, int level, int blockLength, int extensionLog2) {
    double transforms = (double) n / blockLength * (k + 1) * (level + 1) * fftMillis(polynomialSize);
    double multiplyAdds = (double) n * (k + 1) * (k + 1) * level * polynomialSize
        * multiplyAddMillis(k, blockLength);
    return Math.scalb(transforms + multiplyAdds, extensionLog2);
  }

  static double keyswitchMillis(int inputDimension, int n, int level) {
    return (double) inputDimension * level * (n + 1) * KEYSWITCH_MAC_MILLIS;
  }

  private static double fftMillis(int polynomialSize) {
    int index = Integer.numberOfTrailingZeros(polynomialSize) - FFT_SMALLEST_LOG2;
    int beyond = Math.max(0, index - (FFT_MILLIS.length - 1));
    return FFT_MILLIS[index - beyond] * Math.pow(FFT_GROWTH, beyond);
  }

  private static double multiplyAddMillis(int k, int blockLength) {
    return (MAC_MILLIS + (k - 1) * MAC_MILLIS_PER_K) * (blockLength == 1 ? 1 : BLOCK_MAC_FACTOR);
  }
}
