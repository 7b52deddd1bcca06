package dev.nightjar.runtime.execution;

import dev.nightjar.api.primitives.NegacyclicFft;

/**
 * A polynomial of torus words, ready to be multiplied exactly by small ones in {@code Z_{2^64}[X]/(X^N+1)}: cut into
 * signed limbs, each transformed. Its memory can be used for one polynomial after the other; not thread-safe while it
 * is set.
 *
 * <p>Exact: a coefficient of a limb of w bits times a polynomial of coefficients of at most 2^b is an integer of at
 * most {@code 2^(w-1+b) N}, and of the sum of z such products at most {@code 2^(w-1+b) zN}. The transform errs by less
 * than that times some {@code 24 log2(N)} units of 2^-53 (Higham, <em>Accuracy and Stability of Numerical
 * Algorithms</em>, chapter 24). There are as many {@link Limbs} as make that less than 1/8, so that rounding gives the
 * integer.
 */
final class WordPolynomial {
  private final Limbs limbs;
  private final double[][] re;
  private final double[][] im;

  /** How a word is cut: at multiples of {@code width}, the uppermost limb being what is left. Immutable. */
  record Limbs(int count, int width) {
    private static final int WIDEST = 22;
    private static final double MOST_ERROR = 1.0 / 8;

    /**
     * The fewest that keep products exact.
     *
     * @param size N
     * @param products that are added up
     * @param boundLog2 b
     */
    static Limbs of(int size, int products, int boundLog2) {
      double units = 24 * (Integer.SIZE - Integer.numberOfLeadingZeros(size)) * (double) size * products;
      int width = WIDEST;
      while (width > 1 && Math.scalb(units, width - 1 + boundLog2 - 53) > MOST_ERROR) {
        width--;
      }
      return new Limbs((Long.SIZE + width - 1) / width, width);
    }

    /** Rounded to nearest by the highest bit below it, so that {@code Σ limb << shift} is the word modulo 2^64. */
    private long of(long word, int limb) {
      int shift = shift(limb);
      int above = Math.max(0, Long.SIZE - width - shift);
      long carry = limb == 0 ? 0 : word >>> shift - 1 & 1;
      return (word << above >> above + shift) + carry;
    }

    private int shift(int limb) {
      return limb * width;
    }
  }

  /** The polynomial 0 of N coefficients. */
  WordPolynomial(Limbs limbs, int size) {
    this.limbs = limbs;
    re = new double[limbs.count][size / 2];
    im = new double[limbs.count][size / 2];
  }

  /** Sets every coefficient to one of the N words from {@code offset} on. */
  void set(NegacyclicFft fft, long[] words, int offset) {
    int half = re[0].length;
    for (int limb = 0; limb < limbs.count; limb++) {
      for (int j = 0; j < half; j++) {
        re[limb][j] = limbs.of(words[offset + j], limb);
        im[limb][j] = limbs.of(words[offset + half + j], limb);
      }
      fft.forward(re[limb], im[limb]);
    }
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
  static void add(Limbs limbs, int limb, double[] re, double[] im, long[] to) {
    int half = re.length;
    int shift = limbs.shift(limb);
    for (int j = 0; j < half; j++) {
      to[j] += (long) Math.rint(re[j]) << shift;
      to[half + j] += (long) Math.rint(im[j]) << shift;
    }
  }
}
