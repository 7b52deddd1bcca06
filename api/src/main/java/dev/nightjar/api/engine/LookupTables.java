package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Look-up tables as test polynomials for blind rotation. Immutable and thread-safe.
 *
 * <p>A table maps a phase on the torus to {@code outputs = 2^ϑ} torus words. It has {@code 2^p} boxes under one
 * padding bit: box {@code m} is centred at phase {@code m / 2^(p+1)}, and phases in the upper half of the torus
 * give the negated values (the negacyclic rule). With {@code p = 0} the one box is {@code [-1/4, 1/4)}: a sign
 * test. The test polynomial holds box {@code m} in {@code N / 2^p} coefficients, rotated left by half a box; with
 * several outputs, the functions are interleaved in groups of {@code 2^ϑ} coefficients (PBSmanyLUT; Chillotti,
 * Ligier, Orfila, Tap, eprint 2021/729). A phase φ reads the group {@code floor(φ 2N / 2^ϑ)}: the modulus switch
 * subtracts half a step before it rounds (as TFHE-rs does), so that the boxes are centred exactly.
 *
 * <p>N in here is the size of the test polynomial, {@link dev.nightjar.api.params.Parameters#tableSize()}: for an
 * extended parameter set, {@code 2^ν} times the size of the set's polynomials. How a long test polynomial is spread
 * over short ones is the engine's business.
 *
 * <p>Tables of <em>several values</em> ({@link #ofFactors}) give any number of functions of one phase for one rotation
 * and keep the whole grid: table t is one function and its test polynomial v, and output i is coefficient 0 of the
 * rotated v times a clear polynomial with small integer coefficients, the factor of output i (multi-value
 * bootstrapping; Carpov, Izabachène, Mollimard, eprint 2018/622, and Guimarães, Borin, Aranha, eprint 2021/135). That
 * coefficient of {@code X^(-e) v w} is {@code Σ_d w_d (X^(-e) v)_(-d)}, a sum of coefficients of one accumulator, so
 * that the noise of an output grows with the 2-norm of its factor: functions that are turned against each other have
 * powers of X, without more noise; others, as differences of neighbouring values, cost bits of precision. Engines that
 * compute them name {@link Operation#SEVERAL_VALUES}.
 *
 * <p>Only the values are kept: a test polynomial is written when it is asked for, so that a small file cannot announce
 * tables that take thousands of times its size.
 */
public final class LookupTables {
  private static final int MAX_POLYNOMIAL_SIZE = 1 << 16;

  /** Largest sum of the magnitudes of a factor's coefficients: beyond, noise would be all that is left. */
  static final int MAX_FACTOR_NORM = 1 << 24;

  private static final int[][][] NONE = {};

  private final int polynomialSize;
  private final int interleaved;
  private final long[][][] values;
  /** For each table and output the coefficients of its factor; none where outputs are interleaved. */
  private final Optional<int[][][]> factors;

  private LookupTables(int polynomialSize, long[][][] values, Optional<int[][][]> factors) {
    this.polynomialSize = polynomialSize;
    this.interleaved = values[0].length;
    this.values = values;
    this.factors = factors;
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
    requireSize(polynomialSize);
    requireTables(values.length);
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
    return new LookupTables(polynomialSize, copy(values), Optional.empty());
  }

  /**
   * Tables of several values.
   *
   * @param polynomialSize as in {@link #of}
   * @param common {@code common[t][m]}: torus word that the function of table {@code t} has in box {@code m}; a power
   *     of two of boxes, at most N / 2
   * @param factors {@code factors[t][o][d]}: coefficient of {@code X^(d N / G)} in the factor of output {@code o} of
   *     table {@code t}, which has G coefficients, a power of two, at most N; every table with the same number of
   *     outputs, 1 to N; the magnitudes of a factor's coefficients add up to 2^24 at most
   * @throws NightjarException {@code SHAPE_MISMATCH} when they are not so
   */
  public static LookupTables ofFactors(int polynomialSize, long[][] common, int[][][] factors) {
    requireSize(polynomialSize);
    requireTables(common.length);
    if (factors.length != common.length) {
      throw shape(common.length + " tables have factors for " + factors.length);
    }
    for (int t = 0; t < common.length; t++) {
      requireBoxes(polynomialSize, 1, common[t].length);
      if (factors[t].length != factors[0].length) {
        throw shape("table " + t + " has " + factors[t].length + " factors where table 0 has " + factors[0].length);
      }
      if (factors[t].length < 1 || factors[t].length > polynomialSize) {
        throw shape("a table has 1 to " + polynomialSize + " factors, not " + factors[t].length);
      }
      for (int[] factor : factors[t]) {
        requireFactor(polynomialSize, factor);
      }
    }
    return new LookupTables(polynomialSize,
        Arrays.stream(common).map(function -> new long[][] {function.clone()}).toArray(long[][][]::new),
        Optional.of(Arrays.stream(factors).map(LookupTables::copy).toArray(int[][][]::new)));
  }

  private static void requireFactor(int n, int[] factor) {
    requirePowerOfTwo("coefficients of a factor", factor.length);
    if (factor.length > n) {
      throw shape("a factor has at most " + n + " coefficients, not " + factor.length);
    }
    long norm = 0;
    for (int w : factor) {
      norm += Math.abs((long) w);
    }
    if (norm > MAX_FACTOR_NORM) {
      throw shape("the coefficients of a factor add up to " + norm + " where " + MAX_FACTOR_NORM + " is the most: use"
          + " coarser values");
    }
  }

  private static void requireSize(int polynomialSize) {
    requirePowerOfTwo("coefficients N", polynomialSize);
    if (polynomialSize < 2 || polynomialSize > MAX_POLYNOMIAL_SIZE) {
      throw shape("a test polynomial has 2 to " + MAX_POLYNOMIAL_SIZE + " coefficients, not " + polynomialSize);
    }
  }

  private static void requireTables(int count) {
    if (count == 0) {
      throw shape("a look-up needs at least one table");
    }
  }

  private static int[][] copy(int[][] factors) {
    return Arrays.stream(factors).map(int[]::clone).toArray(int[][]::new);
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

  /** Outputs per input: {@code 2^ϑ} interleaved ones, or as many as a table has factors. */
  public int outputs() {
    return factors.map(f -> f[0].length).orElse(interleaved);
  }

  /** Whether these are tables of several values, {@link #ofFactors}. */
  public boolean haveFactors() {
    return factors.isPresent();
  }

  /**
   * The factor of an output of a table of several values, a copy: coefficient d is that of {@code X^(d N / G)}, G being
   * their number.
   *
   * @throws IllegalStateException where outputs are interleaved
   */
  public int[] factor(int table, int output) {
    return factors.orElseThrow(() -> new IllegalStateException("outputs are interleaved"))[table][output].clone();
  }

  /** ϑ: log2 of the interleaved outputs; the modulus switch rounds to multiples of {@code 2^ϑ}. 0 with factors. */
  public int theta() {
    return Integer.numberOfTrailingZeros(interleaved);
  }

  /**
   * The values of a table's test polynomial, a copy: {@code [output][box]} where outputs are interleaved, the one
   * common function of a table of several values.
   */
  public long[][] values(int table) {
    return copy(values[table]);
  }

  /** Copies the test polynomial of a table: N torus words, ascending degree. */
  public void copyPolynomial(int table, long[] out, int offset) {
    Objects.checkFromIndexSize(offset, polynomialSize, out.length);
    for (int o = 0; o < interleaved; o++) {
      long[] function = values[table][o];
      int logWidth = logBoxWidth(function);
      int half = 1 << (logWidth - 1);
      for (int j = 0; j < polynomialSize; j += interleaved) {
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
   * {@code index + output} of the test polynomial, negated in the upper half of the torus; for a table of several
   * values, {@code Σ_d w_d v_(index - d)} modulo 2^64, w being the factor of the output.
   *
   * @param phase φ as a torus word
   */
  public long evaluate(int table, int output, long phase) {
    if (factors.isEmpty()) {
      return value(values[table][output], phase);
    }
    int[] factor = factors.get()[table][output];
    int shift = Long.SIZE - 1 - Integer.numberOfTrailingZeros(factor.length);
    long sum = 0;
    for (int d = 0; d < factor.length; d++) {
      if (factor[d] != 0) {
        sum += factor[d] * value(values[table][0], phase - ((long) d << shift));
      }
    }
    return sum;
  }

  /** The value of one function of a test polynomial. */
  private long value(long[] function, long phase) {
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
    return other instanceof LookupTables that && polynomialSize == that.polynomialSize
        && Arrays.deepEquals(values, that.values) && factors.isPresent() == that.factors.isPresent()
        && Arrays.deepEquals(factors.orElse(NONE), that.factors.orElse(NONE));
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(values) + Arrays.deepHashCode(factors.orElse(NONE));
  }
}
