package dev.nightjar.api.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;

/**
 * An affine map of real numbers in compressed sparse rows:
 * {@code y_r = bias_r + Σ_{starts_r <= t < starts_{r+1}} weight_t · x_{column_t}}. The arrays of accessors are copies;
 * loops over many terms read the methods that take an index.
 *
 * @param columns number of inputs, at least 1
 * @param starts {@code rows + 1} ascending indices into {@code column}, the first 0, the last its length; copied
 * @param column input of each term, ascending within a row, each in {@code [0, columns)}; copied
 * @param weight weight of each term, finite; copied
 * @param bias constant of each row, finite; at least one; copied
 */
public record AffineMap(int columns, int[] starts, int[] column, double[] weight, double[] bias) {
  /** A checked map; {@code INVALID_MODEL} when the arrays do not fit together. */
  public AffineMap {
    require(columns >= 1, "an affine map needs at least one column, not " + columns);
    require(bias.length >= 1, "an affine map needs at least one row");
    require(starts.length == bias.length + 1, "an affine map of " + bias.length + " rows has " + starts.length
        + " row starts");
    require(column.length == weight.length, column.length + " columns do not match " + weight.length + " weights");
    starts = starts.clone();
    column = column.clone();
    weight = weight.clone();
    bias = bias.clone();
    require(starts[0] == 0 && starts[bias.length] == column.length, "row starts do not cover the terms");
    for (int r = 0; r < bias.length; r++) {
      require(starts[r] <= starts[r + 1], "row starts must ascend");
    }
    for (int r = 0; r < bias.length; r++) {
      for (int t = starts[r]; t < starts[r + 1]; t++) {
        // Messages are made only where they are needed: there may be millions of terms.
        if (column[t] < 0 || column[t] >= columns) {
          throw invalid("column " + column[t] + " is outside 0.." + (columns - 1));
        }
        if (t > starts[r] && column[t] <= column[t - 1]) {
          throw invalid("columns of row " + r + " must ascend");
        }
        if (!Double.isFinite(weight[t])) {
          throw invalid("an affine map cannot have the weight " + weight[t]);
        }
      }
      if (!Double.isFinite(bias[r])) {
        throw invalid("an affine map cannot have the constant " + bias[r]);
      }
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw invalid(message);
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** Number of outputs. */
  public int rows() {
    return bias.length;
  }

  /** Number of terms in all rows. */
  public int terms() {
    return column.length;
  }

  /** Index of the first term of a row; {@code start(rows())} is {@link #terms()}. */
  public int start(int row) {
    return starts[row];
  }

  /** Input of a term. */
  public int column(int term) {
    return column[term];
  }

  /** Weight of a term. */
  public double weight(int term) {
    return weight[term];
  }

  /** Constant of a row. */
  public double bias(int row) {
    return bias[row];
  }

  /**
   * All rows of some values.
   *
   * @param values at least {@link #columns()} values, of which the first ones are read
   */
  public double[] apply(double[] values) {
    double[] out = new double[bias.length];
    for (int r = 0; r < out.length; r++) {
      double sum = bias[r];
      for (int t = starts[r]; t < starts[r + 1]; t++) {
        sum += weight[t] * values[column[t]];
      }
      out[r] = sum;
    }
    return out;
  }

  /** The row starts, a copy. */
  @Override
  public int[] starts() {
    return starts.clone();
  }

  /** The columns of all terms, a copy. */
  @Override
  public int[] column() {
    return column.clone();
  }

  /** The weights of all terms, a copy. */
  @Override
  public double[] weight() {
    return weight.clone();
  }

  /** The constants of all rows, a copy. */
  @Override
  public double[] bias() {
    return bias.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AffineMap that && columns == that.columns && Arrays.equals(starts, that.starts)
        && Arrays.equals(column, that.column) && Arrays.equals(weight, that.weight) && Arrays.equals(bias, that.bias);
  }

  @Override
  public int hashCode() {
    return Objects.hash(columns, Arrays.hashCode(starts), Arrays.hashCode(column), Arrays.hashCode(weight),
        Arrays.hashCode(bias));
  }

  @Override
  public String toString() {
    return "AffineMap[" + rows() + " x " + columns + ", " + terms() + " terms]";
  }
}
