package dev.nightjar.api.params;

/** How the coefficients of a GLWE secret key are drawn: each uniformly from a small set, all independently. */
public enum SecretDistribution {
  /** From 0 and 1. */
  BINARY(1.0 / 2),

  /**
   * From -1, 0 and 1. Its mean is zero, so that the square of the key is as small as noise, where that of a binary key
   * is of size N: what relinearisation multiplies by the square of the key stays small.
   */
  TERNARY(2.0 / 3);

  private final double meanSquare;

  SecretDistribution(double meanSquare) {
    this.meanSquare = meanSquare;
  }

  /** The mean of a coefficient's square. */
  public double meanSquare() {
    return meanSquare;
  }
}
