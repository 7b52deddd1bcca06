package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.TUniform;
import java.util.Objects;
import java.util.Optional;

/**
 * That a server hides its circuit in its answers, and with how much noise: to every output it adds an encryption of
 * zero of its own making ({@link Rerandomisation}), so that no word of a mask depends on the circuit in a way that
 * anybody can see, and to its body a <em>flood</em>, the sum of {@value #FLOOD_TERMS} draws of TUniform noise, which
 * drowns the noise that the circuit left in the phase. Immutable.
 *
 * <p>Why three draws: their sum is bounded, so that a flood takes {@code 3 · 2^b} of an output's margin and no more,
 * however small a failure is asked for; and its density, a quadratic spline, has a Fisher information within 4 percent
 * of the least that a density of its width can have, {@code (2 π / width)^2}. At equal failure of 2^-64 normal noise
 * tells eight times as much of what it floods, and a single uniform draw, whose density ends in steps, far more.
 *
 * @param maskNoise noise of each word of the mask
 * @param flood each of the draws whose sum is added to the body
 * @param rank polynomials of the server's secret for each of k: the query has {@code rank k} encryptions of zero
 * @param secret of each of their coefficients, an integer, no narrower than a uniform ternary one and no wider than the
 *     noise; empty for a uniform ternary one
 */
public record AnswerHiding(TUniform maskNoise, TUniform flood, int rank, Optional<TUniform> secret) {
  /** Draws in a flood. */
  public static final int FLOOD_TERMS = 3;

  /** Largest density of the sum of three uniform draws of unit width, in its middle. */
  private static final double PEAK = 0.75;

  /**
   * Fisher information of that sum about its location. Its density is {@code t^2 / 2} on the outer thirds, which give
   * 2 each, and {@code 3/4 - x^2} on the middle one, which gives {@code 4 (√3/2 ln(2 + √3) - 1)}.
   */
  private static final double FISHER = 4 + 4 * (Math.sqrt(3) / 2 * Math.log(2 + Math.sqrt(3)) - 1);

  /** Three floods do not wrap around the torus. */
  private static final int MAX_FLOOD_LOG2 = 61;

  /** Highest rank. */
  public static final int MAX_RANK = 16;

  /** Widest secret, log2 of its bound: a product with it has few limbs still. */
  public static final int MAX_SECRET_LOG2 = 16;

  public AnswerHiding {
    Objects.requireNonNull(maskNoise, "maskNoise");
    Objects.requireNonNull(flood, "flood");
    if (flood.boundLog2() > MAX_FLOOD_LOG2) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a flood has a bound of at most 2^" + MAX_FLOOD_LOG2
          + " a draw, not 2^" + flood.boundLog2());
    }
    if (rank < 1 || rank > MAX_RANK) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "answers are hidden with a rank of 1 to " + MAX_RANK
          + ", not " + rank);
    }
    int widest = Math.min(MAX_SECRET_LOG2, maskNoise.boundLog2());
    if (secret.filter(s -> s.boundLog2() < 1 || s.boundLog2() > widest).isPresent()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a secret that hides answers has a bound of 2^1 to 2^"
          + widest + ", not 2^" + secret.get().boundLog2());
    }
  }

  /** The same with a uniform ternary secret. */
  public AnswerHiding(TUniform maskNoise, TUniform flood, int rank) {
    this(maskNoise, flood, rank, Optional.empty());
  }

  /** The same of rank 1. */
  public AnswerHiding(TUniform maskNoise, TUniform flood) {
    this(maskNoise, flood, 1);
  }

  /** Encryptions of zero in a query. */
  public int zeros(Parameters p) {
    return rank * Rerandomisation.zeros(p);
  }

  /** Torus distance that a flood never passes. */
  public double floodBound() {
    return FLOOD_TERMS * Math.scalb(1.0, flood.boundLog2() - Long.SIZE);
  }

  /** Variance of a flood, relative to the torus. */
  public double floodVariance() {
    return FLOOD_TERMS * flood.variance();
  }

  /**
   * Variance that an output gains beside the flood, relative to the torus.
   *
   * @param zeroVariance that rounding adds to a coefficient of an encryption of zero, see {@code ShortQuery}
   */
  public double variance(Parameters p, double zeroVariance) {
    return Rerandomisation.variance(p, maskNoise, zeros(p), zeroVariance, secret);
  }

  /** Hardness, in bits, of telling a mask from uniform words. */
  public double maskBits(Parameters p) {
    return secret.map(wide -> Rerandomisation.securityBits(p, maskNoise, rank, wide))
        .orElseGet(() -> Rerandomisation.securityBits(p, maskNoise, rank));
  }

  /**
   * Bits that the body of an output tells at most, whatever the query and whatever is asked: log2 of the number of
   * torus words times the largest probability that a flood gives one. By so much, too, does knowing the body raise the
   * chance of any guess.
   */
  public double bodyBits() {
    return Long.SIZE - width() + log2(PEAK);
  }

  /**
   * {@code 1 / J}, J being the Fisher information of a flood, relative to the torus: in what it tells of a small normal
   * signal, a flood is as good as normal noise of this variance or better.
   */
  public double floodingVariance() {
    return Math.scalb(1 / FISHER, 2 * (width() - Long.SIZE));
  }

  /** log2 of the words over which one draw spreads. */
  private int width() {
    return flood.boundLog2() + 1;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
