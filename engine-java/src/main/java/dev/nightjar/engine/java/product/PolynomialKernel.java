package dev.nightjar.engine.java.product;

/**
 * Arithmetic on the polynomials of one ciphertext, for one shape: the steps of an {@link ExternalProduct} and products
 * with monomials. Each kernel family has one implementation. Callers bring the buffers.
 *
 * <p>A polynomial in a buffer takes N doubles: real parts of its M folded coefficients or points, then
 * imaginary parts; before folding that is simply its coefficients in order.
 */
public interface PolynomialKernel {
  /** A kernel with the same constants that another thread may use at the same time. */
  PolynomialKernel forThread();

  /** Points that lie side by side in a {@link FourierGgsw}: this many real parts, then as many imaginary parts. */
  int interleave();

  /** Doubles from one polynomial of an accumulator to the next: N, and what {@link #mirrorTail} writes. */
  int accumulatorStride();

  /** Forward transform in place. */
  void forward(double[] d, int at);

  /**
   * The digits of {@code X^rotation source - base}: polynomial {@code l} of the ℓ that are written, {@code
   * levelStride} apart, holds the digits of level {@code ℓ - l}, integers in {@code [-B/2, B/2]}.
   *
   * @param base where the polynomial of an accumulator begins that is subtracted
   * @param source where another one begins, or the same
   * @param rotation from 0 to 2N - 1
   */
  void decomposeDifference(double[] acc, int base, int source, int rotation, double[] digits, int to,
      int levelStride);

  /** The digits of a polynomial of an accumulator itself. */
  void decompose(double[] acc, int at, double[] digits, int to, int levelStride);

  /**
   * The third step of an {@link ExternalProduct}: {@code product_c = Σ_r digits_r · ggsw_{c,r}} for every column c.
   *
   * @param key the array of a {@link FourierGgsw}, which begins at {@code keyAt}
   */
  void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to);

  /**
   * {@code sum += X^exponent source - base} in the Fourier domain.
   *
   * @param exponent from 0 to 2N - 1
   */
  void addDifference(double[] product, int base, int source, int exponent, double[] sum, int to);

  /** Doubles of working memory that {@link #multiplyStep} takes for factors; 0 if it does not support this shape. */
  default int factorWords() {
    return 0;
  }

  /**
   * The external products of a step of blind rotation that takes several key bits, each times its factor: {@code
   * product_c = Σ_g factor_g Σ_r digits_r · ggsw_{g,c,r}}. The factor is {@code X^a - 1} for a key bit, and {@code
   * (X^a - 1)(X^b - 1)} for the product of two.
   *
   * @param key the array of the step's {@link FourierGgsw}s, the first of which begins at {@code keyAt}
   * @param exponents those of the step's bits from {@code at} on
   * @param d has the digits, room for {@link #factorWords}, and receives the product
   */
  default void multiplyStep(double[] key, int keyAt, int[] exponents, int at, double[] d, int digits, int factors,
      int product) {
    throw new UnsupportedOperationException("this kernel multiplies bit by bit");
  }

  /** Transforms a product back (destroying it) and adds it to a polynomial of an accumulator, modulo 1. */
  void accumulate(double[] product, int from, double[] acc, int at);

  /**
   * Writes the negated first coefficients of an accumulator's polynomial behind its last, where {@link
   * #decomposeDifference} may read them. To be called after the polynomial was written by other means than {@link
   * #accumulate}.
   */
  void mirrorTail(double[] acc, int at);
}
