package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/**
 * Sums of products of digits with the rows of a block, both columns at once, so that digits are loaded once. A block
 * lies {@code [points / lanes][column][row][re, im][lanes]}.
 */
final class BlockProduct {
  private BlockProduct() {}

  /** Doubles from one vector of points of a block to the next. */
  static int next(int rows) {
    return 4 * LANES * rows;
  }

  /**
   * {@code out_c = Σ_{r < count} digits_r · block_{first + r, c}}.
   *
   * @param stride from one row of digits, and from one column of the result, to the next
   * @param at where row {@code first} begins in the block
   */
  static void multiply(double[] digits, int from, int stride, double[] block, int at, int rows, int count, double[] out,
      int to) {
    int columns = 2 * LANES * rows;
    int next = next(rows);
    for (int p = 0, k = at; p < POINTS; p += LANES, k += next) {
      DoubleVector re = broadcast(0);
      DoubleVector minus = re;
      DoubleVector im = re;
      DoubleVector se = re;
      DoubleVector sinus = re;
      DoubleVector sm = re;
      for (int r = 0, x = from + p, y = k; r < count; r++, x += stride, y += 2 * LANES) {
        DoubleVector xr = load(digits, x);
        DoubleVector xi = load(digits, x + POINTS);
        DoubleVector yr = load(block, y);
        DoubleVector yi = load(block, y + LANES);
        re = xr.fma(yr, re);
        minus = xi.fma(yi, minus);
        im = xi.fma(yr, xr.fma(yi, im));
        DoubleVector zr = load(block, y + columns);
        DoubleVector zi = load(block, y + columns + LANES);
        se = xr.fma(zr, se);
        sinus = xi.fma(zi, sinus);
        sm = xi.fma(zr, xr.fma(zi, sm));
      }
      re.sub(minus).intoArray(out, to + p);
      im.intoArray(out, to + p + POINTS);
      se.sub(sinus).intoArray(out, to + p + stride);
      sm.intoArray(out, to + p + POINTS + stride);
    }
  }

  /** Writes a spectrum as a column of a row of a block, whose vectors of points are {@code next} apart. */
  static void put(double[] spectrum, int from, double[] block, int at, int next) {
    for (int p = from, k = at; p < from + POINTS; p += LANES, k += next) {
      load(spectrum, p).intoArray(block, k);
      load(spectrum, p + POINTS).intoArray(block, k + LANES);
    }
  }

  /** The same of a sum of two spectra. */
  static void putSum(double[] spectrum, int from, double[] other, int otherAt, double[] block, int at, int next) {
    for (int p = 0, k = at; p < POINTS; p += LANES, k += next) {
      load(spectrum, from + p).add(load(other, otherAt + p)).intoArray(block, k);
      load(spectrum, from + p + POINTS).add(load(other, otherAt + p + POINTS)).intoArray(block, k + LANES);
    }
  }
}
