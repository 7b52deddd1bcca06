package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.product.FourierGgsw;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import java.util.Arrays;

/**
 * Multiplies a rotated accumulator by the factors of a table of several values and reads coefficient 0 of each product
 * as an LWE ciphertext.
 *
 * <p>Mask polynomials are multiplied in the Fourier domain. The transform's rounding changes a coefficient by some
 * 2^-47 of the factor's 2-norm, a billionth of what the accumulator's noise does. Of the body only coefficient 0 is
 * computed, without a transform. The accumulator of an extended table has 2^ν parts; its coefficient -d is coefficient
 * -e of part r with {@code d = 2^ν e - r}, so that each part has a factor of its own and the products are added up.
 *
 * <p>Owns its working memory: one thread at a time.
 */
final class FactorExtraction {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final int size;
  private final int parts;
  private final FourierGgsw factor;
  /** Spectra of the mask's parts, column by column, then a product, then its coefficients. */
  private final double[] memory;
  private final int product;
  private final int coefficients;
  private final double[] polynomial;
  private final long[] body;
  private final long[][] weights;

  /**
   * For one shape.
   *
   * @param kernel for {@link #column} of the shape, used by no other thread
   */
  FactorExtraction(Shape shape, PolynomialKernel kernel) {
    this.shape = shape;
    this.kernel = kernel;
    this.size = shape.polynomialSize();
    this.parts = shape.parts();
    Shape column = column(shape);
    this.factor = new FourierGgsw(column, kernel.interleave(), Buffers.allocate(column.ggswWords()), Buffers.START);
    this.product = Buffers.START + shape.glweDimension() * parts * size;
    this.coefficients = product + size;
    this.memory = Buffers.allocate(coefficients + kernel.accumulatorStride());
    this.polynomial = Buffers.allocate(size);
    this.body = new long[parts * size];
    this.weights = new long[parts][size];
  }

  /** The shape of a factor: one column without secret, with a row for each part. */
  static Shape column(Shape shape) {
    return new Shape(1, 0, shape.polynomialSize(), 1, shape.parts(), 1, 1, 1, 0, false);
  }

  /** Writes all outputs of ciphertext {@code i} of a group. */
  void extract(BlindRotator.Group group, int i, SampleExtraction.Coefficients accumulator) {
    read(accumulator);
    int table = group.tableOf()[group.first() + i];
    int outputs = group.tables().outputs();
    for (int o = 0; o < outputs; o++) {
      spread(group.tables().factor(table, o));
      for (int part = 0; part < parts; part++) {
        factor.setRow(kernel, part, weights[part], polynomial);
      }
      write(group.out().words(), group.out().offset((group.first() + i) * outputs + o));
    }
  }

  private void read(SampleExtraction.Coefficients accumulator) {
    int at = Buffers.START;
    for (int c = 0; c < shape.glweDimension(); c++) {
      for (int part = 0; part < parts; part++, at += size) {
        for (int j = 0; j < size; j++) {
          // Not divided by 2^64, as the factor, read as torus words, is.
          memory[at + j] = accumulator.word(part, c, j);
        }
        kernel.forward(memory, at);
      }
    }
    for (int part = 0; part < parts; part++) {
      for (int j = 0; j < size; j++) {
        body[part * size + j] = accumulator.word(part, shape.glweDimension(), j);
      }
    }
  }

  /** The factors of the parts. */
  private void spread(int[] of) {
    for (long[] part : weights) {
      Arrays.fill(part, 0);
    }
    int step = size * parts / of.length;
    for (int d = 0; d < of.length; d++) {
      int power = d * step;
      int part = -power & parts - 1;
      int degree = (power + part) / parts;
      weights[part][degree & size - 1] = degree < size ? of[d] : -of[d];
    }
  }

  private void write(long[] out, int at) {
    for (int c = 0; c < shape.glweDimension(); c++) {
      kernel.multiply(factor.values(), factor.start(), memory, Buffers.START + c * parts * size, memory, product);
      Arrays.fill(memory, coefficients, coefficients + kernel.accumulatorStride(), 0);
      kernel.accumulate(memory, product, memory, coefficients);
      int to = at + c * size;
      out[to] = Torus.toWord(memory[coefficients]);
      for (int j = 1; j < size; j++) {
        out[to + j] = -Torus.toWord(memory[coefficients + size - j]);
      }
    }
    long sum = 0;
    for (int part = 0; part < parts; part++) {
      sum += weights[part][0] * body[part * size];
      for (int e = 1; e < size; e++) {
        sum -= weights[part][e] * body[(part + 1) * size - e];
      }
    }
    out[at + shape.bigDimension()] = sum;
  }
}
