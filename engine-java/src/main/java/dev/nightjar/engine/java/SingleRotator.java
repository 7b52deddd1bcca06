package dev.nightjar.engine.java;

import java.util.Arrays;

/**
 * Blind rotation one ciphertext at a time, SIMD across the polynomial. A group shares the reading of each
 * GGSW.
 *
 * <p>Step i of a ciphertext is the CMUX {@code acc += BSK_i ⊡ (X^{a_i} - 1) acc}, which multiplies by {@code
 * X^{a_i}} if key bit i is one.
 */
final class SingleRotator implements BlindRotator {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final int stride;
  private final double[] accumulators;
  private final double[] digits;
  private final double[] product;
  private final long[] table;

  SingleRotator(Shape shape, PolynomialKernel kernel, int capacity) {
    this.shape = shape;
    this.kernel = kernel;
    this.stride = shape.columns() * kernel.accumulatorStride();
    this.accumulators = Buffers.allocate(capacity * stride);
    this.digits = Buffers.allocate(shape.rows() * shape.polynomialSize());
    this.product = Buffers.allocate(shape.columns() * shape.polynomialSize());
    this.table = new long[shape.polynomialSize()];
  }

  @Override
  public void rotate(FourierKey key, Group group) {
    int n = shape.lweDimension();
    for (int i = 0; i < group.count(); i++) {
      begin(group, i);
    }
    for (int bit = 0; bit < n; bit++) {
      for (int i = 0; i < group.count(); i++) {
        int exponent = group.exponents()[(group.first() + i) * (n + 1) + bit];
        if (exponent != 0) {
          step(key, bit, exponent, Buffers.START + i * stride);
        }
      }
    }
    for (int i = 0; i < group.count(); i++) {
      extract(group, i);
    }
  }

  /** The trivial encryption of {@code X^{-b}} times the test polynomial. */
  private void begin(Group group, int i) {
    int size = shape.polynomialSize();
    int acc = Buffers.START + i * stride;
    Arrays.fill(accumulators, acc, acc + stride, 0);
    group.tables().copyPolynomial(group.tableOf()[group.first() + i], table, 0);
    int body = acc + shape.glweDimension() * kernel.accumulatorStride();
    int exponent = group.exponents()[(group.first() + i + 1) * (shape.lweDimension() + 1) - 1];
    for (int j = 0; j < size; j++) {
      accumulators[body + j] = Torus.fromWord(Monomial.coefficient(table, j + exponent));
    }
    kernel.seal(accumulators, body);
  }

  private void step(FourierKey key, int bit, int exponent, int acc) {
    int size = shape.polynomialSize();
    for (int c = 0; c < shape.columns(); c++) {
      kernel.decompose(accumulators, acc + c * kernel.accumulatorStride(), exponent,
          digits, Buffers.START + c * size, shape.columns() * size);
    }
    for (int r = 0; r < shape.rows(); r++) {
      kernel.forward(digits, Buffers.START + r * size);
    }
    kernel.multiply(key.values(), key.offset(bit), digits, Buffers.START, product, Buffers.START);
    for (int c = 0; c < shape.columns(); c++) {
      kernel.accumulate(product, Buffers.START + c * size,
          accumulators, acc + c * kernel.accumulatorStride());
    }
  }

  private void extract(Group group, int i) {
    int acc = Buffers.START + i * stride;
    SampleExtraction.extract(shape, group, i, (c, j) ->
        Torus.toWord(accumulators[acc + c * kernel.accumulatorStride() + j]));
  }
}
