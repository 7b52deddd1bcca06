package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Monomial;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import java.util.Arrays;

/**
 * Blind rotation one ciphertext at a time, SIMD across the polynomial. A group shares the reading of each
 * GGSW.
 *
 * <p>Step i of a ciphertext is the CMUX {@code acc += BSK_i ⊡ (X^{a_i} - 1) acc}, which multiplies by {@code
 * X^{a_i}} if key bit i is one. A block of a block-binary key is done at once, because at most one of its bits is
 * one: {@code acc += Σ_i (X^{a_i} - 1)(BSK_i ⊡ acc)} (Lee, Min, Seo, Song, eprint 2023/958), which decomposes
 * and transforms the accumulator once. So are two bits of an unrolled key where the kernel knows whole steps ({@link
 * PolynomialKernel#multiplyStep}); elsewhere its products are left alone. The accumulator of an extended
 * bootstrap has 2^ν parts, each a GLWE ciphertext, which the monomial permutes ({@link Monomial.Extension}).
 */
public final class SingleRotator implements BlindRotator {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final Monomial.Extension extension;
  private final int glweStride;
  private final int stride;
  private final int digitStride;
  private final int productStride;

  /** Accumulators, digits, products and, where they are needed, sums of products and factors. */
  private final double[] memory;
  private final int digits;
  private final int products;
  private final int sums;
  private final int factors;
  private final boolean wholeSteps;
  private final long[] table;

  public SingleRotator(Shape shape, PolynomialKernel kernel, int capacity) {
    this.shape = shape;
    this.kernel = kernel;
    this.extension = new Monomial.Extension(shape.extensionLog2(), shape.polynomialSize());
    this.glweStride = shape.columns() * kernel.accumulatorStride();
    this.stride = shape.parts() * glweStride;
    this.digitStride = shape.rows() * shape.polynomialSize();
    this.productStride = shape.columns() * shape.polynomialSize();
    this.digits = Buffers.START + capacity * stride;
    this.products = digits + shape.parts() * digitStride;
    int end = products + shape.parts() * productStride;
    this.wholeSteps = kernel.factorWords() > 0;
    this.sums = shape.blockLength() == 1 || wholeSteps ? products : end;
    this.factors = sums + shape.parts() * productStride;
    this.memory = Buffers.allocate(factors + kernel.factorWords());
    this.table = new long[shape.tableSize()];
  }

  @Override
  public void rotate(FourierKey key, Group group) {
    int n = shape.lweDimension();
    for (int i = 0; i < group.count(); i++) {
      begin(group, i);
    }
    for (int bit = 0; bit < n; bit += wholeSteps ? shape.bitsPerStep() : shape.blockLength()) {
      for (int i = 0; i < group.count(); i++) {
        int acc = Buffers.START + i * stride;
        int at = (group.first() + i) * (n + 1) + bit;
        if (wholeSteps) {
          wholeStep(key, bit, group.exponents(), at, acc);
        } else if (shape.blockLength() > 1) {
          block(key, bit, group.exponents(), at, acc);
        } else if (group.exponents()[at] != 0) {
          step(key, bit, group.exponents()[at], acc);
        }
      }
    }
    for (int i = 0; i < group.count(); i++) {
      extract(group, i);
    }
  }

  /** The trivial encryption of {@code X^{-b}} times the test polynomial. */
  private void begin(Group group, int i) {
    int acc = Buffers.START + i * stride;
    Arrays.fill(memory, acc, acc + stride, 0);
    group.tables().copyPolynomial(group.tableOf()[group.first() + i], table, 0);
    int exponent = group.exponents()[(group.first() + i + 1) * (shape.lweDimension() + 1) - 1];
    for (int part = 0; part < shape.parts(); part++) {
      int body = acc + part * glweStride + shape.glweDimension() * kernel.accumulatorStride();
      for (int j = 0; j < shape.polynomialSize(); j++) {
        memory[body + j] =
            Torus.fromWord(Monomial.coefficient(table, j * shape.parts() + part + exponent));
      }
      kernel.mirrorTail(memory, body);
    }
  }

  private void step(FourierKey key, int bit, int exponent, int acc) {
    int size = shape.polynomialSize();
    for (int part = 0; part < shape.parts(); part++) {
      int base = acc + part * glweStride;
      int source = acc + extension.source(exponent, part) * glweStride;
      int rotation = extension.exponent(exponent, part);
      for (int c = 0, poly = 0; c < shape.columns(); c++, poly += kernel.accumulatorStride()) {
        kernel.decomposeDifference(memory, base + poly, source + poly, rotation, memory,
            digits(part) + c * size, shape.columns() * size);
      }
    }
    for (int part = 0; part < shape.parts(); part++) {
      forward(part);
      kernel.multiply(key.values(), key.offset(bit), memory, digits(part), memory, product(part));
    }
    accumulate(acc);
  }

  /** All bits of a step at once. */
  private void wholeStep(FourierKey key, int bit, int[] exponents, int at, int acc) {
    decompose(acc, 0);
    kernel.multiplyStep(key.values(), key.offset(bit), exponents, at, memory, digits(0), factors, sums);
    accumulate(acc);
  }

  private void decompose(int acc, int part) {
    int base = acc + part * glweStride;
    for (int c = 0; c < shape.columns(); c++) {
      kernel.decompose(memory, base + c * kernel.accumulatorStride(), memory, digits(part) + c * shape.polynomialSize(),
          shape.columns() * shape.polynomialSize());
    }
    forward(part);
  }

  private void block(FourierKey key, int bit, int[] exponents, int at, int acc) {
    for (int part = 0; part < shape.parts(); part++) {
      decompose(acc, part);
    }
    Arrays.fill(memory, sums, sums + shape.parts() * productStride, 0);
    for (int b = 0; b < shape.blockLength(); b++) {
      if (exponents[at + b] != 0) {
        for (int part = 0; part < shape.parts(); part++) {
          kernel.multiply(key.values(), key.offset(bit + b), memory, digits(part), memory, product(part));
        }
        addDifferences(exponents[at + b]);
      }
    }
    accumulate(acc);
  }

  private void addDifferences(int exponent) {
    for (int part = 0; part < shape.parts(); part++) {
      int source = product(extension.source(exponent, part));
      int rotation = extension.exponent(exponent, part);
      for (int at = 0; at < productStride; at += shape.polynomialSize()) {
        kernel.addDifference(memory, product(part) + at, source + at, rotation, memory,
            sums + part * productStride + at);
      }
    }
  }

  private void forward(int part) {
    for (int r = 0; r < shape.rows(); r++) {
      kernel.forward(memory, digits(part) + r * shape.polynomialSize());
    }
  }

  private void accumulate(int acc) {
    for (int part = 0; part < shape.parts(); part++) {
      for (int c = 0; c < shape.columns(); c++) {
        kernel.accumulate(memory, sums + part * productStride + c * shape.polynomialSize(),
            memory, acc + part * glweStride + c * kernel.accumulatorStride());
      }
    }
  }

  private int digits(int part) {
    return digits + part * digitStride;
  }

  private int product(int part) {
    return products + part * productStride;
  }

  private void extract(Group group, int i) {
    int acc = Buffers.START + i * stride;
    SampleExtraction.extract(shape, group, i, (part, c, j) ->
        Torus.toWord(memory[acc + part * glweStride + c * kernel.accumulatorStride() + j]));
  }
}
