package dev.nightjar.engine.java.product;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;

/**
 * One GGSW ciphertext in the Fourier domain: a view of {@link Shape#ggswWords} doubles of an array.
 *
 * <p>Layout: {@code [M / interleave][column c][row r][re, im][interleave]}, every torus word divided by M, which the
 * inverse transform leaves out. Single bootstraps load vectors of {@code interleave} points from it, groups broadcast
 * single points: one layout serves both, and each reads it front to back.
 *
 * @param shape sizes of the ciphertext
 * @param interleave points that lie side by side, {@link PolynomialKernel#interleave}
 * @param values the array, shared with the other ciphertexts of a key
 * @param start where the ciphertext begins in it
 */
public record FourierGgsw(Shape shape, int interleave, double[] values, int start) {

  /**
   * Transforms one of the {@link Shape#rows} GLWE ciphertexts that a GGSW ciphertext consists of, and writes it.
   *
   * @param kernel used by no other thread
   * @param row its number; the order is that of the standard-domain key
   * @param words torus words of its k + 1 polynomials, one behind the other
   * @param polynomial working memory from {@link Buffers#allocate} for one polynomial
   */
  public void setRow(PolynomialKernel kernel, int row, long[] words, double[] polynomial) {
    int n = shape.polynomialSize();
    for (int c = 0; c < shape.columns(); c++) {
      for (int j = 0; j < n; j++) {
        polynomial[Buffers.START + j] = Torus.fromWord(words[c * n + j]) / shape.points();
      }
      kernel.forward(polynomial, Buffers.START);
      scatter(polynomial, start + 2 * interleave * (c * shape.rows() + row));
    }
  }

  private void scatter(double[] polynomial, int to) {
    int points = shape.points();
    int step = 2 * interleave * shape.rows() * shape.columns();
    for (int p = 0, at = to; p < points; p += interleave, at += step) {
      System.arraycopy(polynomial, Buffers.START + p, values, at, interleave);
      System.arraycopy(polynomial, Buffers.START + points + p, values, at + interleave, interleave);
    }
  }
}
