package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * The published security curve for LWE and GLWE with a uniform binary secret: how much noise a key of a given
 * dimension needs.
 *
 * <p>The curve is {@code log2 σ_min(n) = max(a·n + c, 2 - log2 q)} with q = 2^64, valid for n ≥ 450; for
 * GLWE, n is {@code kN}. It was fitted by Zama to the lattice-estimator (Albrecht, Player, Scott, <em>On the
 * concrete hardness of Learning with Errors</em>, eprint 2015/046) with cost model RC.MATZOV, the minimum of
 * {@code primal_usvp} and {@code dual_hybrid}. Source of the coefficients: Concrete,
 * {@code tools/parameter-curves/concrete-security-curves-rust/src/gaussian/curves_gen.rs}. It is an estimate
 * against the best attacks known to that tool, not a proof, and it does not consider quantum attacks.
 */
public final class SecurityCurve {
  /** Smallest dimension for which the curve was fitted. */
  public static final int MIN_DIMENSION = 450;

  /** The least a production key may have. */
  public static final int FLOOR_BITS = 128;

  /** What catalogue sets are generated for. */
  public static final int TARGET_BITS = 132;

  /**
   * Largest figure that {@link #securityBits} reports: the two lines were fitted around 130 bits, and what
   * they say far above is no evidence.
   */
  public static final double MAX_REPORTED_BITS = 160;

  /** The curve ends at σ·q = 4: no estimate was made for narrower noise, whatever the dimension. */
  private static final double LOG2_SIGMA_FLOOR = 2 - TUniform.MODULUS_LOG2;

  private SecurityCurve() {}

  private enum Line {
    BITS_128(-0.025696778711484593, 2.675931372549016),
    BITS_132(-0.024891456582633045, 2.65734593837534);

    private final double slope;
    private final double intercept;

    Line(double slope, double intercept) {
      this.slope = slope;
      this.intercept = intercept;
    }

    double at(int dimension) {
      return slope * dimension + intercept;
    }
  }

  /**
   * Smallest secure noise.
   *
   * @param dimension LWE dimension n, or kN for a GLWE key; at least {@link #MIN_DIMENSION}
   * @param securityBits 128 or 132
   * @return log2 of the smallest standard deviation, relative to the torus
   * @throws NightjarException for another dimension or level
   */
  public static double minimalStandardDeviationLog2(int dimension, int securityBits) {
    requireDimension(dimension);
    return Math.max(line(securityBits).at(dimension), LOG2_SIGMA_FLOOR);
  }

  /**
   * Security of a key, interpolated between the 128-bit and the 132-bit curve at fixed dimension. Outside of
   * the two curves the straight line is continued, which understates the security on both sides (at fixed
   * dimension it is a convex function of log2 σ), and ends at {@link #MAX_REPORTED_BITS}; noise with σ·q < 4
   * counts as 0 bits.
   *
   * @param dimension LWE dimension n, or kN for a GLWE key; at least {@link #MIN_DIMENSION}
   * @param standardDeviationLog2 log2 of the noise's standard deviation, relative to the torus
   * @return bits of security, 0 to {@link #MAX_REPORTED_BITS}
   * @throws NightjarException for a smaller dimension
   */
  public static double securityBits(int dimension, double standardDeviationLog2) {
    requireDimension(dimension);
    if (standardDeviationLog2 < LOG2_SIGMA_FLOOR) {
      return 0;
    }
    double low = Line.BITS_128.at(dimension);
    double high = Line.BITS_132.at(dimension);
    double share = (standardDeviationLog2 - low) / (high - low);
    double bits = FLOOR_BITS + share * (TARGET_BITS - FLOOR_BITS);
    return Math.min(Math.max(bits, 0), MAX_REPORTED_BITS);
  }

  private static void requireDimension(int dimension) {
    if (dimension < MIN_DIMENSION) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "the security curve holds for dimensions of " + MIN_DIMENSION + " and more, not " + dimension);
    }
  }

  private static Line line(int bits) {
    return switch (bits) {
      case FLOOR_BITS -> Line.BITS_128;
      case TARGET_BITS -> Line.BITS_132;
      default -> throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "the security curve exists for " + FLOOR_BITS + " and " + TARGET_BITS + " bits, not " + bits);
    };
  }
}
