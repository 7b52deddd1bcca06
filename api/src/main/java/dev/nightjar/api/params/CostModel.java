package dev.nightjar.api.params;

/**
 * Expected time of one look-up (keyswitch and bootstrap) in a large batch, in milliseconds on one core of the
 * machine the constants were fitted on. Only ratios mean anything elsewhere.
 *
 * <p>Bootstrap: {@code n ((k+1)(ℓ+1) t_FFT(N) + (k+1)^2 ℓ N c_k)}, n CMUXes of {@code (k+1)(ℓ+1)} transforms
 * and {@code (k+1)^2 ℓ N} real multiply-adds. Keyswitch: {@code kN ℓ' (n+1)} multiply-adds on 32-bit words,
 * shared by a batch. The constants were fitted to a pure-Java engine with 512-bit vectors: {@code t_FFT}
 * measured at N = 512 and 2048, {@code c_k} at k = 1 and 4; the others are interpolated, and beyond N = 4096
 * extrapolated by 2.2 for each doubling, the growth between 2048 and 4096.
 */
final class CostModel {
  private static final double[] FFT_MILLIS = {0.20e-3, 0.3675e-3, 0.670e-3, 1.222e-3, 2.70e-3};
  private static final int FFT_SMALLEST_LOG2 = 8;
  private static final double FFT_GROWTH = 2.2;
  private static final double KEYSWITCH_MAC_MILLIS = 0.03e-6;

  private CostModel() {}

  static double lookUpMillis(Parameters p) {
    return bootstrapMillis(p.lweDimension(), p.glweDimension(), p.polynomialSize(), p.pbsLevel())
        + keyswitchMillis(p.bigLweDimension(), p.lweDimension(), p.ksLevel());
  }

  static double bootstrapMillis(int n, int k, int polynomialSize, int level) {
    double transforms = (k + 1) * (level + 1) * fftMillis(polynomialSize);
    double multiplyAdds = (double) (k + 1) * (k + 1) * level * polynomialSize * multiplyAddMillis(k);
    return n * (transforms + multiplyAdds);
  }

  static double keyswitchMillis(int inputDimension, int n, int level) {
    return (double) inputDimension * level * (n + 1) * KEYSWITCH_MAC_MILLIS;
  }

  private static double fftMillis(int polynomialSize) {
    int index = Integer.numberOfTrailingZeros(polynomialSize) - FFT_SMALLEST_LOG2;
    int beyond = Math.max(0, index - (FFT_MILLIS.length - 1));
    return FFT_MILLIS[index - beyond] * Math.pow(FFT_GROWTH, beyond);
  }

  /** More accumulators per point leave fewer registers: a straight line through k = 1 and k = 4. */
  private static double multiplyAddMillis(int k) {
    return (0.0832 + (k - 1) * (0.1776 - 0.0832) / 3) * 1e-6;
  }
}
