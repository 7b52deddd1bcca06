package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;

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
 */
public final class LookupTables {
  private final int polynomialSize;
  private final int outputs;
  private final long[][][] values;
  private final long[][] polynomials;

  private LookupTables(int polynomialSize, int outputs, long[][][] values, long[][] polynomials) {
    this.polynomialSize = polynomialSize;
    this.outputs = outputs;
    this.values = values;
    this.polynomials = polynomials;
  }

  /**
   * Tables for a polynomial size.
   *
   * @param polynomialSize N, a power of two
   * @param values {@code values[t][o][m]}: torus word that output {@code o} of table {@code t} gives for box
   *     {@code m}; every table with the same number of outputs (a power of two), every output with a power-of-two
   *     number of boxes, boxes times outputs at most N / 2
   * @throws NightjarException {@code SHAPE_MISMATCH} when the shapes are not so
   */
  public static LookupTables of(int polynomialSize, long[][][] values) {
    if (values.length == 0) {
      throw shape("a look-up needs at least one table");
    }
    int outputs = values[0].length;
    requirePowerOfTwo("outputs per table", outputs);
    long[][] polynomials = new long[values.length][];
    for (int t = 0; t < values.length; t++) {
      if (values[t].length != outputs) {
        throw shape("table " + t + " has " + values[t].length + " outputs where table 0 has " + outputs);
      }
      polynomials[t] = polynomial(polynomialSize, values[t]);
    }
    return new LookupTables(polynomialSize, outputs, copy(values), polynomials);
  }

  private static long[][][] copy(long[][][] values) {
    return Arrays.stream(values).map(LookupTables::copy).toArray(long[][][]::new);
  }

  private static long[][] copy(long[][] functions) {
    return Arrays.stream(functions).map(long[]::clone).toArray(long[][]::new);
  }

  private static long[] polynomial(int n, long[][] functions) {
    int outputs = functions.length;
    long[] p = new long[n];
    for (int o = 0; o < outputs; o++) {
      int boxes = functions[o].length;
      requirePowerOfTwo("boxes per table", boxes);
      if (2L * boxes * outputs > n) {
        throw shape(boxes + " boxes for " + outputs + " outputs do not fit a polynomial of " + n + " coefficients");
      }
      int width = n / boxes;
      for (int j = 0; j < n; j += outputs) {
        int shifted = j + width / 2;
        p[j + o] = shifted < n ? functions[o][shifted / width] : -functions[o][0];
      }
    }
    return p;
  }

  private static void requirePowerOfTwo(String what, int value) {
    if (value < 1 || Integer.bitCount(value) != 1) {
      throw shape("the number of " + what + " must be a power of two, not " + value);
    }
  }

  private static NightjarException shape(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }

  /** N. */
  public int polynomialSize() {
    return polynomialSize;
  }

  /** Number of tables. */
  public int count() {
    return polynomials.length;
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
    System.arraycopy(polynomials[table], 0, out, offset, polynomialSize);
  }

  /** The test polynomial of a table, a copy. */
  public long[] polynomial(int table) {
    return polynomials[table].clone();
  }

  /**
   * What a bootstrap of a noiseless phase gives: with {@code index = 2^ϑ floor(φ 2N / 2^ϑ)}, coefficient
   * {@code index + output} of the test polynomial, negated in the upper half of the torus.
   *
   * @param phase φ as a torus word
   */
  public long evaluate(int table, int output, long phase) {
    int logGrid = Integer.numberOfTrailingZeros(2 * polynomialSize) - theta();
    int index = (int) (phase >>> (64 - logGrid)) << theta();
    return index < polynomialSize
        ? polynomials[table][index + output]
        : -polynomials[table][index - polynomialSize + output];
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
