package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * How short limbs of torus words must be for products by a Fourier transform in double precision to be exact.
 *
 * <p>A transform of n points errs by at most {@code 8 log2(n) u} of the 2-norm of its result, u = 2^-53, when its roots
 * are correct to an ulp (Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, theorem 24.2). Let a be a
 * limb and w a factor. The error of the transform of a meets values of w's of at most {@code |w|_1}, and the other way
 * round; the backward transform adds its own. With twisting and the products themselves, no coefficient of the sum of
 * products errs by more than
 *
 * <pre>24 log2(N) u Σ_i (|a_i|_2 |w_i|_1 + |a_i|_1 |w_i|_2)</pre>
 *
 * <p>which is required to be below 1/4 for the largest limbs that there are, {@code |a_j| ≤ 2^(bits-1)}, so that
 * rounding gives the integer whatever was sent.
 */
public final class LimbBound {
  private static final int MOST_BITS = 32;
  private static final int LEAST_BITS = 4;
  private static final double MOST_ERROR = 0.25;
  private static final double UNIT = 0x1p-53;
  private static final int STEPS = 24;

  private LimbBound() {
  }

  /**
   * Bits of the longest limbs that keep products with these factors exact.
   *
   * @throws NightjarException {@code INVALID_MODEL} when none does
   */
  public static int bits(IntegerPolynomials factors) {
    int size = factors.polynomialSize();
    double log = 31.0 - Integer.numberOfLeadingZeros(size);
    double worst = 0;
    for (int o = 0; o < factors.outputs(); o++) {
      double sum = 0;
      for (int i = 0; i < factors.inputs(); i++) {
        sum += norms(factors, o, i);
      }
      worst = Math.max(worst, sum);
    }
    for (int bits = MOST_BITS; bits >= LEAST_BITS; bits--) {
      if (STEPS * log * UNIT * Math.scalb(worst, bits - 1) < MOST_ERROR) {
        return bits;
      }
    }
    throw new NightjarException(ErrorCode.INVALID_MODEL,
        "the weights are too large for products in double precision: use fewer bits for them");
  }

  /** {@code √N |w|_1 + N |w|_2}. */
  private static double norms(IntegerPolynomials factors, int output, int input) {
    int size = factors.polynomialSize();
    double sum = 0;
    double squares = 0;
    for (int j = 0; j < size; j++) {
      double w = Math.abs((double) factors.coefficient(output, input, j));
      sum += w;
      squares += w * w;
    }
    return Math.sqrt(size) * sum + size * Math.sqrt(squares);
  }

  /** Limbs of so many bits that a word has. */
  public static int limbs(int bits) {
    return (Long.SIZE + bits - 1) / bits;
  }

  /** A signed limb of a word, at most {@code 2^(bits-1)} in magnitude: {@code Σ limb 2^(bits i)} is the word. */
  public static long limb(long word, int limb, int bits) {
    int shift = limb * bits;
    int width = Math.min(bits, Long.SIZE - shift);
    long carry = limb == 0 ? 0 : word >>> shift - 1 & 1;
    return (word >>> shift << Long.SIZE - width >> Long.SIZE - width) + carry;
  }
}
