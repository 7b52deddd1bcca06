package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * The noise distribution TUniform(b) on 64-bit torus words: uniform on the integers of {@code [-2^b, 2^b]},
 * except that the two end points have half the weight of the others (each {@code 2^-(b+2)}), so that
 * {@code b + 2} random bits draw a sample exactly, with integers only and in constant time.
 *
 * <p>Source: TFHE-rs, {@code core_crypto/commons/math/random/t_uniform.rs} (the distribution) and
 * {@code core_crypto/commons/noise_formulas/secure_noise.rs} (its variance).
 *
 * @param boundLog2 b, in bits of a 64-bit word, 0 to 62
 */
public record TUniform(int boundLog2) {
  /** log2 of the torus modulus q. */
  static final int MODULUS_LOG2 = 64;

  /** Largest b whose {@code b + 2} random bits fit a 64-bit word. */
  private static final int MAX_BOUND_LOG2 = MODULUS_LOG2 - 2;

  /** Checks the bound. */
  public TUniform {
    if (boundLog2 < 0 || boundLog2 > MAX_BOUND_LOG2) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "TUniform needs a bound of 0 to " + MAX_BOUND_LOG2 + " bits, not " + boundLog2);
    }
  }

  /**
   * The sample that random bits give, in constant time.
   *
   * @param bits uniform; of them the low {@code b + 2} are used
   */
  public long of(long bits) {
    long used = bits & -1L >>> Long.SIZE - (boundLog2 + 2);
    return (used >>> 1) + (used & 1) - (1L << boundLog2);
  }

  /** Variance relative to the torus: {@code (2^(2b+1) + 1) / 6 / q^2}. */
  public double variance() {
    return (Math.scalb(1.0, 2 * boundLog2 + 1) + 1) / 6 * Math.scalb(1.0, -2 * MODULUS_LOG2);
  }

  /** log2 of the standard deviation relative to the torus. */
  public double standardDeviationLog2() {
    return NoiseModel.log2(variance()) / 2;
  }

  /**
   * The narrowest distribution whose standard deviation is at least a given one.
   *
   * @param standardDeviationLog2 log2 of the standard deviation relative to the torus
   * @throws NightjarException when no bound up to 62 bits is wide enough
   */
  static TUniform atLeast(double standardDeviationLog2) {
    int bound = 0;
    while (bound < MAX_BOUND_LOG2 && new TUniform(bound).standardDeviationLog2() < standardDeviationLog2) {
      bound++;
    }
    TUniform noise = new TUniform(bound);
    if (noise.standardDeviationLog2() < standardDeviationLog2) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "no TUniform noise has a standard deviation of 2^" + standardDeviationLog2);
    }
    return noise;
  }
}
