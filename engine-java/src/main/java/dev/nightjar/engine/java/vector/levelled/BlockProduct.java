package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.STRIDE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/**
 * Sums of products of digits with the rows of a block, both columns at once, so that digits are loaded once. A block
 * lies {@code [points / CHUNK][row][CHUNK / lanes][column][re, im][lanes]}.
 *
 * <p>The sums of a chunk of points stay in the first-level cache while its rows are taken three or two at a time: as
 * many as C2 holds in registers. With five rows written out it left vectors on the heap, and a loop over rows takes
 * half as long again.
 */
final class BlockProduct {
  /** Points of a chunk: 4 KiB of sums, and 1 KiB for each row of digits. */
  static final int CHUNK = 128;

  /** Doubles of a row of a chunk. */
  static final int ROW = 4 * CHUNK;

  private BlockProduct() {}

  /**
   * {@code out_c = Σ_{r < count} digits_r · block_{first + r, c}}.
   *
   * @param digits rows, {@link PointOrder#STRIDE} apart
   * @param out the columns, likewise
   */
  static void multiply(double[] digits, int from, double[] block, int at, int rows, int first, int count, double[] out,
      int to) {
    for (int p = 0; p < POINTS; p += CHUNK) {
      int k = at + 4 * p * rows + first * ROW;
      int taken = count == 4 ? 2 : Math.min(count, 3);
      switch (taken) {
        case 1 -> one(digits, from + p, block, k, false, out, to + p);
        case 2 -> setTwo(digits, from + p, block, k, out, to + p);
        default -> setThree(digits, from + p, block, k, out, to + p);
      }
      for (int row = taken; row < count; row += taken) {
        int left = count - row;
        taken = left == 4 ? 2 : Math.min(left, 3);
        int x = from + p + row * STRIDE;
        int y = k + row * ROW;
        switch (taken) {
          case 1 -> one(digits, x, block, y, true, out, to + p);
          case 2 -> addTwo(digits, x, block, y, out, to + p);
          default -> addThree(digits, x, block, y, out, to + p);
        }
      }
    }
  }

  private static void setTwo(double[] digits, int from, double[] block, int at, double[] out, int to) {
    for (int p = 0; p < CHUNK; p += LANES) {
      int x = from + p;
      int y = at + 4 * p;
      int z = to + p;
      DoubleVector xr = load(digits, x);
      DoubleVector xi = load(digits, x + POINTS);
      DoubleVector yr = load(block, y);
      DoubleVector yi = load(block, y + LANES);
      DoubleVector re = xr.mul(yr);
      DoubleVector minus = xi.mul(yi);
      DoubleVector im = xi.fma(yr, xr.mul(yi));
      DoubleVector zr = load(block, y + 2 * LANES);
      DoubleVector zi = load(block, y + 3 * LANES);
      DoubleVector se = xr.mul(zr);
      DoubleVector sinus = xi.mul(zi);
      DoubleVector sm = xi.fma(zr, xr.mul(zi));
      xr = load(digits, x + STRIDE);
      xi = load(digits, x + STRIDE + POINTS);
      yr = load(block, y + ROW);
      yi = load(block, y + ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + ROW + 2 * LANES);
      zi = load(block, y + ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      re.sub(minus).intoArray(out, z);
      im.intoArray(out, z + POINTS);
      se.sub(sinus).intoArray(out, z + STRIDE);
      sm.intoArray(out, z + STRIDE + POINTS);
    }
  }

  private static void setThree(double[] digits, int from, double[] block, int at, double[] out, int to) {
    for (int p = 0; p < CHUNK; p += LANES) {
      int x = from + p;
      int y = at + 4 * p;
      int z = to + p;
      DoubleVector xr = load(digits, x);
      DoubleVector xi = load(digits, x + POINTS);
      DoubleVector yr = load(block, y);
      DoubleVector yi = load(block, y + LANES);
      DoubleVector re = xr.mul(yr);
      DoubleVector minus = xi.mul(yi);
      DoubleVector im = xi.fma(yr, xr.mul(yi));
      DoubleVector zr = load(block, y + 2 * LANES);
      DoubleVector zi = load(block, y + 3 * LANES);
      DoubleVector se = xr.mul(zr);
      DoubleVector sinus = xi.mul(zi);
      DoubleVector sm = xi.fma(zr, xr.mul(zi));
      xr = load(digits, x + STRIDE);
      xi = load(digits, x + STRIDE + POINTS);
      yr = load(block, y + ROW);
      yi = load(block, y + ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + ROW + 2 * LANES);
      zi = load(block, y + ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      xr = load(digits, x + 2 * STRIDE);
      xi = load(digits, x + 2 * STRIDE + POINTS);
      yr = load(block, y + 2 * ROW);
      yi = load(block, y + 2 * ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + 2 * ROW + 2 * LANES);
      zi = load(block, y + 2 * ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      re.sub(minus).intoArray(out, z);
      im.intoArray(out, z + POINTS);
      se.sub(sinus).intoArray(out, z + STRIDE);
      sm.intoArray(out, z + STRIDE + POINTS);
    }
  }

  /** One row, of which there is at most one; added to the sums, or written over them. */
  private static void one(double[] digits, int from, double[] block, int at, boolean add, double[] out, int to) {
    for (int p = 0; p < CHUNK; p++) {
      int y = at + p / LANES * 4 * LANES + p % LANES;
      double xr = digits[from + p];
      double xi = digits[from + p + POINTS];
      for (int c = 0, z = to + p; c < 2; c++, y += 2 * LANES, z += STRIDE) {
        double re = xr * block[y] - xi * block[y + LANES];
        double im = xr * block[y + LANES] + xi * block[y];
        out[z] = add ? out[z] + re : re;
        out[z + POINTS] = add ? out[z + POINTS] + im : im;
      }
    }
  }

  private static void addTwo(double[] digits, int from, double[] block, int at, double[] out, int to) {
    for (int p = 0; p < CHUNK; p += LANES) {
      int x = from + p;
      int y = at + 4 * p;
      int z = to + p;
      DoubleVector xr = load(digits, x);
      DoubleVector xi = load(digits, x + POINTS);
      DoubleVector yr = load(block, y);
      DoubleVector yi = load(block, y + LANES);
      DoubleVector re = xr.fma(yr, load(out, z));
      DoubleVector minus = xi.mul(yi);
      DoubleVector im = xi.fma(yr, xr.fma(yi, load(out, z + POINTS)));
      DoubleVector zr = load(block, y + 2 * LANES);
      DoubleVector zi = load(block, y + 3 * LANES);
      DoubleVector se = xr.fma(zr, load(out, z + STRIDE));
      DoubleVector sinus = xi.mul(zi);
      DoubleVector sm = xi.fma(zr, xr.fma(zi, load(out, z + STRIDE + POINTS)));
      xr = load(digits, x + STRIDE);
      xi = load(digits, x + STRIDE + POINTS);
      yr = load(block, y + ROW);
      yi = load(block, y + ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + ROW + 2 * LANES);
      zi = load(block, y + ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      re.sub(minus).intoArray(out, z);
      im.intoArray(out, z + POINTS);
      se.sub(sinus).intoArray(out, z + STRIDE);
      sm.intoArray(out, z + STRIDE + POINTS);
    }
  }

  private static void addThree(double[] digits, int from, double[] block, int at, double[] out, int to) {
    for (int p = 0; p < CHUNK; p += LANES) {
      int x = from + p;
      int y = at + 4 * p;
      int z = to + p;
      DoubleVector xr = load(digits, x);
      DoubleVector xi = load(digits, x + POINTS);
      DoubleVector yr = load(block, y);
      DoubleVector yi = load(block, y + LANES);
      DoubleVector re = xr.fma(yr, load(out, z));
      DoubleVector minus = xi.mul(yi);
      DoubleVector im = xi.fma(yr, xr.fma(yi, load(out, z + POINTS)));
      DoubleVector zr = load(block, y + 2 * LANES);
      DoubleVector zi = load(block, y + 3 * LANES);
      DoubleVector se = xr.fma(zr, load(out, z + STRIDE));
      DoubleVector sinus = xi.mul(zi);
      DoubleVector sm = xi.fma(zr, xr.fma(zi, load(out, z + STRIDE + POINTS)));
      xr = load(digits, x + STRIDE);
      xi = load(digits, x + STRIDE + POINTS);
      yr = load(block, y + ROW);
      yi = load(block, y + ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + ROW + 2 * LANES);
      zi = load(block, y + ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      xr = load(digits, x + 2 * STRIDE);
      xi = load(digits, x + 2 * STRIDE + POINTS);
      yr = load(block, y + 2 * ROW);
      yi = load(block, y + 2 * ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + 2 * ROW + 2 * LANES);
      zi = load(block, y + 2 * ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      re.sub(minus).intoArray(out, z);
      im.intoArray(out, z + POINTS);
      se.sub(sinus).intoArray(out, z + STRIDE);
      sm.intoArray(out, z + STRIDE + POINTS);
    }
  }

  /** The product with a key of three rows, and a spectrum added to its first column, as a row of another block. */
  static void switchThree(double[] digits, int from, double[] key, int keyAt, double[] body, int bodyAt, double[] out,
      int at, int rows, int row) {
    for (int p = 0; p < POINTS; p += CHUNK) {
      switchChunk(digits, from + p, key, keyAt + 4 * p * 3, body, bodyAt + p, out, at + 4 * p * rows + row * ROW);
    }
  }

  private static void switchChunk(double[] digits, int from, double[] block, int at, double[] body, int bodyAt,
      double[] out, int to) {
    for (int p = 0; p < CHUNK; p += LANES) {
      int x = from + p;
      int y = at + 4 * p;
      int z = to + 4 * p;
      DoubleVector xr = load(digits, x);
      DoubleVector xi = load(digits, x + POINTS);
      DoubleVector yr = load(block, y);
      DoubleVector yi = load(block, y + LANES);
      DoubleVector re = xr.mul(yr);
      DoubleVector minus = xi.mul(yi);
      DoubleVector im = xi.fma(yr, xr.mul(yi));
      DoubleVector zr = load(block, y + 2 * LANES);
      DoubleVector zi = load(block, y + 3 * LANES);
      DoubleVector se = xr.mul(zr);
      DoubleVector sinus = xi.mul(zi);
      DoubleVector sm = xi.fma(zr, xr.mul(zi));
      xr = load(digits, x + STRIDE);
      xi = load(digits, x + STRIDE + POINTS);
      yr = load(block, y + ROW);
      yi = load(block, y + ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + ROW + 2 * LANES);
      zi = load(block, y + ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      xr = load(digits, x + 2 * STRIDE);
      xi = load(digits, x + 2 * STRIDE + POINTS);
      yr = load(block, y + 2 * ROW);
      yi = load(block, y + 2 * ROW + LANES);
      re = xr.fma(yr, re);
      minus = xi.fma(yi, minus);
      im = xi.fma(yr, xr.fma(yi, im));
      zr = load(block, y + 2 * ROW + 2 * LANES);
      zi = load(block, y + 2 * ROW + 3 * LANES);
      se = xr.fma(zr, se);
      sinus = xi.fma(zi, sinus);
      sm = xi.fma(zr, xr.fma(zi, sm));
      re.sub(minus).add(load(body, bodyAt + p)).intoArray(out, z);
      im.add(load(body, bodyAt + p + POINTS)).intoArray(out, z + LANES);
      se.sub(sinus).intoArray(out, z + 2 * LANES);
      sm.intoArray(out, z + 3 * LANES);
    }
  }
}
