package dev.nightjar.client;

import dev.nightjar.api.primitives.NegacyclicFft;
import java.util.Arrays;

/**
 * Exact products of 64-bit masks with a binary key, in constant time: no branch and no address depends on a
 * key bit.
 *
 * <p>{@code Σ_c A_c S_c} in {@code Z_{2^64}[X]/(X^N+1)} goes through the {@link NegacyclicFft}, with A cut
 * into three signed limbs of at most 22 bits. A coefficient of a limb's product is an integer below {@code
 * 2^21 kN}, and the transform's error is at most {@code 2^21 kN} times some {@code 24 log2(N)} units of 2^-53
 * (Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, chapter 24): below 1/100 for the largest
 * kN that parameters can have, so that rounding gives the integer itself. Not thread-safe; one per thread.
 */
final class BinaryProduct implements AutoCloseable {
  /** Where each limb begins. */
  private static final int[] LIMB_SHIFT = {0, 22, 43};
  private static final int LIMB_BITS = 22;

  private final int half;
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
   * @param key the bits of the polynomials S_c, one polynomial after the other
   */
  BinaryProduct(int polynomialSize, KeyBits key) {
    half = polynomialSize / 2;
    fft = new NegacyclicFft(polynomialSize);
    keyRe = new double[key.length() / polynomialSize][half];
    keyIm = new double[key.length() / polynomialSize][half];
    limbRe = new double[half];
    limbIm = new double[half];
    sumRe = new double[half];
    sumIm = new double[half];
    product = new long[polynomialSize];
    for (int c = 0; c < keyRe.length; c++) {
      for (int j = 0; j < half; j++) {
        keyRe[c][j] = key.mask(c * polynomialSize + j) & 1;
        keyIm[c][j] = key.mask(c * polynomialSize + half + j) & 1;
      }
      fft.forward(keyRe[c], keyIm[c]);
    }
  }

  /**
   * {@code Σ_c A_c S_c} over all polynomials of the key.
   *
   * @param masks the polynomials A_c, one after the other, from {@code offset} on; public
   * @return the N words of the sum: this object's buffer, valid until the next call
   */
  long[] of(long[] masks, int offset) {
    Arrays.fill(product, 0);
    for (int limb = 0; limb < LIMB_SHIFT.length; limb++) {
      Arrays.fill(sumRe, 0);
      Arrays.fill(sumIm, 0);
      for (int c = 0; c < keyRe.length; c++) {
        load(masks, offset + 2 * half * c, limb);
        fft.forward(limbRe, limbIm);
        multiplyAdd(keyRe[c], keyIm[c]);
      }
      fft.backward(sumRe, sumIm);
      for (int j = 0; j < half; j++) {
        product[j] += (long) Math.rint(sumRe[j]) << LIMB_SHIFT[limb];
        product[half + j] += (long) Math.rint(sumIm[j]) << LIMB_SHIFT[limb];
      }
    }
    return product;
  }

  private void load(long[] masks, int offset, int limb) {
    for (int j = 0; j < half; j++) {
      limbRe[j] = limb(masks[offset + j], limb);
      limbIm[j] = limb(masks[offset + half + j], limb);
    }
  }

  /**
   * One signed limb of a word: the bits from its shift on, rounded to nearest by the highest bit below them,
   * so that {@code Σ limb << shift} is the word modulo 2^64.
   */
  private static long limb(long word, int limb) {
    int shift = LIMB_SHIFT[limb];
    int bits = limb == 0 ? LIMB_BITS : LIMB_BITS - 1;
    long carry = word >>> Math.max(shift - 1, 0) & Math.min(shift, 1);
    int above = Long.SIZE - bits;
    return ((word >>> shift) << above >> above) + carry;
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
