package dev.nightjar.runtime.execution;

import dev.nightjar.api.primitives.NegacyclicFft;

/**
 * A polynomial of torus words, ready to be multiplied exactly by ternary ones in {@code Z_{2^64}[X]/(X^N+1)}: cut into
 * three signed limbs of at most 22 bits, each transformed.
 *
 * <p>Exact: a coefficient of a limb's product with a ternary polynomial is an integer of at most {@code 2^21 N}, and of
 * the sum of k such products at most {@code 2^21 kN}. The transform errs by less than {@code 2^21 kN} times some {@code
 * 24 log2(N)} units of 2^-53 (Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, chapter 24), less than
 * 1/100 for the largest kN that parameters can have, so that rounding gives the integer. Immutable and thread-safe.
 */
final class WordPolynomial {
  /** Limbs of a word. */
  static final int LIMBS = 3;

  private static final int[] SHIFT = {0, 22, 43};
  private static final int[] BITS = {22, 21, 21};

  private final double[][] re = new double[LIMBS][];
  private final double[][] im = new double[LIMBS][];

  /** The polynomial of the N words from {@code offset} on. */
  WordPolynomial(NegacyclicFft fft, int size, long[] words, int offset) {
    int half = size / 2;
    for (int limb = 0; limb < LIMBS; limb++) {
      re[limb] = new double[half];
      im[limb] = new double[half];
      for (int j = 0; j < half; j++) {
        re[limb][j] = limb(words[offset + j], limb);
        im[limb][j] = limb(words[offset + half + j], limb);
      }
      fft.forward(re[limb], im[limb]);
    }
  }

  /** Rounded to nearest by the highest bit below it, so that {@code Σ limb << shift} is the word modulo 2^64. */
  private static long limb(long word, int limb) {
    int above = Long.SIZE - BITS[limb];
    long carry = limb == 0 ? 0 : word >>> SHIFT[limb] - 1 & 1;
    return ((word >>> SHIFT[limb]) << above >> above) + carry;
  }

  /** Adds the product of one limb with a transformed polynomial to a sum of transforms. */
  void multiplyAdd(int limb, double[] factorRe, double[] factorIm, double[] sumRe, double[] sumIm) {
    double[] limbRe = re[limb];
    double[] limbIm = im[limb];
    for (int j = 0; j < sumRe.length; j++) {
      sumRe[j] += limbRe[j] * factorRe[j] - limbIm[j] * factorIm[j];
      sumIm[j] += limbRe[j] * factorIm[j] + limbIm[j] * factorRe[j];
    }
  }

  /** Adds a limb's coefficients, transformed back, to words. */
  static void add(int limb, double[] re, double[] im, long[] to) {
    int half = re.length;
    for (int j = 0; j < half; j++) {
      to[j] += (long) Math.rint(re[j]) << SHIFT[limb];
      to[half + j] += (long) Math.rint(im[j]) << SHIFT[limb];
    }
  }
}
