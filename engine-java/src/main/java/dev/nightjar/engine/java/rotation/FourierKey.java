package dev.nightjar.engine.java.rotation;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;

/**
 * A bootstrapping key in the Fourier domain: for each GGSW {@code [M / interleave][column c][row r][re,
 * im][interleave]}, every torus word divided by M, which the inverse transform leaves out. In an unrolled key the product of two bits
 * follows them: {@code s_0, s_1, s_0 s_1, s_2, …}.
 *
 * <p>Single bootstraps load vectors of {@code interleave} points from it, batches broadcast single points: one
 * layout serves both, and each reads it front to back.
 */
public final class FourierKey {
  private final Shape shape;
  private final double[] values;
  private final int interleave;

  /** A key of zeros. */
  public FourierKey(Shape shape, int interleave) {
    this.shape = shape;
    this.interleave = interleave;
    this.values = Buffers.allocate(Math.multiplyExact(shape.ggswCount(), shape.ggswWords()));
  }

  /** Transforms a standard-domain key; GGSW ciphertexts are independent of each other. */
  public static FourierKey load(EvaluationKey key, Shape shape, PolynomialKernel kernel, Workers workers) {
    FourierKey loaded = new FourierKey(shape, kernel.interleave());
    workers.forRanges(shape.ggswCount(), (from, to) -> {
      PolynomialKernel threadKernel = kernel.forThread();
      MaskStream masks = key.bskMasks();
      long[] row = new long[shape.columns() * shape.polynomialSize()];
      double[] polynomial = Buffers.allocate(shape.polynomialSize());
      for (int i = from * shape.rows(); i < to * shape.rows(); i++) {
        key.expandBskRow(masks, i, row, 0);
        loaded.transformRow(threadKernel, i, row, polynomial);
      }
    });
    return loaded;
  }

  /** One of the GLWE rows of all GGSWs; row order in a GGSW is that of the standard-domain key. */
  private void transformRow(PolynomialKernel kernel, int index, long[] row, double[] polynomial) {
    int n = shape.polynomialSize();
    int r = index % shape.rows();
    for (int c = 0; c < shape.columns(); c++) {
      for (int j = 0; j < n; j++) {
        polynomial[Buffers.START + j] = Torus.fromWord(row[c * n + j]) / shape.points();
      }
      kernel.forward(polynomial, Buffers.START);
      scatter(polynomial, ggswOffset(index / shape.rows()) + 2 * interleave * (c * shape.rows() + r));
    }
  }

  private void scatter(double[] polynomial, int to) {
    int points = shape.points();
    int step = 2 * interleave * shape.rows() * shape.columns();
    for (int p = 0; p < points; p += interleave, to += step) {
      System.arraycopy(polynomial, Buffers.START + p, values, to, interleave);
      System.arraycopy(polynomial, Buffers.START + points + p, values, to + interleave, interleave);
    }
  }

  public double[] values() {
    return values;
  }

  /** Where a GGSW begins that is the i-th of the standard-domain key: products come last there. */
  private int ggswOffset(int i) {
    int n = shape.lweDimension();
    return i < n ? offset(i) : offset(2 * (i - n)) + 2 * shape.ggswWords();
  }

  /** Where the GGSW of a key bit begins. */
  public int offset(int bit) {
    int index = shape.unrolled() ? bit + bit / 2 : bit;
    return Buffers.START + index * shape.ggswWords();
  }

  public long memoryBytes() {
    return (long) values.length * Double.BYTES;
  }
}
