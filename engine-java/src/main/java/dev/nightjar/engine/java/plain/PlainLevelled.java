package dev.nightjar.engine.java.plain;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.levelled.Automorphisms;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import java.util.Arrays;

/**
 * The loops of levelled evaluation in plain Java.
 *
 * <p>Points lie in the order of {@link PlainTransform}: those of a place side by side. Digits and products are kept as
 * the rows of each place, so that the transforms hand them over without copying. A block holds for each place, row and
 * column the real parts of its points and then the imaginary ones. The transform's signs, {@code (-1)^popcount(p)},
 * are part of digits and of blocks, cancel in their products, and are not in spectra.
 */
final class PlainLevelled implements LevelledKernel {
  private static final int PLACES = PlainTransform.PLACES;

  /** Words of a cache line. */
  private static final int CACHE_LINE = 8;

  private final PlainPoints order;
  private final PlainWords transform;
  private final int rows;
  private final int size;
  private final int points;
  private final int blocks;

  /** The rows of digits, for each place. */
  private final PlainRows[] digits;
  /** The columns of the product, with a row for each place. */
  private final PlainRows[][] product = new PlainRows[COLUMNS][];
  private final PlainRows[] spectrum;
  private final PlainRows keyRows;
  private final PlainRows sum = PlainRows.allocate(1, 0);
  private final long[] words;
  private final double[] re;
  private final double[] im;

  PlainLevelled(int polynomialSize, int rows) {
    this(new PlainPoints(polynomialSize, new PlainTransform(polynomialSize / 2, 1)), rows);
  }

  private PlainLevelled(PlainPoints order, int rows) {
    this.order = order;
    this.transform = new PlainWords(order.transform());
    this.rows = rows;
    this.points = order.points();
    this.size = 2 * points;
    this.blocks = order.transform().blocks();
    this.digits = new PlainRows[PLACES];
    Arrays.setAll(digits, place -> PlainRows.allocate(rows, blocks));
    Arrays.setAll(product, column -> order.transform().allocateTiles());
    this.spectrum = order.transform().allocateTiles();
    this.keyRows = PlainRows.allocate(rows, blocks);
    this.words = new long[size];
    this.re = new double[points];
    this.im = new double[points];
  }

  @Override
  public int polynomialSize() {
    return size;
  }

  @Override
  public int stride() {
    return size + CACHE_LINE;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public LevelledKernel forThread() {
    return new PlainLevelled(order, rows);
  }

  @Override
  public Step step(int doublings, int arity) {
    int[] galois = Automorphisms.elements(size, doublings, arity);
    int shift = 1 << doublings;
    return new Step(arity, shift, galois, order.permutations(galois), order.monomials(shift, arity - 1));
  }

  // ---- Blocks and spectra

  @Override
  public void setRow(double[] block, int at, int blockRows, int row, int column, long[] from, int fromAt) {
    transform.forward(from, fromAt, spectrum);
    for (int place = 0; place < PLACES; place++) {
      int to = place(at, blockRows, row, column, place);
      System.arraycopy(spectrum[0].re()[place], 0, block, to, blocks);
      System.arraycopy(spectrum[0].im()[place], 0, block, to + blocks, blocks);
    }
  }

  /** Where the real parts of the points of a place begin. */
  private int place(int at, int blockRows, int row, int column, int place) {
    return at + ((place * COLUMNS + column) * blockRows + row) * 2 * blocks;
  }

  @Override
  public void putRow(double[] block, int at, int blockRows, int row, int column, double[] from, int fromAt) {
    for (int place = 0, q = 0; place < PLACES; place++) {
      int to = place(at, blockRows, row, column, place);
      for (int j = 0; j < blocks; j++, q++) {
        double sign = order.sign(q);
        block[to + j] = sign * from[fromAt + q];
        block[to + blocks + j] = sign * from[fromAt + points + q];
      }
    }
  }

  @Override
  public void getRow(double[] block, int at, int blockRows, int row, int column) {
    PlainRows to = product[column][0];
    for (int place = 0, q = 0; place < PLACES; place++) {
      int from = place(at, blockRows, row, column, place);
      for (int j = 0; j < blocks; j++, q++) {
        to.re()[place][j] = order.sign(q) * block[from + j];
        to.im()[place][j] = order.sign(q) * block[from + blocks + j];
      }
    }
  }

  @Override
  public void transform(long[] from, int fromAt, double[] to, int toAt) {
    transform.forward(from, fromAt, spectrum);
    for (int place = 0, q = 0; place < PLACES; place++) {
      for (int j = 0; j < blocks; j++, q++) {
        to[toAt + q] = order.sign(q) * spectrum[0].re()[place][j];
        to[toAt + points + q] = order.sign(q) * spectrum[0].im()[place][j];
      }
    }
  }

  // ---- Digits

  @Override
  public void decompose(int row, Gadget gadget, long[] from, int at) {
    System.arraycopy(from, at, words, 0, size);
    digits(row, gadget);
  }

  @Override
  public void decomposeDifference(int row, Gadget gadget, long[] minuend, int at, long[] subtrahend, int from) {
    for (int j = 0; j < size; j++) {
      words[j] = minuend[at + j] - subtrahend[from + j];
    }
    digits(row, gadget);
  }

  @Override
  public void decomposeRotation(int row, Gadget gadget, long[] source, int at, int amount) {
    rotate(source, at, amount, words, 0);
    for (int j = 0; j < size; j++) {
      words[j] -= source[at + j];
    }
    digits(row, gadget);
  }

  private void digits(int row, Gadget gadget) {
    for (int level = 1; level <= gadget.level(); level++) {
      transform.digits(words, gadget, level, spectrum);
      for (int place = 0; place < PLACES; place++) {
        digits[place].exchange(row + level - 1, spectrum[0], place);
      }
    }
  }

  // ---- Products with a block

  @Override
  public void multiply(double[] block, int at, int blockRows, int first, int count) {
    for (int place = 0; place < PLACES; place++) {
      for (int column = 0; column < COLUMNS; column++) {
        sum.take(0, product[column][0], place);
        multiplyPlace(block, place(at, blockRows, first, column, place), place, count);
      }
    }
  }

  /** {@code sum = Σ digits · key} at the points of a place. */
  private void multiplyPlace(double[] block, int from, int place, int count) {
    for (int r = 0, k = from; r < count; r++, k += 2 * blocks) {
      System.arraycopy(block, k, keyRows.re()[r], 0, blocks);
      System.arraycopy(block, k + blocks, keyRows.im()[r], 0, blocks);
    }
    if (count > 1) {
      digits[place].innerProduct(keyRows, 0, count, sum, blocks);
      return;
    }
    Arrays.fill(sum.re()[0], 0);
    Arrays.fill(sum.im()[0], 0);
    PlainRows.addProduct(digits[place].re()[0], digits[place].im()[0], keyRows.re()[0], keyRows.im()[0], sum.re()[0],
        sum.im()[0], blocks);
  }

  @Override
  public void multiplyAutomorphism(int[] permutation, double[] block, int at, int blockRows, double[] body, int bodyAt,
      double[] out, int outAt) {
    multiply(block, at, blockRows, 0, blockRows);
    flatten(product[0][0]);
    PlainRows mask = product[0][0];
    for (int place = 0, q = 0; place < PLACES; place++) {
      for (int j = 0; j < blocks; j++, q++) {
        mask.re()[place][j] = re[permutation[q]];
        mask.im()[place][j] = im[permutation[q]];
      }
    }
    flatten(product[1][0]);
    for (int q = 0; q < points; q++) {
      int source = permutation[q];
      out[outAt + q] = re[source] + body[bodyAt + source];
      out[outAt + points + q] = im[source] + body[bodyAt + points + source];
    }
  }

  private void flatten(PlainRows tile) {
    for (int place = 0; place < PLACES; place++) {
      System.arraycopy(tile.re()[place], 0, re, place * blocks, blocks);
      System.arraycopy(tile.im()[place], 0, im, place * blocks, blocks);
    }
  }

  @Override
  public void switchRow(double[] key, int keyAt, int levels, double[] body, int bodyAt, double[] block, int at,
      int blockRows, int row) {
    multiply(key, keyAt, levels, 0, levels);
    for (int column = 0; column < COLUMNS; column++) {
      double keep = column == 0 ? 1 : 0;
      PlainRows from = product[column][0];
      for (int place = 0, q = 0; place < PLACES; place++) {
        int to = place(at, blockRows, row, column, place);
        for (int j = 0; j < blocks; j++, q++) {
          double sign = order.sign(q);
          block[to + j] = sign * (from.re()[place][j] + keep * body[bodyAt + q]);
          block[to + blocks + j] = sign * (from.im()[place][j] + keep * body[bodyAt + points + q]);
        }
      }
    }
  }

  @Override
  public void writeProduct(int column, long[] out, int to) {
    transform.inverse(product[column], words);
    System.arraycopy(words, 0, out, to, size);
  }

  @Override
  public void addProduct(int column, long[] base, int at, long[] out, int to) {
    transform.inverse(product[column], words);
    for (int j = 0; j < size; j++) {
      out[to + j] = base[at + j] + words[j];
    }
  }

  // ---- Combination of the children of a step

  @Override
  public void combineMasks(Step step, long[] mask, int at, long[] products, int from, long[] children, int[] childAt) {
    PlainCombination.masks(step, size, stride(), mask, at, products, from, children, childAt, words);
  }

  @Override
  public void combineBodies(Step step, double[] body, int at, double[] sums, int from, double[] children,
      int[] childAt) {
    PlainCombination.bodies(step, points, stride(), body, at, sums, from, children, childAt);
  }

  // ---- Words

  @Override
  public void rotate(long[] source, int at, int amount, long[] out, int to) {
    PlainCombination.rotate(source, at, amount, size, out, to);
  }

  @Override
  public void add(long[] source, int at, long[] out, int to) {
    for (int j = 0; j < size; j++) {
      out[to + j] += source[at + j];
    }
  }

  @Override
  public void addMultiple(long factor, long[] source, int at, long[] out, int to) {
    for (int j = 0; j < size; j++) {
      out[to + j] += factor * source[at + j];
    }
  }
}
