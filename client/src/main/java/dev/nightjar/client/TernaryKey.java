package dev.nightjar.client;

/**
 * Uniform ternary GLWE keys of dimension 1, as coefficients -1, 0 and 1.
 *
 * <p>A key has at most 2N/3 coefficients that are not zero, and the squares of the coefficients of its square S² add
 * up to at most 8N²/9: the means, which the noise formulas of levelled computation count on. A key above one of them is
 * drawn anew as a whole, so that the bounds hold for every key and not for the mean over keys. About four keys in ten
 * are kept, which costs 1.3 bits of a key's entropy of 3246 bits (N = 2048), and how many were drawn tells nothing
 * about the last.
 *
 * <p>Constant time: no branch but the one on a whole key, and no index, depends on a coefficient.
 */
final class TernaryKey {
  private TernaryKey() {
  }

  /** Fills an array of N with a key. */
  static void draw(SecretStream stream, long[] coefficients) {
    do {
      stream.nextTernary(coefficients);
    } while (!isKept(coefficients));
  }

  /** Whether a key is one that is drawn. */
  static boolean isKept(long[] coefficients) {
    return isLight(coefficients) & squareIsLight(coefficients);
  }

  private static boolean isLight(long[] coefficients) {
    long weight = 0;
    for (long coefficient : coefficients) {
      weight += coefficient & 1;
    }
    return 3 * weight <= 2L * coefficients.length;
  }

  private static boolean squareIsLight(long[] coefficients) {
    GlweCoefficients copy = GlweCoefficients.ternary(coefficients.clone());
    try (KeyProduct product = new KeyProduct(coefficients.length, copy)) {
      long sum = 0;
      for (long value : product.of(coefficients, 0)) {
        sum += value * value;
      }
      return 9 * sum <= 8L * coefficients.length * coefficients.length;
    } finally {
      copy.wipe();
    }
  }
}
