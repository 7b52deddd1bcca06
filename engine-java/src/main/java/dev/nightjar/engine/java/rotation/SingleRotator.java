package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.product.ExternalProduct;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Monomial;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import java.util.Arrays;

/**
 * Blind rotation one ciphertext at a time, SIMD across the polynomial. A group of ciphertexts reads each GGSW
 * ciphertext of the key once.
 *
 * <p>Step i of a ciphertext is the CMUX {@code acc += BSK_i ⊡ (X^{a_i} - 1) acc}, which multiplies by {@code
 * X^{a_i}} if key bit i is one. A block of a block-binary key is done at once, because at most one of its bits is
 * one: {@code acc += Σ_i (X^{a_i} - 1)(BSK_i ⊡ acc)} (Lee, Min, Seo, Song, eprint 2023/958), which decomposes
 * and transforms the accumulator once. So are two bits of an unrolled key if the kernel supports whole steps
 * ({@link PolynomialKernel#multiplyStep}); otherwise the key's products of two bits are not used. The accumulator of an
 * extended bootstrap has 2^ν parts, each a GLWE ciphertext, which the monomial permutes ({@link Monomial.Extension}).
 */
public final class SingleRotator implements BlindRotator {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final Monomial.Extension extension;
  private final int glweStride;
  private final int stride;
  private final int productStride;

  /** Accumulators, then the memory of the products, then sums of products and factors where they are needed. */
  private final double[] memory;

  /** One for each part of an extended accumulator. */
  private final ExternalProduct[] products;
  private final int sums;
  private final int factors;
  private final boolean wholeSteps;
  private final long[] table;

  /**
   * A rotator for one shape.
   *
   * @param capacity ciphertexts of a group at most
   */
  public SingleRotator(Shape shape, PolynomialKernel kernel, int capacity) {
    this.shape = shape;
    this.kernel = kernel;
    this.extension = new Monomial.Extension(shape.extensionLog2(), shape.polynomialSize());
    this.glweStride = shape.columns() * kernel.accumulatorStride();
    this.stride = shape.parts() * glweStride;
    this.productStride = shape.columns() * shape.polynomialSize();
    int firstProduct = Buffers.START + capacity * stride;
    this.sums = firstProduct + shape.parts() * ExternalProduct.words(shape);
    this.wholeSteps = kernel.factorWords() > 0;
    this.factors = shape.blockLength() == 1 || wholeSteps ? sums : sums + shape.parts() * productStride;
    this.memory = Buffers.allocate(factors + kernel.factorWords());
    this.products = new ExternalProduct[shape.parts()];
    Arrays.setAll(products, part ->
        new ExternalProduct(shape, kernel, memory, firstProduct + part * ExternalProduct.words(shape)));
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

  /** The CMUX of one key bit: {@code acc += BSK_i ⊡ (X^a - 1) acc}. */
  private void step(FourierKey key, int bit, int exponent, int acc) {
    for (int part = 0; part < shape.parts(); part++) {
      products[part].decomposeDifference(memory, acc + part * glweStride,
          acc + extension.source(exponent, part) * glweStride, extension.exponent(exponent, part));
    }
    for (int part = 0; part < shape.parts(); part++) {
      products[part].multiply(key.ggsw(bit));
    }
    for (int part = 0; part < shape.parts(); part++) {
      products[part].addTo(memory, acc + part * glweStride);
    }
  }

  /** All bits of a step by one call of the kernel, which has no such call for extended accumulators. */
  private void wholeStep(FourierKey key, int bit, int[] exponents, int at, int acc) {
    ExternalProduct product = products[0];
    product.decompose(memory, acc);
    kernel.multiplyStep(key.values(), key.offset(bit), exponents, at, memory, product.digits(), factors,
        product.product());
    product.addTo(memory, acc);
  }

  /** All bits of a block: {@code acc += Σ_i (X^{a_i} - 1)(BSK_i ⊡ acc)}. */
  private void block(FourierKey key, int bit, int[] exponents, int at, int acc) {
    for (int part = 0; part < shape.parts(); part++) {
      products[part].decompose(memory, acc + part * glweStride);
    }
    Arrays.fill(memory, sums, sums + shape.parts() * productStride, 0);
    for (int b = 0; b < shape.blockLength(); b++) {
      if (exponents[at + b] != 0) {
        for (int part = 0; part < shape.parts(); part++) {
          products[part].multiply(key.ggsw(bit + b));
        }
        addDifferences(exponents[at + b]);
      }
    }
    for (int part = 0; part < shape.parts(); part++) {
      products[part].addTo(memory, sums + part * productStride, memory, acc + part * glweStride);
    }
  }

  private void addDifferences(int exponent) {
    for (int part = 0; part < shape.parts(); part++) {
      int base = products[part].product();
      int source = products[extension.source(exponent, part)].product();
      int rotation = extension.exponent(exponent, part);
      for (int at = 0; at < productStride; at += shape.polynomialSize()) {
        kernel.addDifference(memory, base + at, source + at, rotation, memory, sums + part * productStride + at);
      }
    }
  }

  private void extract(Group group, int i) {
    int acc = Buffers.START + i * stride;
    SampleExtraction.extract(shape, group, i, (part, c, j) ->
        Torus.toWord(memory[acc + part * glweStride + c * kernel.accumulatorStride() + j]));
  }
}
