package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;

import dev.nightjar.engine.java.VectorPasses.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blind rotation of one ciphertext in each lane: no shuffles, and each key element is read once for all.
 *
 * <p>Lanes rotate by different amounts, so the monomial is applied in the Fourier domain: {@code acc +=
 * (X^{a_i} - 1)(BSK_i ⊡ acc)}. That doubles the variance which BSK noise and decomposition contribute,
 * compared with rotating first ({@link SingleRotator}). It also allows all bits of a block-binary key's block to
 * share one decomposition and one pair of transforms. The 2^ν parts of an extended bootstrap lie in neighbouring
 * lanes, and a monomial permutes them as it goes.
 *
 * <p>The M points are a matrix of A rows ("blocks", the first factors of the tree) and B columns ("places").
 * Everything that mixes rows is done on a narrow <em>tile</em> of columns, everything that mixes columns on
 * one row, so that each half step stays in the first-level cache: a tile is transformed back, added to the
 * accumulator, decomposed and transformed forth in one visit, and a row forth, multiplied and back. Rows are
 * padded, because at a power-of-two stride all rows of a tile would fall into the same few cache sets.
 */
final class LaneRotator implements BlindRotator {
  private static final int TILE_POINTS = 8;

  private final Shape shape;
  private final int blocks;
  private final int places;
  private final int imaginary;
  private final int rowStride;
  private final int polynomialStride;
  private final Pass[] outer;
  private final Pass[] inner;
  private final int lastRadix;
  private final double[] last;
  private final double[] untwist;
  private final LaneStep.Tile tile;
  private final LaneProduct.Layout layout;
  private final LaneProduct.Bits bits;
  private final boolean twoByTwo;

  private final double[] spectra;
  private final double[] accumulators;
  /** Where the product of a row begins in {@link #spectra}, if it is not written in place. */
  private final int product;
  private final LaneMonomials monomials;
  private final LanePermutations permutations;
  private final long[] table;

  /** One pass with the constants of both directions. */
  private record Pass(Grid grid, double[] forward, double[] inverse) {}

  LaneRotator(Shape shape) {
    this.shape = shape;
    int log = Roots.log2(shape.points());
    this.places = log % 2 == 0 ? 64 : 32;
    this.blocks = shape.points() / places;
    this.imaginary = places * LANES;
    this.rowStride = 2 * imaginary + TILE_POINTS * LANES;
    this.polynomialStride = blocks * rowStride;
    this.outer = outerPasses();
    this.inner = innerPasses();
    this.lastRadix = log % 2 == 0 ? 4 : 2;
    int lastBlocks = shape.points() / lastRadix;
    this.last = lastRadix == 4
        ? LanePasses.signed(Twiddles.forward4(lastBlocks))
        : Twiddles.forward2(lastBlocks);
    this.untwist = Twiddles.untwist(shape.points(), 1);
    this.tile = new LaneStep.Tile(blocks, rowStride, TILE_POINTS * LANES, imaginary);
    this.layout = new LaneProduct.Layout(shape.rows(), shape.columns(), polynomialStride, places, imaginary);
    this.twoByTwo = shape.rows() == 2 && shape.columns() == 2;
    this.product = Buffers.START + shape.rows() * polynomialStride;
    this.spectra = Buffers.allocate(product + shape.columns() * 2 * imaginary);
    this.accumulators = Buffers.allocate(shape.columns() * polynomialStride);
    this.monomials = new LaneMonomials(shape.polynomialSize(), blocks, places, shape.blockLength());
    this.bits = new LaneProduct.Bits(shape.blockLength(), shape.ggswWords(), monomials.stride());
    this.permutations = new LanePermutations(shape);
    this.table = new long[shape.tableSize()];
  }

  /** Passes over the rows of a tile. */
  private Pass[] outerPasses() {
    List<Pass> passes = new ArrayList<>();
    for (int size = blocks; size > 1; size /= 4) {
      int quarter = size / 4;
      Grid grid = new Grid(blocks / size, size * rowStride, quarter, rowStride, TILE_POINTS * LANES,
          quarter * rowStride, imaginary);
      passes.add(new Pass(grid, Twiddles.forward4(blocks / size),
          LanePasses.signed(Twiddles.inverse4(size * places, 1))));
    }
    return passes.toArray(Pass[]::new);
  }

  /** Passes within a row, but for the last. */
  private Pass[] innerPasses() {
    List<Pass> passes = new ArrayList<>();
    for (int size = places; size > 4; size /= 4) {
      int distance = size / 4 * LANES;
      Grid grid = new Grid(places / size, size * LANES, 1, 0, distance, distance, imaginary);
      passes.add(new Pass(grid, Twiddles.forward4(shape.points() / size),
          LanePasses.signed(Twiddles.inverse4(size, 1))));
    }
    return passes.toArray(Pass[]::new);
  }

  @Override
  public void rotate(FourierKey key, Group group) {
    int n = shape.lweDimension();
    int used = Buffers.START + shape.columns() * polynomialStride;
    Arrays.fill(spectra, Buffers.START, used, 0);
    Arrays.fill(accumulators, Buffers.START, used, 0);
    for (int i = 0; i < group.count(); i++) {
      begin(group, i);
    }
    for (int bit = 0; bit < n; bit += shape.blockLength()) {
      visitTiles();
      prepareMonomials(group, bit);
      visitRows(key, bit);
    }
    visitTiles();
    for (int i = 0; i < group.count(); i++) {
      int at = Buffers.START + i * shape.parts();
      SampleExtraction.extract(shape, group, i, (part, c, j) ->
          Torus.toWord(accumulators[at + part + c * polynomialStride + place(j)]));
    }
  }

  /** The trivial encryption of {@code X^{-b}} times the test polynomial. */
  private void begin(Group group, int i) {
    int n = shape.lweDimension();
    int exponent = group.exponents()[(group.first() + i) * (n + 1) + n];
    int body = Buffers.START + shape.glweDimension() * polynomialStride + i * shape.parts();
    group.tables().copyPolynomial(group.tableOf()[group.first() + i], table, 0);
    for (int j = 0; j < table.length; j++) {
      accumulators[body + j % shape.parts() + place(j / shape.parts())] =
          Torus.fromWord(Monomial.coefficient(table, j + exponent));
    }
  }

  private void prepareMonomials(Group group, int bit) {
    int n = shape.lweDimension();
    for (int b = 0; b < shape.blockLength(); b++) {
      for (int i = 0; i < group.count(); i++) {
        int exponent = group.exponents()[(group.first() + i) * (n + 1) + bit + b];
        for (int part = 0; part < shape.parts(); part++) {
          monomials.prepare(b, i * shape.parts() + part, permutations.extension().exponent(exponent, part));
        }
        permutations.prepare(b, i, exponent);
      }
    }
  }

  /** Where coefficient {@code j} lies in a polynomial. */
  private int place(int j) {
    int point = j % shape.points();
    return point / places * rowStride + point % places * LANES + (j < shape.points() ? 0 : imaginary);
  }

  /** Ends one step and begins the next: back, accumulate, decompose, forth. */
  private void visitTiles() {
    double base = 1L << shape.pbsBaseLog();
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    int levelStride = shape.columns() * polynomialStride;
    for (int c = 0; c < shape.columns(); c++) {
      for (int place = 0; place < places; place += TILE_POINTS) {
        int offset = Buffers.START + c * polynomialStride + place * LANES;
        for (int p = outer.length - 1; p >= 0; p--) {
          Pass pass = outer[p];
          LanePasses.inverse4(spectra, offset, pass.grid, pass.inverse, LanePasses.SIGNED * place,
              LanePasses.SIGNED * places);
        }
        LaneStep.accumulate(spectra, offset, accumulators, offset, tile, untwist, 2 * place, 2 * places,
            scale);
        if (shape.pbsLevel() > 1) {
          LaneStep.decompose(spectra, offset, tile, base, shape.pbsLevel(), levelStride);
        }
        for (int level = 0; level < shape.pbsLevel(); level++) {
          for (Pass pass : outer) {
            VectorPasses.forward4(spectra, offset + level * levelStride, pass.grid, pass.forward, 0);
          }
        }
      }
    }
  }

  /** The middle of a step: forth, multiply with key and monomial, back. */
  private void visitRows(FourierKey key, int bit) {
    int keyBlock = 2 * places * shape.rows() * shape.columns();
    for (int block = 0; block < blocks; block++) {
      int offset = Buffers.START + block * rowStride;
      for (int r = 0; r < shape.rows(); r++) {
        forwardRow(offset + r * polynomialStride, block);
      }
      multiply(key.values(), key.offset(bit) + block * keyBlock, offset, block);
      for (int c = 0; c < shape.columns(); c++) {
        int row = offset + c * polynomialStride;
        inverseRow(twoByTwo ? row : product + c * 2 * imaginary, row);
      }
    }
  }

  private void multiply(double[] key, int keyAt, int offset, int block) {
    double[] factors = monomials.values();
    int blockFactor = monomials.offset(block);
    int placeFactors = monomials.offset(blocks);
    boolean extended = shape.parts() > 1;
    if (twoByTwo && extended) {
      LaneProduct.twoByTwoExtended(key, keyAt, spectra, offset, layout, bits, factors, blockFactor, placeFactors,
          permutations.prepared());
    } else if (twoByTwo && bits.count() == 1) {
      LaneProduct.twoByTwo(key, keyAt, spectra, offset, layout, factors, blockFactor, placeFactors);
    } else if (twoByTwo) {
      LaneProduct.twoByTwoBlock(key, keyAt, spectra, offset, layout, bits, factors, blockFactor, placeFactors);
    } else if (!extended) {
      LaneProduct.general(key, keyAt, spectra, offset, product, layout, bits, factors, blockFactor, placeFactors);
    } else {
      LaneProduct.extended(key, keyAt, spectra, offset, product, layout, bits, factors, blockFactor, placeFactors,
          permutations.prepared());
    }
  }

  private void forwardRow(int at, int block) {
    for (Pass pass : inner) {
      VectorPasses.forward4(spectra, at, pass.grid, pass.forward, 4 * block * pass.grid.blocks());
    }
    int butterflies = places / lastRadix;
    if (lastRadix == 4) {
      LanePasses.forwardLast4(spectra, at, imaginary, imaginary, last,
          LanePasses.SIGNED * block * butterflies);
    } else {
      LanePasses.forwardLast2(spectra, at, imaginary, imaginary, last, 2 * block * butterflies);
    }
  }

  private void inverseRow(int from, int to) {
    if (lastRadix == 4) {
      LanePasses.inverseFirst4(spectra, from, to, imaginary, imaginary);
    } else {
      LanePasses.inverseFirst2(spectra, from, to, imaginary, imaginary);
    }
    for (int p = inner.length - 1; p >= 0; p--) {
      LanePasses.inverse4(spectra, to, inner[p].grid, inner[p].inverse, 0, 0);
    }
  }
}
