package dev.nightjar.engine.java.product;

import dev.nightjar.engine.java.ring.Shape;

/**
 * The external product GGSW ⊡ GLWE of one ciphertext at a time. A GGSW encryption of a bit b times a GLWE encryption
 * of a polynomial m is a GLWE encryption of b·m. With it, {@code d_0 + GGSW(b) ⊡ (d_1 - d_0)} is an encryption of
 * {@code d_b}: the CMUX that blind rotation and decision trees are made of.
 *
 * <ol>
 *   <li><b>Decompose</b> the k + 1 polynomials of the GLWE ciphertext: each becomes ℓ polynomials of signed digits in
 *       {@code [-B/2, B/2]}, together the (k + 1) ℓ rows of digits.
 *   <li><b>Transform forward</b> each row of digits to its M = N/2 complex points.
 *   <li><b>Multiply and accumulate</b> point by point over the rows of the GGSW ciphertext: {@code product_c = Σ_r
 *       digits_r · ggsw_{c,r}} for each of the k + 1 columns c.
 *   <li><b>Transform back</b> the k + 1 columns and add them to a GLWE ciphertext, modulo 1.
 * </ol>
 *
 * <p>{@link #decompose} and {@link #decomposeDifference} do steps 1 and 2, {@link #multiply} step 3, {@link #addTo}
 * step 4. They may be called with other work in between; the product of several GGSW ciphertexts with the same GLWE
 * ciphertext needs steps 1 and 2 only once.
 *
 * <p>This class has the order of the steps and the working memory; the loops are those of a {@link PolynomialKernel}.
 * Blind rotation spends most of its time in this product, so there are further versions, each written for one layout
 * of the data and fused with the monomial {@code X^a - 1} of its step:
 *
 * <ul>
 *   <li>step 3 for one ciphertext: {@link dev.nightjar.engine.java.vector.points.VectorKernel#multiply}, {@link
 *       dev.nightjar.engine.java.plain.PlainKernel#multiply}; for all GGSW ciphertexts of a step of blind rotation
 *       at once {@code vector.points.VectorStepProduct};
 *   <li>a ciphertext in each lane of a vector: {@link dev.nightjar.engine.java.vector.lanes.LaneRotator} has steps 1,
 *       2 and 4, {@code vector.lanes.LaneMultiplier} chooses the loop of step 3, from {@code LaneProduct} and {@code
 *       LaneBlockProduct};
 *   <li>several ciphertexts in plain Java: {@link dev.nightjar.engine.java.plain.PlainRotator}.
 * </ul>
 *
 * <p>Owns its working memory: for one thread at a time.
 */
public final class ExternalProduct {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final double[] memory;
  private final int digits;
  private final int product;

  /**
   * A product of one shape.
   *
   * @param memory has room for {@link #words} doubles from {@code start} on, which are used for nothing else
   */
  public ExternalProduct(Shape shape, PolynomialKernel kernel, double[] memory, int start) {
    this.shape = shape;
    this.kernel = kernel;
    this.memory = memory;
    this.digits = start;
    this.product = start + shape.rows() * shape.polynomialSize();
  }

  /** Doubles of working memory that a product of this shape takes. */
  public static int words(Shape shape) {
    return (shape.rows() + shape.columns()) * shape.polynomialSize();
  }

  /**
   * Decomposes a GLWE ciphertext and transforms its digits: steps 1 and 2.
   *
   * @param glwe its polynomials, {@link PolynomialKernel#accumulatorStride} apart from {@code at} on
   */
  public void decompose(double[] glwe, int at) {
    for (int c = 0; c < shape.columns(); c++) {
      kernel.decompose(glwe, at + c * kernel.accumulatorStride(), memory, digits + c * shape.polynomialSize(),
          levelStride());
    }
    forward();
  }

  /**
   * The same for {@code X^rotation source - base}.
   *
   * @param base where a GLWE ciphertext begins
   * @param source where another one begins, or the same
   * @param rotation from 0 to 2N - 1
   */
  public void decomposeDifference(double[] glwe, int base, int source, int rotation) {
    for (int c = 0, at = 0; c < shape.columns(); c++, at += kernel.accumulatorStride()) {
      kernel.decomposeDifference(glwe, base + at, source + at, rotation, memory, digits + c * shape.polynomialSize(),
          levelStride());
    }
    forward();
  }

  /** From the digits of one level to those of the next. */
  private int levelStride() {
    return shape.columns() * shape.polynomialSize();
  }

  private void forward() {
    for (int r = 0; r < shape.rows(); r++) {
      kernel.forward(memory, digits + r * shape.polynomialSize());
    }
  }

  /** Multiplies what was decomposed last by a GGSW ciphertext: step 3. */
  public void multiply(FourierGgsw ggsw) {
    kernel.multiply(ggsw.values(), ggsw.start(), memory, digits, memory, product);
  }

  /** Transforms the product back, destroying it, and adds it to a GLWE ciphertext: step 4. */
  public void addTo(double[] glwe, int at) {
    addTo(memory, product, glwe, at);
  }

  /**
   * The same for the k + 1 columns of another product or of a sum of products.
   *
   * @param spectra has the columns one behind the other from {@code from} on; they are destroyed
   */
  public void addTo(double[] spectra, int from, double[] glwe, int at) {
    for (int c = 0; c < shape.columns(); c++) {
      kernel.accumulate(spectra, from + c * shape.polynomialSize(), glwe, at + c * kernel.accumulatorStride());
    }
  }

  /** Where the transformed digits begin in the working memory, row by row. */
  public int digits() {
    return digits;
  }

  /** Where the product's columns begin in the working memory, in the Fourier domain. */
  public int product() {
    return product;
  }
}
