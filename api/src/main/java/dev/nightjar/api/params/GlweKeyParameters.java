package dev.nightjar.api.params;

/**
 * A GLWE key: k binary polynomials of N coefficients, and the noise of what is encrypted under it. Ciphertexts travel
 * under this key, as GLWE ciphertexts or as LWE ciphertexts of dimension kN.
 *
 * @param dimension k, 1 to 16
 * @param polynomialSize N, a power of two, 256 to 65536; kN, too, is at most 65536
 * @param noise of the bootstrapping key and of fresh ciphertexts
 */
public record GlweKeyParameters(int dimension, int polynomialSize, TUniform noise) {
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
  }

  /** Dimension kN of the LWE key that the coefficients of this key are. */
  public int lweDimension() {
    return dimension * polynomialSize;
  }
}
