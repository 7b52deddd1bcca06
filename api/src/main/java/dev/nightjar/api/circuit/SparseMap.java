package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An integer affine map in compressed sparse rows: {@code y_r = Σ_t weight_t · x_{column_t} + constant_r} on torus
 * words, modulo 2^64. Immutable and thread-safe.
 */
public final class SparseMap {
  private final int columns;
  private final int[] rowStart;
  private final int[] column;
  private final long[] weight;
  private final long[] constant;

  /**
   * A map from its arrays, which are copied.
   *
   * @param columns number of inputs
   * @param rowStart {@code rows + 1} ascending indices into {@code column}, the first 0, the last its length
   * @param column input of each term, each in {@code [0, columns)}, no two of one row the same: the noise of a sum of
   *     equal inputs is not that of independent ones
   * @param weight integer weight of each term
   * @param constant torus word added to each row
   * @throws NightjarException {@code INVALID_MODEL} when the arrays do not fit together
   */
  public SparseMap(int columns, int[] rowStart, int[] column, long[] weight, long[] constant) {
    require(columns >= 1, "a map needs at least one column");
    require(constant.length >= 1, "a map needs at least one row");
    require(rowStart.length == constant.length + 1, "a map of " + constant.length + " rows has "
        + rowStart.length + " row starts");
    require(column.length == weight.length, column.length + " columns do not match " + weight.length + " weights");
    require(rowStart[0] == 0 && rowStart[constant.length] == column.length, "row starts do not cover the terms");
    for (int r = 0; r < constant.length; r++) {
      require(rowStart[r] <= rowStart[r + 1], "row starts must ascend");
    }
    for (int c : column) {
      require(c >= 0 && c < columns, "column " + c + " is outside 0.." + (columns - 1));
    }
    for (int r = 0; r < constant.length; r++) {
      requireDistinct(r, Arrays.copyOfRange(column, rowStart[r], rowStart[r + 1]));
    }
    this.columns = columns;
    this.rowStart = rowStart.clone();
    this.column = column.clone();
    this.weight = weight.clone();
    this.constant = constant.clone();
  }

  private static void requireDistinct(int row, int[] columns) {
    Arrays.sort(columns);
    for (int t = 1; t < columns.length; t++) {
      require(columns[t] != columns[t - 1], "row " + row + " names column " + columns[t] + " twice; add the weights");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** A builder for a map of {@code columns} inputs. */
  public static Builder builder(int columns) {
    return new Builder(columns);
  }

  /** Number of inputs. */
  public int columns() {
    return columns;
  }

  /** Number of outputs. */
  public int rows() {
    return constant.length;
  }

  /** Number of terms in all rows. */
  public int terms() {
    return column.length;
  }

  /** Index of the first term of a row; {@code start(rows())} is {@link #terms()}. */
  public int start(int row) {
    return rowStart[row];
  }

  /** Input of a term. */
  public int column(int term) {
    return column[term];
  }

  /** Weight of a term. */
  public long weight(int term) {
    return weight[term];
  }

  /** Constant of a row, a torus word. */
  public long constant(int row) {
    return constant[row];
  }

  /** Requires columns to be below {@code bound} modulo {@code size}. */
  void requireBelow(int bound, int size) {
    for (int c : column) {
      require(c % size < bound, "column " + c + " is coefficient " + c % size + " of a ciphertext where outputs have a"
          + " distance of " + bound);
    }
  }

  int[] columnsOf(int row) {
    return Arrays.copyOfRange(column, rowStart[row], rowStart[row + 1]);
  }

  long[] weightsOf(int row) {
    return Arrays.copyOfRange(weight, rowStart[row], rowStart[row + 1]);
  }

  /** The value of one row on scalar torus words. */
  public long apply(int row, long[] x) {
    long sum = constant[row];
    for (int t = rowStart[row]; t < rowStart[row + 1]; t++) {
      sum += weight[t] * x[column[t]];
    }
    return sum;
  }

  /** The variance of one row, given those of the inputs, which are taken as independent: {@code Σ w² V}. */
  public double variance(int row, double[] inputVariance) {
    double sum = 0;
    for (int t = rowStart[row]; t < rowStart[row + 1]; t++) {
      sum += (double) weight[t] * weight[t] * inputVariance[column[t]];
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseMap that && columns == that.columns && Arrays.equals(rowStart, that.rowStart)
        && Arrays.equals(column, that.column) && Arrays.equals(weight, that.weight)
        && Arrays.equals(constant, that.constant);
  }

  @Override
  public int hashCode() {
    return Objects.hash(columns, Arrays.hashCode(rowStart), Arrays.hashCode(column), Arrays.hashCode(weight),
        Arrays.hashCode(constant));
  }

  /** Builds a map row by row. */
  public static final class Builder {
    private final int columns;
    private final List<int[]> rowColumns = new ArrayList<>();
    private final List<long[]> rowWeights = new ArrayList<>();
    private final List<Long> constants = new ArrayList<>();

    private Builder(int columns) {
      this.columns = columns;
    }

    /** Appends a row and returns its index. Terms of the same column must have been merged by the caller. */
    public int row(int[] column, long[] weight, long constant) {
      require(column.length == weight.length, column.length + " columns do not match " + weight.length + " weights");
      rowColumns.add(column.clone());
      rowWeights.add(weight.clone());
      constants.add(constant);
      return constants.size() - 1;
    }

    /** Number of rows so far. */
    public int rows() {
      return constants.size();
    }

    /** The map. */
    public SparseMap build() {
      int[] start = new int[constants.size() + 1];
      for (int r = 0; r < rowColumns.size(); r++) {
        start[r + 1] = start[r] + rowColumns.get(r).length;
      }
      return new SparseMap(columns, start,
          rowColumns.stream().flatMapToInt(Arrays::stream).toArray(),
          rowWeights.stream().flatMapToLong(Arrays::stream).toArray(),
          constants.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
