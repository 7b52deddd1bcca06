package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

/** One column of one row of a block, as {@link BlockProduct} lays it out: from and to spectra. */
final class BlockRow {
  private BlockRow() {}

  /** Where the vector of points from p on lies. */
  private static int place(int at, int rows, int row, int column, int p) {
    int chunk = p / BlockProduct.CHUNK;
    return at + (chunk * rows + row) * BlockProduct.ROW + 4 * (p - chunk * BlockProduct.CHUNK) + 2 * LANES * column;
  }

  /** Writes a spectrum. */
  static void put(double[] spectrum, int from, double[] block, int at, int rows, int row, int column) {
    for (int p = 0; p < POINTS; p += LANES) {
      int k = place(at, rows, row, column, p);
      for (int lane = 0; lane < LANES; lane++) {
        block[k + lane] = spectrum[from + p + lane];
        block[k + lane + LANES] = spectrum[from + p + lane + POINTS];
      }
    }
  }

  /** Adds a spectrum to what is there. */
  static void add(double[] spectrum, int from, double[] block, int at, int rows, int row, int column) {
    for (int p = 0; p < POINTS; p += LANES) {
      int k = place(at, rows, row, column, p);
      for (int lane = 0; lane < LANES; lane++) {
        block[k + lane] += spectrum[from + p + lane];
        block[k + lane + LANES] += spectrum[from + p + lane + POINTS];
      }
    }
  }

  /** Reads a spectrum. */
  static void get(double[] block, int at, int rows, int row, int column, double[] spectrum, int to) {
    for (int p = 0; p < POINTS; p += LANES) {
      int k = place(at, rows, row, column, p);
      for (int lane = 0; lane < LANES; lane++) {
        spectrum[to + p + lane] = block[k + lane];
        spectrum[to + p + lane + POINTS] = block[k + lane + LANES];
      }
    }
  }
}
