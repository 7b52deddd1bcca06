package dev.nightjar.engine.java.product;

/**
 * What bootstrapping one ciphertext does to polynomials, for one shape. Two implementations: {@code
 * PlainKernel} and {@code VectorKernel}. Callers bring the buffers.
 *
 * <p>A polynomial in a buffer takes N doubles: real parts of its M folded coefficients or points, then
 * imaginary parts; before folding that is simply its coefficients in order.
 */
public interface PolynomialKernel {
  /** A kernel with the same constants that another thread may use at the same time. */
  PolynomialKernel forThread();

  /** Points that lie side by side in a key: {@code interleave} real parts, then as many imaginary parts. */
  int interleave();

  /** Doubles from one polynomial of an accumulator to the next: N and some room for {@link #decompose}. */
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
   * External product in the Fourier domain: {@code product_c = Σ_r digits_r · key_{c,r}} for every column c.
   *
   * @param key the key array, {@code keyAt} where the GGSW begins: {@code [M / interleave][c][r][2][interleave]}
   */
  void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to);

  /**
   * {@code sum += X^exponent source - base} in the Fourier domain.
   *
   * @param exponent from 0 to 2N - 1
   */
  void addDifference(double[] product, int base, int source, int exponent, double[] sum, int to);

  /** Doubles that {@link #multiplyStep} takes for factors; 0 where it does not know steps of this shape. */
  default int factorWords() {
    return 0;
  }

  /**
   * The external products of a step that takes several bits, times what belongs to each: {@code product_c = Σ_g
   * factor_g Σ_r digits_r · key_{g,c,r}}, a factor being {@code X^a - 1}, or {@code (X^a - 1)(X^b - 1)} for the
   * product of two bits.
   *
   * @param key the key array, {@code keyAt} where the step's first GGSW begins
   * @param exponents those of the step's bits from {@code at} on
   * @param d has the digits, room for {@link #factorWords}, and receives the product
   */
  default void multiplyStep(double[] key, int keyAt, int[] exponents, int at, double[] d, int digits, int factors,
      int product) {
    throw new UnsupportedOperationException("this kernel multiplies bit by bit");
  }

  /** Transforms a product back (destroying it) and adds it to a polynomial of an accumulator, modulo 1. */
  void accumulate(double[] product, int from, double[] acc, int at);

  /** To be called when a polynomial of an accumulator was written by other means than {@link #accumulate}. */
  void mirrorTail(double[] acc, int at);
}
