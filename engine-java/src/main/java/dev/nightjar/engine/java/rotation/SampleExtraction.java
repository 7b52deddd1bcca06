package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.ring.Shape;

/**
 * Reads coefficients 0 to {@code outputs - 1} of a rotated look-up table as LWE ciphertexts under the big key.
 * Coefficient h of the table is coefficient {@code h / 2^ν} of part {@code h mod 2^ν}. Tables of several values have
 * outputs that are combinations of coefficients, {@link FactorExtraction}.
 */
public final class SampleExtraction {
  private SampleExtraction() {}

  /** Access to an accumulator, whatever its layout. */
  public interface Coefficients {
    /** Coefficient {@code j} of polynomial {@code c} of a part, as a torus word. */
    long word(int part, int c, int j);
  }

  /** Writes all outputs of ciphertext {@code i} of a group. */
  public static void extract(Shape shape, BlindRotator.Group group, int i, Coefficients accumulator) {
    if (group.tables().haveFactors()) {
      group.factors().orElseThrow().extract(group, i, accumulator);
      return;
    }
    int outputs = group.tables().outputs();
    for (int h = 0; h < outputs; h++) {
      int at = group.out().offset((group.first() + i) * outputs + h);
      coefficient(shape, accumulator, h % shape.parts(), h / shape.parts(), group.out().words(), at);
    }
  }

  /**
   * {@code (A S)_h = Σ_{j ≤ h} A_{h-j} S_j - Σ_{j > h} A_{N+h-j} S_j}, read as an inner product with the key.
   */
  private static void coefficient(Shape shape, Coefficients glwe, int part, int h, long[] out, int at) {
    int n = shape.polynomialSize();
    for (int c = 0; c < shape.glweDimension(); c++) {
      for (int j = 0; j <= h; j++) {
        out[at + c * n + j] = glwe.word(part, c, h - j);
      }
      for (int j = h + 1; j < n; j++) {
        out[at + c * n + j] = -glwe.word(part, c, n + h - j);
      }
    }
    out[at + shape.bigDimension()] = glwe.word(part, shape.glweDimension(), h);
  }
}
