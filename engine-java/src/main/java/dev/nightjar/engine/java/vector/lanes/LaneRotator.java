package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Monomial;
import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.ring.Twiddles;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.SampleExtraction;
import dev.nightjar.engine.java.rotation.SingleRotator;
import dev.nightjar.engine.java.vector.passes.LanePasses;
import dev.nightjar.engine.java.vector.passes.LaneStep;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.passes.VectorPasses.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blind rotation of one ciphertext in each lane: no shuffles, and each key element is read once for all.
 *
 * <p>Lanes rotate by different amounts, so the monomial is applied in the Fourier domain: {@code acc += (X^{a_i} -
 * 1)(BSK_i ⊡ acc)}. That doubles the variance which BSK noise and decomposition contribute, compared with rotating
 * first ({@link SingleRotator}). It also allows all bits of a block-binary key's block to share one decomposition and
 * one pair of transforms. The 2^ν parts of an extended bootstrap lie in neighbouring lanes, and the monomial permutes
 * them ({@link LaneExchange}). A <em>paired</em> rotator puts mask and body of a ciphertext into neighbouring lanes:
 * half as many ciphertexts fill it, in half the time.
 *
 * <p>The M points are a matrix: a row for each block of points under one factor of the tree, a column for each place in
 * a block. What mixes rows is done on a narrow <em>tile</em> of columns, what mixes columns on one row, so that each
 * half step stays in the first-level cache. One visit of a tile transforms it back, adds it to the accumulator,
 * decomposes the sum and transforms it forward; one visit of a row transforms it forward, multiplies it ({@link
 * LaneMultiplier}) and transforms it back. Rows are padded, because at a power-of-two stride all rows of a tile would
 * fall into the same few cache sets.
 */
public final class LaneRotator implements BlindRotator {
  /** Points of a tile: with those of the accumulator they take 32 KiB, which the first-level cache holds. */
  private static final int TILE_AREA = 128;

  private final Shape shape;
  private final int rows;
  private final int places;
  private final int tileWidth;
  private final int imaginary;
  private final int rowStride;
  private final int polynomialStride;
  private final Pass[] outer;
  private final Pass[] inner;
  private final int lastRadix;
  private final double[] last;
  private final double[] untwist;
  private final LaneStep.Tile tile;
  private final boolean paired;

  /** Rows and columns of a GGSW ciphertext; 1 each if paired, because all share the same vectors then. */
  private final int ggswRows;
  private final int ggswColumns;

  /**
   * Spectra, accumulators and the memory of {@link #multiplier}. Each begins on a cache line, as {@link Buffers#START}
   * does.
   */
  private final double[] memory;
  /** Distance in doubles from a spectrum to its accumulator. */
  private final int toAccumulator;
  private final LaneMultiplier multiplier;
  private final long[] table;

  /** One pass with the constants of both directions. */
  private record Pass(Grid grid, double[] forward, double[] inverse) {}

  /**
   * A rotator for one shape.
   *
   * @param paired only for shapes that {@link #canPair} allows
   */
  public LaneRotator(Shape shape, boolean paired) {
    this.shape = shape;
    this.paired = paired;
    this.ggswRows = paired ? 1 : shape.rows();
    this.ggswColumns = paired ? 1 : shape.columns();
    int log = Roots.log2(shape.points());
    this.places = log % 2 == 0 ? 64 : log < 11 ? 32 : 128;
    this.rows = shape.points() / places;
    this.tileWidth = Math.min(places, Math.max(4, TILE_AREA / rows)) * LANES;
    this.imaginary = places * LANES;
    this.rowStride = 2 * imaginary + Math.min(8 * LANES, tileWidth);
    this.polynomialStride = rows * rowStride;
    this.outer = outerPasses();
    this.inner = innerPasses();
    this.lastRadix = log % 2 == 0 ? 4 : 2;
    int lastBlocks = shape.points() / lastRadix;
    this.last = lastRadix == 4
        ? LanePasses.signed(Twiddles.forward4(lastBlocks))
        : Twiddles.forward2(lastBlocks);
    this.untwist = Twiddles.untwist(shape.points(), 1);
    this.tile = new LaneStep.Tile(rows, rowStride, tileWidth, imaginary);
    int spectra = Buffers.START + ggswRows * polynomialStride;
    this.toAccumulator = spectra - Buffers.START;
    int rest = spectra + ggswColumns * polynomialStride;
    LaneProduct.Layout layout = new LaneProduct.Layout(ggswRows, ggswColumns, polynomialStride, places, imaginary);
    this.memory = Buffers.allocate(rest + LaneMultiplier.words(shape, layout, rows) - Buffers.START);
    this.multiplier = new LaneMultiplier(shape, paired, layout, rows, memory, rest);
    this.table = new long[shape.tableSize()];
  }

  /** Whether mask and body can share a vector: k = 1, ℓ = 1, an ordinary table, and lanes for two at least. */
  public static boolean canPair(Shape shape) {
    return shape.rows() == 2 && shape.columns() == 2 && shape.parts() == 1 && LANES >= 4;
  }

  /** Where polynomials of a column begin. */
  private int polynomial(int column) {
    return Buffers.START + (paired ? 0 : column * polynomialStride);
  }

  /** Passes over the rows of a tile. */
  private Pass[] outerPasses() {
    List<Pass> passes = new ArrayList<>();
    for (int size = rows; size > 1; size /= 4) {
      int quarter = size / 4;
      Grid grid = new Grid(rows / size, size * rowStride, quarter, rowStride, tileWidth,
          quarter * rowStride, imaginary);
      passes.add(new Pass(grid, Twiddles.forward4(rows / size),
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
    int used = Buffers.START + ggswColumns * polynomialStride;
    Arrays.fill(memory, Buffers.START, used, 0);
    Arrays.fill(memory, Buffers.START + toAccumulator, used + toAccumulator, 0);
    for (int i = 0; i < group.count(); i++) {
      begin(group, i);
    }
    for (int bit = 0; bit < n; bit += shape.bitsPerStep()) {
      visitTiles();
      multiplier.prepare(group, bit);
      visitRows(key, bit);
    }
    visitTiles();
    for (int i = 0; i < group.count(); i++) {
      int ciphertext = i;
      SampleExtraction.extract(shape, group, i, (part, c, j) ->
          Torus.toWord(memory[toAccumulator + polynomial(c) + multiplier.lane(ciphertext, part, c) + place(j)]));
    }
  }

  /** The trivial encryption of {@code X^{-b}} times the test polynomial. */
  private void begin(Group group, int i) {
    int n = shape.lweDimension();
    int exponent = group.exponents()[(group.first() + i) * (n + 1) + n];
    int body = toAccumulator + polynomial(shape.glweDimension()) + multiplier.lane(i, 0, shape.glweDimension());
    group.tables().copyPolynomial(group.tableOf()[group.first() + i], table, 0);
    for (int j = 0; j < table.length; j++) {
      memory[body + j % shape.parts() + place(j / shape.parts())] =
          Torus.fromWord(Monomial.coefficient(table, j + exponent));
    }
  }

  /** Where coefficient {@code j} lies in a polynomial. */
  private int place(int j) {
    int point = j % shape.points();
    return point / places * rowStride + point % places * LANES + (j < shape.points() ? 0 : imaginary);
  }

  /**
   * Ends one step and begins the next, tile by tile: the last inverse passes, accumulation, decomposition, the first
   * forward passes.
   */
  private void visitTiles() {
    double base = 1L << shape.pbsBaseLog();
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    int levelStride = ggswColumns * polynomialStride;
    for (int c = 0; c < ggswColumns; c++) {
      for (int place = 0; place < places; place += tileWidth / LANES) {
        int offset = Buffers.START + c * polynomialStride + place * LANES;
        for (int p = outer.length - 1; p >= 0; p--) {
          Pass pass = outer[p];
          LanePasses.inverse4(memory, offset, pass.grid, pass.inverse, LanePasses.SIGNED * place,
              LanePasses.SIGNED * places);
        }
        LaneStep.accumulate(memory, offset, memory, offset + toAccumulator, tile, untwist, 2 * place, 2 * places,
            scale);
        if (shape.pbsLevel() > 1) {
          LaneStep.decompose(memory, offset, tile, base, shape.pbsLevel(), levelStride);
        }
        for (int level = 0; level < shape.pbsLevel(); level++) {
          for (Pass pass : outer) {
            VectorPasses.forward4(memory, offset + level * levelStride, pass.grid, pass.forward, 0);
          }
        }
      }
    }
  }

  /**
   * The middle of a step, row by row: the last forward passes, the product with key and monomials, the first inverse
   * passes.
   */
  private void visitRows(FourierKey key, int bit) {
    int keyRow = 2 * places * shape.rows() * shape.columns();
    for (int row = 0; row < rows; row++) {
      int offset = Buffers.START + row * rowStride;
      for (int r = 0; r < ggswRows; r++) {
        forwardRow(offset + r * polynomialStride, row);
      }
      multiplier.multiply(key.values(), key.offset(bit) + row * keyRow, offset, row);
      for (int c = 0; c < ggswColumns; c++) {
        inverseRow(multiplier.product(offset, c), offset + c * polynomialStride);
      }
    }
  }

  private void forwardRow(int at, int row) {
    for (Pass pass : inner) {
      VectorPasses.forward4(memory, at, pass.grid, pass.forward, 4 * row * pass.grid.blocks());
    }
    int butterflies = places / lastRadix;
    if (lastRadix == 4) {
      LanePasses.forwardLast4(memory, at, imaginary, imaginary, last,
          LanePasses.SIGNED * row * butterflies);
    } else {
      LanePasses.forwardLast2(memory, at, imaginary, imaginary, last, 2 * row * butterflies);
    }
  }

  private void inverseRow(int from, int to) {
    if (lastRadix == 4) {
      LanePasses.inverseFirst4(memory, from, to, imaginary, imaginary);
    } else {
      LanePasses.inverseFirst2(memory, from, to, imaginary, imaginary);
    }
    for (int p = inner.length - 1; p >= 0; p--) {
      LanePasses.inverse4(memory, to, inner[p].grid, inner[p].inverse, 0, 0);
    }
  }
}
