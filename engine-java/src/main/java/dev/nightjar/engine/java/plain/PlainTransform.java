package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.Twiddles;
import java.util.Arrays;

/**
 * The transform of {@link Twiddles} for a group of polynomials at once, in which every pass is a loop over
 * whole rows with one factor for a row.
 *
 * <p>The M coefficients of a polynomial are a matrix of blocks and {@value #PLACES} places. Before the
 * transform, row b has the places of block b of all polynomials, side by side. The first passes, those
 * between blocks, are butterflies between such rows. What is left is one small transform for each block, of
 * its {@value #PLACES} places; a twist makes it the same cyclic one for all blocks, so that after exchanging
 * blocks and places it is done between rows as well, a row now having one place of all blocks of a
 * polynomial. Two or more polynomials share such a row, a <em>tile</em>, if one would be too short.
 *
 * <p>The inverse goes back the same way. Its twist leaves one factor for each block, which the reader
 * of the result applies ({@link #untwistRe}).
 */
final class PlainTransform {
  /** Points of the inner transform. */
  static final int PLACES = 16;

  /**
   * Least number of values in a row. In shorter rows the scalar loops before and after the vector instructions take too
   * much of the time.
   */
  private static final int TILE_ROW = 256;

  private final int group;
  private final int blocks;
  private final int blockRow;
  private final int tileSize;
  private final int tileRow;
  /** For each size of a block of rows, 4 times smaller each, the factors: one for each block of that size. */
  private final double[][] forward;
  /** The same for the inverse passes: one for each row of a block. */
  private final double[][] inverse;
  private final double[] innerForward;
  private final double[] innerInverse;
  private final PlainRows twist;
  private final PlainRows twistBack;
  private final double[] untwist;

  /**
   * The constants for some size.
   *
   * @param points M
   * @param group polynomials that are transformed together, a power of two
   */
  PlainTransform(int points, int group) {
    this.group = group;
    this.blocks = points / PLACES;
    this.blockRow = group * PLACES;
    this.tileSize = Math.max(1, Math.min(group, TILE_ROW / blocks));
    this.tileRow = tileSize * blocks;
    int passes = (Roots.log2(blocks) + 1) / 2;
    this.forward = new double[passes][];
    this.inverse = new double[passes][];
    for (int pass = 0, size = blocks; pass < passes; pass++, size /= 4) {
      boolean radix2 = size == 2;
      forward[pass] = radix2 ? Twiddles.forward2(blocks / 2)
          : PlainPasses.withTurn(Twiddles.forward4(blocks / size), 1);
      inverse[pass] = radix2 ? Twiddles.inverse2(2, 1)
          : PlainPasses.withTurn(Twiddles.inverse4(size, 1), -1);
    }
    this.innerForward = PlainPasses.withTurn(cyclicForward4(PLACES / 4), 1);
    this.innerInverse = PlainPasses.withTurn(Twiddles.inverse4(PLACES, 1), -1);
    double[] angles = Twiddles.laneTwist(blocks, PLACES);
    this.twist = twistRows(angles, 1);
    this.twistBack = twistRows(angles, -1);
    this.untwist = Twiddles.untwist(points, 1);
  }

  /** {@link Twiddles#forward4} for a tree whose root is {@code X^L - 1}. */
  private static double[] cyclicForward4(int blocks) {
    double[] table = new double[4 * blocks];
    for (int b = 0; b < blocks; b++) {
      double angle = 2.0 * Roots.reverse(b, Roots.log2(blocks)) / blocks;
      table[4 * b] = Roots.cos(angle / 4);
      table[4 * b + 1] = Roots.sin(angle / 4);
      table[4 * b + 2] = Roots.cos(angle / 2);
      table[4 * b + 3] = Roots.sin(angle / 2);
    }
    return table;
  }

  /**
   * The twist, or its inverse with the signs that the inner inverse transform leaves.
   *
   * @param direction 1 for the twist, -1 for its inverse
   */
  private PlainRows twistRows(double[] factors, int direction) {
    PlainRows rows = PlainRows.allocate(PLACES, tileRow);
    for (int place = 0; place < PLACES; place++) {
      int sign = direction < 0 && (Integer.bitCount(place) & 1) != 0 ? -1 : 1;
      for (int j = 0; j < tileRow; j++) {
        int at = j % blocks * 2 * PLACES + place;
        rows.re()[place][j] = sign * factors[at];
        rows.im()[place][j] = sign * direction * factors[at + PLACES];
      }
    }
    return rows;
  }

  /** Polynomials that are transformed together. */
  int group() {
    return group;
  }

  /** Rows of blocks, M / {@value #PLACES}. */
  int blocks() {
    return blocks;
  }

  /** Values in such a row. */
  int blockRow() {
    return blockRow;
  }

  /** Polynomials in a tile. */
  int tileSize() {
    return tileSize;
  }

  /** Values in a row of a tile. */
  int tileRow() {
    return tileRow;
  }

  /** A group before the transform. */
  PlainRows allocateBlocks() {
    return PlainRows.allocate(blocks, blockRow);
  }

  /** A group in the Fourier domain: its tiles. */
  PlainRows[] allocateTiles() {
    PlainRows[] tiles = new PlainRows[group / tileSize];
    Arrays.setAll(tiles, i -> PlainRows.allocate(PLACES, tileRow));
    return tiles;
  }

  /** The factor by which a block of the result of {@link #inverse} has yet to be multiplied: its real part. */
  double untwistRe(int block) {
    return untwist[2 * PLACES * block];
  }

  /** The imaginary part of that factor. */
  double untwistIm(int block) {
    return untwist[2 * PLACES * block + 1];
  }

  /** Rows that {@link #begin} and {@link #end} are to be called for: they lie in the first quarter. */
  int quarter() {
    return blocks / 4;
  }

  /** The first forward butterfly of rows {@code row}, {@code row + quarter}, and so on. */
  void begin(PlainRows x, int row) {
    x.butterfly4(row, 2 * quarter(), quarter(), forward[0], 0, blockRow);
  }

  /** Transforms the rows that {@link #begin} has passed over; leaves {@code x} undefined. */
  void forward(PlainRows x, PlainRows[] tiles) {
    for (int part = 0; part < blocks; part += quarter()) {
      forwardBlocks(x, part, quarter(), 1);
    }
    for (int p = 0; p < group; p++) {
      PlainRows tile = tiles[p / tileSize];
      int at = p % tileSize * blocks;
      for (int place = 0; place < PLACES; place += PlainPasses.EXCHANGED) {
        PlainPasses.columnsToRows(x.re(), p * PLACES + place, blocks, tile.re(), place, at);
        PlainPasses.columnsToRows(x.im(), p * PLACES + place, blocks, tile.im(), place, at);
      }
      if ((p + 1) % tileSize == 0) {
        forwardPlaces(tile);
      }
    }
  }

  /** Passes from one block of rows on, each part ended while it is in the cache. */
  private void forwardBlocks(PlainRows x, int from, int size, int pass) {
    double[] factors = forward[pass];
    if (size == 2) {
      x.butterfly(from, from + 1, factors[from], factors[from + 1], blockRow);
      return;
    }
    int quarter = size / 4;
    for (int row = from; row < from + quarter; row++) {
      x.butterfly4(row, 2 * quarter, quarter, factors, from / size * PlainPasses.BUTTERFLY, blockRow);
    }
    for (int part = from; quarter > 1 && part < from + size; part += quarter) {
      forwardBlocks(x, part, quarter, pass + 1);
    }
  }

  private void forwardPlaces(PlainRows x) {
    int quarter = PLACES / 4;
    for (int place = 1; place < PLACES; place++) {
      x.multiply(place, twist, tileRow);
    }
    for (int place = 0; place < quarter; place++) {
      x.butterfly4(place, 2 * quarter, quarter, tileRow);
    }
    x.butterfly4(0, 2, 1, tileRow);
    for (int block = 1; block < quarter; block++) {
      x.butterfly4(4 * block, 2, 1, innerForward, block * PlainPasses.BUTTERFLY, tileRow);
    }
  }

  /** Transforms back, up to the butterflies of {@link #end}; leaves {@code tiles} undefined. */
  void inverse(PlainRows[] tiles, PlainRows x) {
    for (int p = 0; p < group; p++) {
      PlainRows tile = tiles[p / tileSize];
      int at = p % tileSize * blocks;
      if (p % tileSize == 0) {
        inversePlaces(tile);
      }
      for (int place = 0; place < PLACES; place += PlainPasses.EXCHANGED) {
        PlainPasses.rowsToColumns(tile.re(), place, at, x.re(), blocks, p * PLACES + place);
        PlainPasses.rowsToColumns(tile.im(), place, at, x.im(), blocks, p * PLACES + place);
      }
    }
    for (int part = 0; part < blocks; part += quarter()) {
      inverseBlocks(x, part, quarter(), 1);
    }
  }

  /** The last inverse butterfly of rows {@code row}, {@code row + quarter}, and so on. */
  void end(PlainRows x, int row) {
    x.butterfly4(row, quarter(), 2 * quarter(), inverse[0], row * PlainPasses.BUTTERFLY, blockRow);
  }

  private void inversePlaces(PlainRows x) {
    int quarter = PLACES / 4;
    PlainRows exchanged = x.exchanged();
    for (int block = 0; block < PLACES; block += 4) {
      exchanged.butterfly4(block, 1, 2, tileRow);
    }
    exchanged.butterfly4(0, quarter, 2 * quarter, tileRow);
    for (int place = 1; place < quarter; place++) {
      x.butterfly4(place, quarter, 2 * quarter, innerInverse, place * PlainPasses.BUTTERFLY, tileRow);
    }
    for (int place = 1; place < PLACES; place++) {
      x.multiply(place, twistBack, tileRow);
    }
  }

  private void inverseBlocks(PlainRows x, int from, int size, int pass) {
    double[] factors = inverse[pass];
    if (size == 2) {
      x.butterfly(from, from + 1, factors[0], factors[1], blockRow);
      return;
    }
    int quarter = size / 4;
    for (int part = from; quarter > 1 && part < from + size; part += quarter) {
      inverseBlocks(x, part, quarter, pass + 1);
    }
    for (int i = 0; i < quarter; i++) {
      x.butterfly4(from + i, quarter, 2 * quarter, factors, i * PlainPasses.BUTTERFLY, blockRow);
    }
  }
}
