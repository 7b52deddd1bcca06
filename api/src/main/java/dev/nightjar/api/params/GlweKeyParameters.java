package dev.nightjar.api.params;

/**
 * A GLWE key: k polynomials of N small coefficients, and the noise of what is encrypted under it. Ciphertexts travel
 * under this key, as GLWE ciphertexts or as LWE ciphertexts of dimension kN.
 *
 * @param dimension k, 1 to 16
 * @param polynomialSize N, a power of two, 256 to 65536; kN, too, is at most 65536
 * @param noise of the evaluation key and of fresh ciphertexts
 * @param secret how the key's coefficients are drawn
 */
public record GlweKeyParameters(int dimension, int polynomialSize, TUniform noise, SecretDistribution secret) {
  static final int MIN_POLYNOMIAL_SIZE = 256;
  static final int MAX_POLYNOMIAL_SIZE = 65536;

  private static final int MAX_DIMENSION = 16;

  /** Checks the ranges. */
  public GlweKeyParameters {
    ParameterChecks.requireRange("GLWE dimension k", dimension, 1, MAX_DIMENSION);
    ParameterChecks.requireRange("polynomial size N", polynomialSize, MIN_POLYNOMIAL_SIZE, MAX_POLYNOMIAL_SIZE);
    if (Integer.bitCount(polynomialSize) != 1) {
      throw ParameterChecks.refused("the polynomial size N must be a power of two, not " + polynomialSize);
    }
    ParameterChecks.requireRange("big LWE dimension kN", dimension * polynomialSize, MIN_POLYNOMIAL_SIZE,
        MAX_POLYNOMIAL_SIZE);
    ParameterChecks.requireGiven("noise of the GLWE key", noise);
    ParameterChecks.requireGiven("distribution of the GLWE key", secret);
  }

  /** A binary key. */
  public GlweKeyParameters(int dimension, int polynomialSize, TUniform noise) {
    this(dimension, polynomialSize, noise, SecretDistribution.BINARY);
  }

  /** Dimension kN of the LWE key that the coefficients of this key are. */
  public int lweDimension() {
    return dimension * polynomialSize;
  }
}
