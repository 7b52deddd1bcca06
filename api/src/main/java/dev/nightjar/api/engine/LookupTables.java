package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Look-up tables as test polynomials for blind rotation. Immutable and thread-safe.
 *
 * <p>A table maps a phase on the torus to {@code outputs = 2^ϑ} torus words. It has {@code 2^p} boxes under one padding
 * bit: box {@code m} is centred at phase {@code m / 2^(p+1)}, and phases in the upper half of the torus give the
 * negated values (the negacyclic rule). With {@code p = 0} the one box is {@code [-1/4, 1/4)}: a sign test. The test
 * polynomial holds box {@code m} in {@code N / 2^p} coefficients, rotated left by half a box; with several outputs,
 * the functions are interleaved in groups of {@code 2^ϑ} coefficients (PBSmanyLUT; Chillotti, Ligier, Orfila, Tap,
 * eprint 2021/729). A phase φ reads the group {@code floor(φ 2N / 2^ϑ)}: the modulus switch subtracts half a step
 * before it rounds (as TFHE-rs does), so that the boxes are centred exactly.
 *
 * <p>N in here is the size of the test polynomial, {@link dev.nightjar.api.params.Parameters#tableSize()}: for an
 * extended parameter set, {@code 2^ν} times the size of the set's polynomials. How a long test polynomial is spread
 * over short ones is the engine's business.
 *
 * <p>Only the values are kept: a test polynomial is written when it is asked for, so that a small file cannot announce
 * tables that take thousands of times its size.
 */
public final class LookupTables {
  private static final int MAX_POLYNOMIAL_SIZE = 1 << 16;

  private final int polynomialSize;
  private final int outputs;
  private final long[][][] values;

  private LookupTables(int polynomialSize, int outputs, long[][][] values) {
    this.polynomialSize = polynomialSize;
    this.outputs = outputs;
    this.values = values;
  }

  /**
   * Tables for a size of test polynomials.
   *
   * @param polynomialSize N, a power of two, 2 to 65536: {@code tableSize()} of the parameter set
   * @param values {@code values[t][o][m]}: torus word that output {@code o} of table {@code t} gives for box
   *     {@code m}; every table with the same number of outputs (a power of two), every output with a power-of-two
   *     number of boxes, boxes times outputs at most N / 2
   * @throws NightjarException {@code SHAPE_MISMATCH} when the shapes are not so
   */
  public static LookupTables of(int polynomialSize, long[][][] values) {
    requirePowerOfTwo("coefficients N", polynomialSize);
    if (polynomialSize < 2 || polynomialSize > MAX_POLYNOMIAL_SIZE) {
      throw shape("a test polynomial has 2 to " + MAX_POLYNOMIAL_SIZE + " coefficients, not " + polynomialSize);
    }
    if (values.length == 0) {
      throw shape("a look-up needs at least one table");
    }
    int outputs = values[0].length;
    requirePowerOfTwo("outputs per table", outputs);
    for (int t = 0; t < values.length; t++) {
      if (values[t].length != outputs) {
        throw shape("table " + t + " has " + values[t].length + " outputs where table 0 has " + outputs);
      }
      for (long[] function : values[t]) {
        requireBoxes(polynomialSize, outputs, function.length);
      }
    }
    return new LookupTables(polynomialSize, outputs, copy(values));
  }

  private static long[][][] copy(long[][][] values) {
    return Arrays.stream(values).map(LookupTables::copy).toArray(long[][][]::new);
  }

  private static long[][] copy(long[][] functions) {
    return Arrays.stream(functions).map(long[]::clone).toArray(long[][]::new);
  }

  private static void requireBoxes(int n, int outputs, int boxes) {
    requirePowerOfTwo("boxes per table", boxes);
    if (2L * boxes * outputs > n) {
      throw shape(boxes + " boxes for " + outputs + " outputs do not fit a polynomial of " + n + " coefficients");
    }
  }

  private static void requirePowerOfTwo(String what, int value) {
    if (value < 1 || Integer.bitCount(value) != 1) {
      throw shape("the number of " + what + " must be a power of two, not " + value);
    }
  }

  private static NightjarException shape(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }

  /** N, the coefficients of a test polynomial. */
  public int polynomialSize() {
    return polynomialSize;
  }

  /** Number of tables. */
  public int count() {
    return values.length;
  }

  /** Outputs per input, {@code 2^ϑ}. */
  public int outputs() {
    return outputs;
  }

  /** ϑ: log2 of the outputs per input; the modulus switch rounds to multiples of {@code 2^ϑ}. */
  public int theta() {
    return Integer.numberOfTrailingZeros(outputs);
  }

  /** The values from which a table was made, {@code [output][box]}, a copy. */
  public long[][] values(int table) {
    return copy(values[table]);
  }

  /** Copies the test polynomial of a table: N torus words, ascending degree. */
  public void copyPolynomial(int table, long[] out, int offset) {
    Objects.checkFromIndexSize(offset, polynomialSize, out.length);
    for (int o = 0; o < outputs; o++) {
      long[] function = values[table][o];
      int logWidth = logBoxWidth(function);
      int half = 1 << (logWidth - 1);
      for (int j = 0; j < polynomialSize; j += outputs) {
        int box = (j + half) >>> logWidth;
        out[offset + j + o] = box < function.length ? function[box] : -function[0];
      }
    }
  }

  /** log2 of the coefficients that one box takes: {@code N / boxes}. */
  private int logBoxWidth(long[] function) {
    return Integer.numberOfTrailingZeros(polynomialSize) - Integer.numberOfTrailingZeros(function.length);
  }

  /** The test polynomial of a table, a copy. */
  public long[] polynomial(int table) {
    long[] out = new long[polynomialSize];
    copyPolynomial(table, out, 0);
    return out;
  }

  /**
   * What a bootstrap of a noiseless phase gives: with {@code index = 2^ϑ floor(φ 2N / 2^ϑ)}, coefficient
   * {@code index + output} of the test polynomial, negated in the upper half of the torus.
   *
   * @param phase φ as a torus word
   */
  public long evaluate(int table, int output, long phase) {
    long[] function = values[table][output];
    int logGrid = Integer.numberOfTrailingZeros(2 * polynomialSize) - theta();
    int index = (int) (phase >>> (64 - logGrid)) << theta();
    int logWidth = logBoxWidth(function);
    int box = (index + (1 << (logWidth - 1))) >>> logWidth;
    // 2 * boxes half-open boxes go once around the torus; the upper half gives the negated values.
    int around = box & (2 * function.length - 1);
    return around < function.length ? function[around] : -function[around - function.length];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LookupTables that && polynomialSize == that.polynomialSize && outputs == that.outputs
        && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }
}
