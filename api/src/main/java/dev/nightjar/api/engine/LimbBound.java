package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * How short limbs of torus words must be for products by a Fourier transform in double precision to be exact.
 *
 * <p>Let a be the limbs and w the factors whose products are summed, u = 2^-53 and k the number of pairs. Each stage
 * of a transform changes a value by a relative error of at most 16 u in 2-norm: {@link
 * dev.nightjar.api.primitives.NegacyclicFft} proves 9 u for butterflies of radix 2; kernels that take two stages at
 * once, or compute a difference from the rounded sum by {@code s - 2a}, round each value a few times more. The proof
 * there then gives for every coefficient of the sum, by the Cauchy-Schwarz inequality, an error of at most
 *
 * <pre>(3 · 16 log2(N) + √5 + k) u Σ_i |a_i|_2 |w_i|_2</pre>
 *
 * <p>up to terms of order u², for which a twentieth is added. That is required to be below 1/4 for the largest limbs
 * that there are, {@code |a_i|_2 ≤ √N 2^(bits-1)}, so that rounding gives the integer whatever was sent.
 */
public final class LimbBound {
  private static final int MOST_BITS = 32;
  private static final int LEAST_BITS = 4;
  private static final double MOST_ERROR = 0.25;
  private static final double UNIT = 0x1p-53;
  /** Bound of the relative error of a stage, in units of u. */
  private static final int STAGE = 16;
  /** What terms of second order add at most. */
  private static final double SECOND_ORDER = 1.05;

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
    double error = SECOND_ORDER * UNIT * (3 * STAGE * log + Math.sqrt(5) + factors.inputs());
    double worst = 0;
    for (int o = 0; o < factors.outputs(); o++) {
      double sum = 0;
      for (int i = 0; i < factors.inputs(); i++) {
        sum += norm(factors, o, i);
      }
      worst = Math.max(worst, sum);
    }
    for (int bits = MOST_BITS; bits >= LEAST_BITS; bits--) {
      if (error * Math.sqrt(size) * Math.scalb(worst, bits - 1) < MOST_ERROR) {
        return bits;
      }
    }
    throw new NightjarException(ErrorCode.INVALID_MODEL,
        "the weights are too large for products in double precision: use fewer bits for them");
  }

  private static double norm(IntegerPolynomials factors, int output, int input) {
    double squares = 0;
    for (int j = 0; j < factors.polynomialSize(); j++) {
      double w = factors.coefficient(output, input, j);
      squares += w * w;
    }
    return Math.sqrt(squares);
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
