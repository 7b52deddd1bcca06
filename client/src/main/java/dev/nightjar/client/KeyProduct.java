package dev.nightjar.client;

import dev.nightjar.api.primitives.NegacyclicFft;
import java.util.Arrays;

/**
 * Exact products of 64-bit masks with a binary or ternary key, in constant time: no branch and no address depends on a
 * coefficient of the key.
 *
 * <p>{@code Σ_c A_c S_c} in {@code Z_{2^64}[X]/(X^N+1)} goes through the {@link NegacyclicFft}, with A cut into signed
 * limbs: two of 32 bits, or three of at most 22 where kN is so large that two are not proven to be exact.
 *
 * <p><b>Why rounding gives the integer itself.</b> Limbs of b bits lie in [-2^(b-1), 2^(b-1)], coefficients of the
 * key in [-1, 1], so that 2-norms are {@code ‖A_c‖ <= 2^(b-1) √N} and {@code ‖S_c‖ <= √N}. By {@link
 * NegacyclicFft#productError}, each coefficient of the sum of k products is wrong by at most {@code E(N, k) 2^(b-1)
 * kN}, where E is about {@code (27 log2(N) + k + 3) 2^-53}. For b = 32 that is 0.15 at kN = 2048 and 0.34 at kN = 4096,
 * below 1/2; from kN = 8192 on, limbs of 22 bits are taken, for which it is below 0.01 up to kN = 65536. This holds for
 * all masks and all keys; for random ones the error is some thousand times smaller. The sums themselves are below 2^53.
 *
 * <p>Not thread-safe; one per thread.
 */
final class KeyProduct implements AutoCloseable {
  /** Largest error that is still rounded away, with a margin for this very comparison. */
  private static final double LARGEST_ERROR = 0.45;
  /** Where each limb begins, and behind them where the word ends. */
  private static final int[] TWO_LIMBS = {0, 32, 64};
  private static final int[] THREE_LIMBS = {0, 22, 43, 64};

  private final int half;
  private final int[] limbs;
  private final NegacyclicFft fft;
  private final double[][] keyRe;
  private final double[][] keyIm;
  private final double[] limbRe;
  private final double[] limbIm;
  private final double[] sumRe;
  private final double[] sumIm;
  private final long[] product;

  /**
   * A multiplier by one key.
   *
   * @param key the coefficients of the polynomials S_c, one polynomial after the other
   */
  KeyProduct(int polynomialSize, GlweCoefficients key) {
    half = polynomialSize / 2;
    fft = new NegacyclicFft(polynomialSize);
    limbs = largestError(polynomialSize, key.length() / polynomialSize, TWO_LIMBS) < LARGEST_ERROR ? TWO_LIMBS
        : THREE_LIMBS;
    keyRe = new double[key.length() / polynomialSize][half];
    keyIm = new double[key.length() / polynomialSize][half];
    limbRe = new double[half];
    limbIm = new double[half];
    sumRe = new double[half];
    sumIm = new double[half];
    product = new long[polynomialSize];
    for (int c = 0; c < keyRe.length; c++) {
      for (int j = 0; j < half; j++) {
        keyRe[c][j] = key.coefficient(c * polynomialSize + j);
        keyIm[c][j] = key.coefficient(c * polynomialSize + half + j);
      }
      fft.forward(keyRe[c], keyIm[c]);
    }
  }

  /** Bound for the error of a coefficient of a product before it is rounded, for k polynomials cut in these limbs. */
  private static double largestError(int polynomialSize, int k, int[] limbs) {
    return new NegacyclicFft(polynomialSize).productError(k) * Math.scalb((double) k * polynomialSize, limbs[1] - 1);
  }

  /** Number of limbs. */
  int limbs() {
    return limbs.length - 1;
  }

  /** Proven bound for the error of a coefficient before it is rounded; below 1/2. */
  double largestError() {
    return largestError(2 * half, keyRe.length, limbs);
  }

  /**
   * {@code Σ_c A_c S_c} over all polynomials of the key.
   *
   * @param masks the polynomials A_c, one after the other, from {@code offset} on
   * @return the N words of the sum: this object's buffer, valid until the next call
   */
  long[] of(long[] masks, int offset) {
    Arrays.fill(product, 0);
    for (int limb = 0; limb < limbs(); limb++) {
      Arrays.fill(sumRe, 0);
      Arrays.fill(sumIm, 0);
      for (int c = 0; c < keyRe.length; c++) {
        load(masks, offset + 2 * half * c, limbs[limb], limbs[limb + 1]);
        fft.forward(limbRe, limbIm);
        multiplyAdd(keyRe[c], keyIm[c]);
      }
      fft.backward(sumRe, sumIm);
      for (int j = 0; j < half; j++) {
        product[j] += (long) Math.rint(sumRe[j]) << limbs[limb];
        product[half + j] += (long) Math.rint(sumIm[j]) << limbs[limb];
      }
    }
    return product;
  }

  private void load(long[] masks, int offset, int from, int to) {
    for (int j = 0; j < half; j++) {
      limbRe[j] = limb(masks[offset + j], from, to);
      limbIm[j] = limb(masks[offset + half + j], from, to);
    }
  }

  /**
   * One signed limb of a word: its bits {@code [from, to)}, rounded to nearest by the highest bit below them, so that
   * {@code Σ limb << from} is the word modulo 2^64.
   */
  private static long limb(long word, int from, int to) {
    long carry = word >>> Math.max(from - 1, 0) & Math.min(from, 1);
    int above = Long.SIZE - to;
    return (word << above >> above + from) + carry;
  }

  private void multiplyAdd(double[] re, double[] im) {
    for (int j = 0; j < half; j++) {
      sumRe[j] += limbRe[j] * re[j] - limbIm[j] * im[j];
      sumIm[j] += limbRe[j] * im[j] + limbIm[j] * re[j];
    }
  }

  /** Wipes the key's transform and the products, which with the public masks would tell the key. */
  @Override
  public void close() {
    for (double[][] part : new double[][][] {keyRe, keyIm, {limbRe, limbIm, sumRe, sumIm}}) {
      for (double[] values : part) {
        Arrays.fill(values, 0);
      }
    }
    Arrays.fill(product, 0);
  }
}
