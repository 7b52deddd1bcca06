package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.ring.Torus;

/**
 * Loops in the one form that C2 turns into vector instructions by itself, on JDK 17 as on later ones: a
 * handful of separate arrays, all read and written at the same index, and a body small enough to be unrolled.
 * C2 assumes that two stretches of one array, or an index with an offset, overlap, and such loops stay scalar.
 */
final class PlainPasses {
  /** Doubles for a radix-4 butterfly in a table of {@link #withTurn}. */
  static final int BUTTERFLY = 6;

  /** Rows that {@link #columnsToRows} and {@link #rowsToColumns} take at once. */
  static final int EXCHANGED = 8;

  private static final double ROUND = Torus.ROUND;
  private static final boolean FUSED = fusedMultiplyAddIsFast();

  private PlainPasses() {}

  /** Without hardware support, {@code Math.fma} goes through BigDecimal and takes a microsecond or more. */
  private static boolean fusedMultiplyAddIsFast() {
    double x = 1;
    long start = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      x = Math.fma(x, 0.999, 0.5);
    }
    return System.nanoTime() - start < 500_000 && x > 0;
  }

  static double fma(double a, double b, double c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /**
   * The third factor of a radix-4 butterfly and the two of a table, side by side: {@code w1, w2, v = turn
   * w1}.
   */
  static double[] withTurn(double[] pairs, double turn) {
    double[] table = new double[pairs.length / 4 * BUTTERFLY];
    for (int from = 0, to = 0; from < pairs.length; from += 4, to += BUTTERFLY) {
      System.arraycopy(pairs, from, table, to, 4);
      table[to + 4] = -turn * pairs[from + 1];
      table[to + 5] = turn * pairs[from];
    }
    return table;
  }

  /**
   * {@code x = x + Re(z u)} modulo 1; with {@code (zi, zr)} instead of {@code (zr, -zi)}, {@code Im(z u)}.
   */
  static void addModOne(double[] x, double[] a, double[] u, double[] b, double[] v, int length) {
    for (int j = 0; j < length; j++) {
      double y = fma(a[j], u[j], x[j]) + b[j] * v[j];
      x[j] = y - (y + ROUND - ROUND);
    }
  }

  /** Changes the sign of the first values. */
  static void negate(double[] x, int length) {
    for (int j = 0; j < length; j++) {
      x[j] = -x[j];
    }
  }

  /** {@code out = round(scale ((sign rotated - base) modulo 1))}. */
  static void differenceDigits(double[] rotated, double[] base, double sign, double scale, double[] out) {
    for (int j = 0; j < out.length; j++) {
      double x = rotated[j] * sign - base[j];
      x -= x + ROUND - ROUND;
      out[j] = x * scale + ROUND - ROUND;
    }
  }

  /**
   * Exchanges rows and columns: {@value #EXCHANGED} columns from {@code column} on become as many rows from
   * {@code row} on. Scalar: each value takes a load and a store.
   *
   * @param at where the new rows begin
   */
  static void columnsToRows(double[][] from, int column, int rows, double[][] to, int row,
      int at) {
    double[] a = to[row];
    double[] b = to[row + 1];
    double[] c = to[row + 2];
    double[] d = to[row + 3];
    double[] e = to[row + 4];
    double[] f = to[row + 5];
    double[] g = to[row + 6];
    double[] h = to[row + 7];
    for (int i = 0; i < rows; i++) {
      double[] in = from[i];
      int j = at + i;
      a[j] = in[column];
      b[j] = in[column + 1];
      c[j] = in[column + 2];
      d[j] = in[column + 3];
      e[j] = in[column + 4];
      f[j] = in[column + 5];
      g[j] = in[column + 6];
      h[j] = in[column + 7];
    }
  }

  /** The other way: {@value #EXCHANGED} rows become columns. */
  static void rowsToColumns(double[][] from, int row, int at, double[][] to, int rows, int column) {
    double[] a = from[row];
    double[] b = from[row + 1];
    double[] c = from[row + 2];
    double[] d = from[row + 3];
    double[] e = from[row + 4];
    double[] f = from[row + 5];
    double[] g = from[row + 6];
    double[] h = from[row + 7];
    for (int i = 0; i < rows; i++) {
      double[] out = to[i];
      int j = at + i;
      out[column] = a[j];
      out[column + 1] = b[j];
      out[column + 2] = c[j];
      out[column + 3] = d[j];
      out[column + 4] = e[j];
      out[column + 5] = f[j];
      out[column + 6] = g[j];
      out[column + 7] = h[j];
    }
  }
}
