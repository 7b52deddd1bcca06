package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;

/**
 * A matrix of polynomials with integer coefficients: what {@link Products} multiply by. Immutable and thread-safe.
 */
public final class IntegerPolynomials {
  /** Longest array that every JVM can make. */
  private static final int MAX_WORDS = Integer.MAX_VALUE - 8;

  private final int polynomialSize;
  private final int outputs;
  private final int inputs;
  private final long[] coefficients;

  /**
   * A matrix.
   *
   * @param polynomialSize N, a power of two, at least 2
   * @param outputs rows
   * @param inputs columns
   * @param coefficients N of each polynomial, ascending degree, row by row; copied
   * @throws NightjarException {@code INVALID_MODEL} when the length does not fit
   */
  public IntegerPolynomials(int polynomialSize, int outputs, int inputs, long[] coefficients) {
    if (polynomialSize < 2 || Integer.bitCount(polynomialSize) != 1 || outputs < 1 || inputs < 1
        || length(polynomialSize, outputs, inputs) != coefficients.length) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, outputs + " rows of " + inputs + " polynomials of "
          + polynomialSize + " coefficients are not " + coefficients.length + " numbers");
    }
    this.polynomialSize = polynomialSize;
    this.outputs = outputs;
    this.inputs = inputs;
    this.coefficients = coefficients.clone();
  }

  private static long length(int polynomialSize, int outputs, int inputs) {
    long polynomials = (long) outputs * inputs;
    return polynomials > MAX_WORDS ? -1 : polynomials * polynomialSize;
  }

  /** N. */
  public int polynomialSize() {
    return polynomialSize;
  }

  /** Rows. */
  public int outputs() {
    return outputs;
  }

  /** Columns. */
  public int inputs() {
    return inputs;
  }

  /** A coefficient of the polynomial in a row and a column. */
  public long coefficient(int output, int input, int degree) {
    Objects.checkIndex(output, outputs);
    Objects.checkIndex(input, inputs);
    Objects.checkIndex(degree, polynomialSize);
    return coefficients[(output * inputs + input) * polynomialSize + degree];
  }
}
