package dev.nightjar.api.params;

/**
 * Hardness of module-LWE with a small secret and few samples: of telling {@code Σ_i r_i A_i + e} for public
 * uniform A_i from uniform words, when no other sample has the secret r.
 *
 * <p>The primal attack embeds m of the samples and the n coefficients of the secret in a lattice of dimension
 * {@code n + m + 1}, the secret scaled to the noise, and finds the shortest vector with a block size β for
 * which {@code √β σ ≤ δ(β)^(2β - d - 1) vol^(1/d)} (Alkim, Ducas, Pöppelmann, Schwabe, <em>Post-quantum Key
 * Exchange: A New Hope</em>, eprint 2015/1092, section 6.3; δ of Chen's thesis). Counted is the
 * <em>core-SVP</em> figure {@code 0.265 β} of that paper, less than any attack known takes, quantum ones
 * included, and less than {@link SecurityCurve} says of the same key by 20 to 30 bits: a margin for attacks
 * that guess a part of the secret. A secret of rank r has r times the dimension while the samples stay N, so
 * that hardness grows with the square of r; and a secret of wider coefficients is longer, which brings the
 * shortest vector nearer to what a random lattice of this volume has. Beyond that, no block finds it, and the
 * figure is that of a block as large as the lattice.
 */
public final class ModuleHardness {
  private static final double BITS_OF_A_BLOCK = 0.265;
  private static final int LEAST_BLOCK = 60;

  /** log2 of the standard deviation of a uniform ternary coefficient. */
  static final double TERNARY_LOG2 = Math.log(2.0 / 3) / Math.log(2) / 2;
  private static final int STEPS = 32;

  private ModuleHardness() {
  }

  /**
   * Bits of hardness with a uniform ternary secret.
   *
   * @param dimension coefficients of the secret
   * @param samples words of the mask
   * @param standardDeviationLog2 of the noise, relative to the torus
   */
  public static double bits(int dimension, int samples, double standardDeviationLog2) {
    return bits(dimension, samples, standardDeviationLog2, TERNARY_LOG2);
  }

  /**
   * Bits of hardness.
   *
   * @param dimension coefficients of the secret
   * @param samples words of the mask
   * @param standardDeviationLog2 of the noise, relative to the torus
   * @param secretLog2 log2 of the standard deviation of a coefficient of the secret, an integer; at least that of a
   *     uniform ternary one, and no wider than the noise
   */
  public static double bits(int dimension, int samples, double standardDeviationLog2, double secretLog2) {
    double noise = TUniform.MODULUS_LOG2 + standardDeviationLog2;
    if (secretLog2 < TERNARY_LOG2 || secretLog2 > noise) {
      throw new IllegalArgumentException("a secret has a standard deviation of 2^" + TERNARY_LOG2 + " to 2^" + noise
          + ", that of the noise, not of 2^" + secretLog2);
    }
    int best = dimension + samples + 1;
    for (int step = STEPS / 8; step <= STEPS; step++) {
      best = Math.min(best, block(dimension, samples * step / STEPS, noise, secretLog2));
    }
    return BITS_OF_A_BLOCK * best;
  }

  /** The smallest block size that finds the secret with so many samples. */
  private static int block(int n, int m, double noiseLog2, double secretLog2) {
    int d = n + m + 1;
    double root = ((double) m * TUniform.MODULUS_LOG2 + n * (noiseLog2 - secretLog2)) / d;
    int low = LEAST_BLOCK;
    int high = d;
    if (!finds(high, d, root, noiseLog2)) {
      return Integer.MAX_VALUE;
    }
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (finds(middle, d, root, noiseLog2)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static boolean finds(int block, int d, double rootLog2, double noiseLog2) {
    return log2(block) / 2 + noiseLog2 <= (2.0 * block - d - 1) * deltaLog2(block) + rootLog2;
  }

  /** {@code ((πβ)^(1/β) β / 2πe)^(1/(2(β-1)))}. */
  private static double deltaLog2(int block) {
    return (log2(Math.PI * block) / block + log2(block / (2 * Math.PI * Math.E))) / (2 * (block - 1.0));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
