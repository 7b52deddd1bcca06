package dev.nightjar.api.params;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * How much noise a key of a given dimension needs: the published security curve for LWE and GLWE with a uniform
 * binary secret, and lines of our own for LWE with a block-binary secret.
 *
 * <p>The published curve is {@code log2 σ_min(n) = max(a·n + c, 2 - log2 q)} with q = 2^64, valid for n ≥ 450; for
 * GLWE, n is {@code kN}. It was fitted by Zama to the lattice-estimator (Albrecht, Player, Scott, <em>On the
 * concrete hardness of Learning with Errors</em>, eprint 2015/046) with cost model RC.MATZOV, the minimum of
 * {@code primal_usvp} and {@code dual_hybrid}. Source of the coefficients: Concrete,
 * {@code tools/parameter-curves/concrete-security-curves-rust/src/gaussian/curves_gen.rs}. It is an estimate
 * against the best attacks known to that tool, not a proof, and it does not consider quantum attacks.
 *
 * <p>For blocks of {@value Parameters#BLOCK_LENGTH} bits with at most one 1 the lines were fitted to a
 * re-implementation of the estimator's formulas (usvp, bdd, hybrid, MATZOV dual) that knows of the blocks, and that
 * gives back the estimator's figures within 0.4 bits for uniform keys. The attacker is strengthened: a
 * meet-in-the-middle step over whole blocks costs the square root of the number of guesses, with unlimited memory and
 * no loss, and the transform of the dual attack runs over the blocks. A point has {@code x} bits on these lines
 * when no such attack is cheaper on it than the cheapest of them is on a uniform binary key of equal dimension on the
 * published curve of {@code x} bits. Fitted for dimensions {@value #MIN_BLOCK_DIMENSION} to
 * {@value #MAX_BLOCK_DIMENSION}, residue at most 0.13 of log2 σ; {@code SECURITY.md} says what it does not cover.
 */
public final class SecurityCurve {
  /** Smallest dimension for which the curve was fitted. */
  public static final int MIN_DIMENSION = 450;

  /** Smallest dimension for which the lines of block-binary keys were fitted. */
  public static final int MIN_BLOCK_DIMENSION = 600;

  /** Largest dimension for which the lines of block-binary keys were fitted. */
  public static final int MAX_BLOCK_DIMENSION = 1200;

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

  private record Line(double slope, double intercept) {
    double at(int dimension) {
      return slope * dimension + intercept;
    }
  }

  /** The two lines of a kind of key, and the dimensions that they hold for. */
  private enum Curve {
    UNIFORM(new Line(-0.025696778711484593, 2.675931372549016), new Line(-0.024891456582633045, 2.65734593837534),
        MIN_DIMENSION, Integer.MAX_VALUE),
    BLOCKS_OF_THREE(new Line(-0.025853, 5.1658), new Line(-0.025093, 5.1939),
        MIN_BLOCK_DIMENSION, MAX_BLOCK_DIMENSION);

    private final Line floor;
    private final Line target;
    private final int least;
    private final int most;

    Curve(Line floor, Line target, int least, int most) {
      this.floor = floor;
      this.target = target;
      this.least = least;
      this.most = most;
    }

    static Curve of(int blockLength) {
      return switch (blockLength) {
        case 1 -> UNIFORM;
        case Parameters.BLOCK_LENGTH -> BLOCKS_OF_THREE;
        default -> throw refused("there are security curves for keys of blocks of 1 and of "
            + Parameters.BLOCK_LENGTH + " bits, not of " + blockLength);
      };
    }

    boolean holdsFor(int dimension) {
      return dimension >= least && dimension <= most;
    }

    Curve requireDimension(int dimension) {
      if (!holdsFor(dimension)) {
        throw refused(this == UNIFORM
            ? "the security curve holds for dimensions of " + least + " and more, not " + dimension
            : "the security lines of block-binary keys hold for dimensions of " + least + " to " + most + ", not "
                + dimension);
      }
      return this;
    }

    Line line(int bits) {
      return switch (bits) {
        case FLOOR_BITS -> floor;
        case TARGET_BITS -> target;
        default -> throw refused("the security curve exists for " + FLOOR_BITS + " and " + TARGET_BITS
            + " bits, not " + bits);
      };
    }
  }

  /** Whether the curve for keys of such blocks says anything about a dimension. */
  static boolean holdsFor(int dimension, int blockLength) {
    return Curve.of(blockLength).holdsFor(dimension);
  }

  /** Smallest secure noise of a uniform binary key. */
  public static double minimalStandardDeviationLog2(int dimension, int securityBits) {
    return minimalStandardDeviationLog2(dimension, securityBits, 1);
  }

  /**
   * Smallest secure noise.
   *
   * @param dimension LWE dimension n, or kN for a GLWE key; at least {@link #MIN_DIMENSION}; for a block-binary
   *     key {@value #MIN_BLOCK_DIMENSION} to {@value #MAX_BLOCK_DIMENSION}
   * @param securityBits 128 or 132
   * @param blockLength 1 for a uniform binary key, {@value Parameters#BLOCK_LENGTH} for a block-binary one
   * @return log2 of the smallest standard deviation, relative to the torus
   * @throws NightjarException for another dimension, level or block length
   */
  public static double minimalStandardDeviationLog2(int dimension, int securityBits, int blockLength) {
    Curve curve = Curve.of(blockLength).requireDimension(dimension);
    return Math.max(curve.line(securityBits).at(dimension), LOG2_SIGMA_FLOOR);
  }

  /** Security of a uniform binary key. */
  public static double securityBits(int dimension, double standardDeviationLog2) {
    return securityBits(dimension, standardDeviationLog2, 1);
  }

  /** Security of the weaker key of a set, see {@link Parameters#securityBits()}. */
  static double securityBits(Parameters p) {
    double glweNoise = p.glweNoise().standardDeviationLog2();
    if (p.bootstraps() && !holdsFor(p.lweDimension(), p.blockLength()) || !holdsFor(p.bigLweDimension(), 1)) {
      return 0;
    }
    if (!p.bootstraps()) {
      return securityBits(p.bigLweDimension(), glweNoise);
    }
    return Math.min(securityBits(p.lweDimension(), p.lweNoise().standardDeviationLog2(), p.blockLength()),
        securityBits(p.bigLweDimension(), glweNoise));
  }

  /**
   * Security of a key, interpolated between the 128-bit and the 132-bit curve at fixed dimension. Outside of
   * the two curves the straight line is continued, which understates the security on both sides (at fixed
   * dimension it is a convex function of log2 σ), and ends at {@link #MAX_REPORTED_BITS}; noise with
   * {@code σ·q < 4} counts as 0 bits.
   *
   * @param dimension LWE dimension n, or kN for a GLWE key; at least {@link #MIN_DIMENSION}; for a block-binary
   *     key {@value #MIN_BLOCK_DIMENSION} to {@value #MAX_BLOCK_DIMENSION}
   * @param standardDeviationLog2 log2 of the noise's standard deviation, relative to the torus
   * @param blockLength 1 for a uniform binary key, {@value Parameters#BLOCK_LENGTH} for a block-binary one
   * @return bits of security, 0 to {@link #MAX_REPORTED_BITS}
   * @throws NightjarException for another dimension or block length
   */
  public static double securityBits(int dimension, double standardDeviationLog2, int blockLength) {
    Curve curve = Curve.of(blockLength).requireDimension(dimension);
    if (standardDeviationLog2 < LOG2_SIGMA_FLOOR) {
      return 0;
    }
    double low = curve.floor.at(dimension);
    double high = curve.target.at(dimension);
    double share = (standardDeviationLog2 - low) / (high - low);
    double bits = FLOOR_BITS + share * (TARGET_BITS - FLOOR_BITS);
    return Math.min(Math.max(bits, 0), MAX_REPORTED_BITS);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.INVALID_PARAMETERS, message);
  }
}
