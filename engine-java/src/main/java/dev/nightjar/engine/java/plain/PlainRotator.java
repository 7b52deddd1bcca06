package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.ring.Monomial;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.ring.UnityRoots;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.SampleExtraction;
import java.util.Arrays;

/**
 * Blind rotation of a few ciphertexts at once in plain Java: they lie side by side in rows, so that loops
 * over rows are long ({@link PlainTransform}), and each key element is read once for all.
 *
 * <p>The monomial is applied in the Fourier domain, {@code acc += (X^{a_i} - 1)(BSK_i ⊡ acc)}, as in {@code
 * LaneRotator}, and a block of a block-binary key or two bits of an unrolled one are done at once.
 */
final class PlainRotator implements BlindRotator {
  private final Shape shape;
  private final PlainTransform transform;
  private final int length;
  private final PlainRows[] accumulators;
  /** One for each level. */
  private final PlainRows[] work;
  /** For each row of a GGSW the transformed digits, in tiles; then, in the first of them, the products. */
  private final PlainRows[][] spectra;
  /** For each GGSW of a step one place of it, in row {@code c rows + r}. */
  private final PlainRows[] keys;
  /** One place of a tile of all digits; the rows are those of {@link #spectra}. */
  private final PlainRows row;
  /** One place of a tile of all columns' sums of products. */
  private final PlainRows sums;
  /** One place of a product. */
  private final PlainRows product;
  /** One place of the product of a step's two monomials. */
  private final PlainRows both;
  private final PlainMonomials[] monomials;
  private final long[] table;

  /**
   * A rotator for one shape, without extension.
   *
   * @param group ciphertexts that are bootstrapped together, a power of two
   */
  PlainRotator(Shape shape, int group) {
    this.shape = shape;
    this.transform = new PlainTransform(shape.points(), group);
    this.length = transform.tileRow();
    this.accumulators = new PlainRows[shape.columns()];
    this.work = new PlainRows[shape.pbsLevel()];
    this.spectra = new PlainRows[shape.rows()][];
    this.keys = new PlainRows[shape.ggswPerStep()];
    Arrays.setAll(accumulators, c -> transform.allocateBlocks());
    Arrays.setAll(work, l -> transform.allocateBlocks());
    Arrays.setAll(spectra, r -> transform.allocateTiles());
    Arrays.setAll(keys, b -> PlainRows.allocate(shape.rows() * shape.columns(), length));
    this.row = new PlainRows(new double[shape.rows()][], new double[shape.rows()][]);
    this.sums = PlainRows.allocate(shape.columns(), length);
    this.product = PlainRows.allocate(1, length);
    this.both = PlainRows.allocate(1, length);
    this.monomials = new PlainMonomials[shape.bitsPerStep()];
    UnityRoots roots = new UnityRoots(shape.polynomialSize());
    Arrays.setAll(monomials, b -> new PlainMonomials(roots, transform));
    this.table = new long[shape.polynomialSize()];
  }

  @Override
  public void rotate(FourierKey fourier, Group group) {
    int n = shape.lweDimension();
    clear(accumulators);
    for (PlainRows[] tiles : spectra) {
      clear(tiles);
    }
    for (int i = 0; i < group.count(); i++) {
      begin(group, i);
    }
    for (int bit = 0; bit < n; bit += shape.bitsPerStep()) {
      for (int c = 0; c < shape.columns(); c++) {
        visit(c);
      }
      for (int b = 0; b < monomials.length; b++) {
        monomials[b].prepare(group.exponents(), group.first() * (n + 1) + bit + b, n + 1, group.count());
      }
      for (int place = 0; place < PlainTransform.PLACES; place++) {
        for (int g = 0; g < keys.length; g++) {
          loadKey(fourier, fourier.offset(bit) + g * shape.ggswWords(), place, keys[g]);
        }
        for (int tile = 0; tile < spectra[0].length; tile++) {
          multiply(tile, place);
        }
      }
    }
    for (int c = 0; c < shape.columns(); c++) {
      visit(c);
    }
    for (int i = 0; i < group.count(); i++) {
      extract(group, i);
    }
  }

  private static void clear(PlainRows[] all) {
    for (PlainRows rows : all) {
      for (int r = 0; r < rows.re().length; r++) {
        Arrays.fill(rows.re()[r], 0);
        Arrays.fill(rows.im()[r], 0);
      }
    }
  }

  /** The trivial encryption of {@code X^{-b}} times the test polynomial. */
  private void begin(Group group, int i) {
    int n = shape.lweDimension();
    int exponent = group.exponents()[(group.first() + i) * (n + 1) + n];
    group.tables().copyPolynomial(group.tableOf()[group.first() + i], table, 0);
    PlainRows body = accumulators[shape.glweDimension()];
    for (int j = 0; j < table.length; j++) {
      row(body, j)[place(i, j)] = Torus.fromWord(Monomial.coefficient(table, j + exponent));
    }
  }

  /** The row in which coefficient {@code j} lies. */
  private double[] row(PlainRows rows, int j) {
    int block = j % shape.points() / PlainTransform.PLACES;
    return (j < shape.points() ? rows.re() : rows.im())[block];
  }

  private static int place(int i, int j) {
    return i * PlainTransform.PLACES + j % PlainTransform.PLACES;
  }

  /**
   * Ends a step and begins the next for one column: inverse transform, accumulation, decomposition, forward transform.
   * What lies between the transforms is done for a few rows at a time, which stay in the first-level cache.
   */
  private void visit(int c) {
    transform.inverse(spectra[c], work[0]);
    for (int first = 0; first < transform.quarter(); first++) {
      transform.end(work[0], first);
      for (int block = first; block < transform.blocks(); block += transform.quarter()) {
        accumulate(accumulators[c], block);
      }
      for (PlainRows digits : work) {
        transform.begin(digits, first);
      }
    }
    for (int level = 0; level < work.length; level++) {
      transform.forward(work[level], spectra[level * shape.columns() + c]);
    }
  }

  /** Adds a block of the sums to an accumulator and replaces it by the digits of the result. */
  private void accumulate(PlainRows acc, int block) {
    double base = 1L << shape.pbsBaseLog();
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    PlainRows.accumulate(work[0].re()[block], work[0].im()[block], transform.untwistRe(block),
        transform.untwistIm(block), acc.re()[block], acc.im()[block], scale, transform.blockRow());
    for (int level = 1; level < work.length; level++) {
      PlainRows.split(work[level - 1].re()[block], work[level].re()[block], base, transform.blockRow());
      PlainRows.split(work[level - 1].im()[block], work[level].im()[block], base, transform.blockRow());
    }
  }

  /** Copies one place of a GGSW, once for each polynomial of a tile. */
  private void loadKey(FourierKey fourier, int ggsw, int place, PlainRows to) {
    int blocks = transform.blocks();
    int products = shape.rows() * shape.columns();
    int from = ggsw + 2 * blocks * products * place;
    for (int i = 0; i < products; i++, from += 2 * blocks) {
      for (int at = 0; at < length; at += blocks) {
        System.arraycopy(fourier.values(), from, to.re()[i], at, blocks);
        System.arraycopy(fourier.values(), from + blocks, to.im()[i], at, blocks);
      }
    }
  }

  /** Replaces one place of the digits by their products with the keys and monomials of a step. */
  private void multiply(int tile, int place) {
    for (int r = 0; r < shape.rows(); r++) {
      row.take(r, spectra[r][tile], place);
    }
    for (int b = 0; b < monomials.length; b++) {
      monomials[b].select(tile, place);
      multiply(keys[b], monomials[b].re(), monomials[b].im(), b == 0 ? 0 : 1);
    }
    if (shape.unrolled()) {
      PlainRows.product(monomials[0].re(), monomials[0].im(), monomials[1].re(), monomials[1].im(), 0, both.re()[0],
          both.im()[0], length);
      multiply(keys[2], both.re()[0], both.im()[0], 1);
    }
    for (int c = 0; c < shape.columns(); c++) {
      sums.exchange(c, spectra[c][tile], place);
    }
  }

  /** {@code sums = keep sums + w Σ_r digits_r key_r}. */
  private void multiply(PlainRows key, double[] wr, double[] wi, double keep) {
    for (int c = 0, k = 0; c < shape.columns(); c++, k += shape.rows()) {
      double[] sumRe = sums.re()[c];
      double[] sumIm = sums.im()[c];
      if (shape.rows() == 2) {
        PlainRows.product(row.re()[0], row.im()[0], row.re()[1], row.im()[1], key.re()[k], key.im()[k],
            key.re()[k + 1], key.im()[k + 1], wr, wi, keep, sumRe, sumIm, length);
      } else {
        row.innerProduct(key, k, shape.rows(), product, length);
        PlainRows.product(product.re()[0], product.im()[0], wr, wi, keep, sumRe, sumIm, length);
      }
    }
  }

  private void extract(Group group, int i) {
    SampleExtraction.extract(shape, group, i, (part, c, j) ->
        Torus.toWord(row(accumulators[c], j)[place(i, j)]));
  }
}
