package dev.nightjar.api.params;

import java.util.Optional;

/**
 * What adding a fresh encryption of zero to an output costs in noise and gives in hardness.
 *
 * <p>The client's query holds k GLWE encryptions of zero, {@code Z_i = (A_i1, …, A_ik, B_i)}. For each output
 * the server draws k small polynomials {@code r_i}, ternary ones at least, and k polynomials {@code e_j} of
 * noise, and adds {@code (Σ_i r_i A_i1 + e_1, …, Σ_i r_i A_ik + e_k)} to the mask and {@code Σ_i r_i B_i} to
 * the body. What is added to the mask is a module-LWE sample of dimension kN whose secret is the server's. This
 * is encryption under a public key as in Lyubashevsky, Peikert, Regev, <em>On Ideal Lattices and Learning with
 * Errors over Rings</em> (eprint 2012/230).
 *
 * <p>The phase grows by {@code Σ r_i E_i - Σ e_j S_j}, E_i being the noise of Z_i and S the client's key.
 */
public final class Rerandomisation {
  /** Variance of a uniform ternary coefficient. */
  private static final double TERNARY_VARIANCE = 2.0 / 3;

  private Rerandomisation() {
  }

  /** Encryptions of zero that a query needs: k, so that the server's secret has as many coefficients as a GLWE key. */
  public static int zeros(Parameters p) {
    return p.glweDimension();
  }

  /**
   * Variance that an output gains with a ternary secret: {@code zN 2/3 (V(Z) + R) + kN m V(e)}, m being the mean square
   * of a key coefficient.
   *
   * @param zeros z, encryptions of zero
   * @param zeroVariance R, which rounding their words added
   */
  public static double variance(Parameters p, TUniform maskNoise, int zeros, double zeroVariance) {
    return variance(p, maskNoise, zeros, zeroVariance, Optional.empty());
  }

  /**
   * The same with a secret of other coefficients, whose variance is then in the place of 2/3.
   *
   * @param secret of a coefficient, an integer; empty for a uniform ternary one
   */
  public static double variance(Parameters p, TUniform maskNoise, int zeros, double zeroVariance,
      Optional<TUniform> secret) {
    return ofZeros(p, zeros, secret) * (p.glweNoise().variance() + zeroVariance)
        + p.bigLweDimension() * p.glweKey().secret().meanSquare() * maskNoise.variance();
  }

  /**
   * Mean square length of the server's secret: by so much an output's variance grows with that of a coefficient of the
   * encryptions of zero.
   */
  public static double ofZeros(Parameters p, int zeros, Optional<TUniform> secret) {
    return (double) zeros * p.polynomialSize() * secret.map(Rerandomisation::integerVariance).orElse(TERNARY_VARIANCE);
  }

  private static double integerVariance(TUniform secret) {
    return Math.scalb(secret.variance(), 2 * TUniform.MODULUS_LOG2);
  }

  /**
   * Hardness, in bits, of telling what was added to a mask from uniform words, by {@link SecurityCurve#securityBits} at
   * dimension kN. The curve is that of uniform binary secrets; a ternary one has more entropy and a larger variance,
   * and no known attack is cheaper on it. 0 where the curve says nothing about the dimension.
   */
  public static double securityBits(Parameters p, TUniform maskNoise) {
    return SecurityCurve.holdsFor(p.bigLweDimension(), 1)
        ? SecurityCurve.securityBits(p.bigLweDimension(), maskNoise.standardDeviationLog2()) : 0;
  }

  /**
   * The same for a mask that has the server's secret of a rank above 1, by {@link ModuleHardness}: the secret has
   * {@code rank kN} coefficients, the mask kN words.
   */
  public static double securityBits(Parameters p, TUniform maskNoise, int rank) {
    return rank == 1 ? securityBits(p, maskNoise)
        : ModuleHardness.bits(rank * p.bigLweDimension(), p.bigLweDimension(), maskNoise.standardDeviationLog2());
  }

  /**
   * The same for a secret of wider coefficients; for all of a query's ranks, 1 included, by {@link ModuleHardness}.
   *
   * @param secret of a coefficient, an integer
   */
  public static double securityBits(Parameters p, TUniform maskNoise, int rank, TUniform secret) {
    return ModuleHardness.bits(rank * p.bigLweDimension(), p.bigLweDimension(), maskNoise.standardDeviationLog2(),
        TUniform.MODULUS_LOG2 + secret.standardDeviationLog2());
  }

  /**
   * The widest noise for the mask that takes no more of an output's margin than a deviation, but none narrower than
   * that of the GLWE key.
   */
  public static TUniform widestMaskNoise(Parameters p, double deviation) {
    TUniform noise = p.glweNoise();
    while (p.bigLweDimension() * p.glweKey().secret().meanSquare()
        * new TUniform(noise.boundLog2() + 1).variance() <= deviation * deviation) {
      noise = new TUniform(noise.boundLog2() + 1);
    }
    return noise;
  }

  /**
   * The narrowest noise for the mask that makes it this hard, but none that takes more of an output's margin than a
   * deviation, and none narrower than that of the GLWE key.
   *
   * @param securityBits wanted hardness; more than {@link SecurityCurve#MAX_REPORTED_BITS} counts as that
   * @param deviation standard deviation, relative to the torus, that {@code Σ e_j S_j} may have
   */
  public static TUniform maskNoise(Parameters p, double securityBits, double deviation) {
    double wanted = Math.min(securityBits, SecurityCurve.MAX_REPORTED_BITS);
    TUniform noise = p.glweNoise();
    while (SecurityCurve.holdsFor(p.bigLweDimension(), 1) && securityBits(p, noise) < wanted) {
      TUniform wider = new TUniform(noise.boundLog2() + 1);
      if (p.glweKey().secret().meanSquare() * p.bigLweDimension() * wider.variance() > deviation * deviation) {
        return noise;
      }
      noise = wider;
    }
    return noise;
  }
}
