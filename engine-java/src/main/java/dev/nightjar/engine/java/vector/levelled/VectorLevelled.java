package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.STRIDE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.levelled.Automorphisms;
import dev.nightjar.engine.java.levelled.GadgetWords;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Roots;

/**
 * The loops of levelled evaluation on the Vector API, neighbouring coefficients or points in the lanes. Spectra have
 * real parts, then imaginary parts, in the order of {@link PointOrder}.
 */
public final class VectorLevelled implements LevelledKernel {
  private final SpectralTransform transform;
  private final int rows;

  /** Rows of digits, then the two columns of the product, then working memory for two polynomials. */
  private final double[] memory;
  private final int digits = Buffers.START;
  private final int product;
  private final int free;
  private final long[] words;

  private VectorLevelled(SpectralTransform transform, int rows) {
    this.transform = transform;
    this.rows = rows;
    this.product = digits + rows * STRIDE;
    this.free = product + COLUMNS * STRIDE;
    this.memory = Buffers.allocate((rows + COLUMNS + 2) * STRIDE);
    this.words = new long[1 << 19];
  }

  /**
   * A kernel.
   *
   * @param rows of digits that it holds
   */
  public VectorLevelled(int rows) {
    this(new SpectralTransform(), rows);
  }

  /** Whether polynomials of this size, on vectors of this JVM's width, are supported. */
  public static boolean supports(int polynomialSize) {
    return polynomialSize == SIZE && (LANES == 4 || LANES == 8);
  }

  @Override
  public int polynomialSize() {
    return SIZE;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int stride() {
    return STRIDE;
  }

  @Override
  public LevelledKernel forThread() {
    return new VectorLevelled(transform, rows);
  }

  @Override
  public Step step(int doublings, int arity) {
    int[] galois = Automorphisms.elements(SIZE, doublings, arity);
    int[] points = PointOrder.points();
    int[][] permutations = new int[galois.length][];
    for (int a = 0; a < galois.length; a++) {
      permutations[a] = PointPermutation.of(galois[a], points);
    }
    int shift = 1 << doublings;
    double[] monomials = new double[(arity - 1) * SIZE];
    for (int m = 1; m < arity; m++) {
      for (int i = 0; i < POINTS; i++) {
        long power = -(1 + 4L * points[i]) * m * shift % (2 * SIZE);
        monomials[(m - 1) * SIZE + i] = Roots.cos((double) power / SIZE);
        monomials[(m - 1) * SIZE + i + POINTS] = Roots.sin((double) power / SIZE);
      }
    }
    return new Step(arity, shift, galois, permutations, monomials);
  }

  // ---- Blocks and spectra

  @Override
  public void setRow(double[] block, int at, int blockRows, int row, int column, long[] from, int fromAt) {
    transform.torus(from, fromAt, memory, product, memory, free);
    putRow(block, at, blockRows, row, column, memory, product);
  }

  @Override
  public void putRow(double[] block, int at, int blockRows, int row, int column, double[] from, int fromAt) {
    BlockRow.put(from, fromAt, block, at, blockRows, row, column);
  }

  @Override
  public void getRow(double[] block, int at, int blockRows, int row, int column) {
    BlockRow.get(block, at, blockRows, row, column, memory, product + column * STRIDE);
  }

  @Override
  public void transform(long[] from, int fromAt, double[] spectrum, int to) {
    transform.torus(from, fromAt, spectrum, to, memory, free);
  }

  // ---- Digits

  @Override
  public void decompose(int row, Gadget gadget, long[] from, int at) {
    WordLoops.offset(from, at, GadgetWords.offset(gadget), words, Buffers.START);
    digits(row, gadget);
  }

  @Override
  public void decomposeDifference(int row, Gadget gadget, long[] minuend, int at, long[] subtrahend, int from) {
    WordLoops.difference(minuend, at, subtrahend, from, GadgetWords.offset(gadget), words, Buffers.START);
    digits(row, gadget);
  }

  @Override
  public void decomposeRotation(int row, Gadget gadget, long[] source, int at, int amount) {
    WordLoops.rotatedDifference(source, at, amount, GadgetWords.offset(gadget), words, Buffers.START);
    digits(row, gadget);
  }

  private void digits(int row, Gadget gadget) {
    for (int level = 1; level <= gadget.level(); level++) {
      transform.digits(words, Buffers.START, gadget, level, memory, digits + (row + level - 1) * STRIDE, memory, free);
    }
  }

  // ---- Products with a block

  @Override
  public void multiply(double[] block, int at, int blockRows, int first, int count) {
    BlockProduct.multiply(memory, digits, block, at, blockRows, first, count, memory, product);
  }

  @Override
  public void multiplyAutomorphism(int[] permutation, double[] block, int at, int blockRows, double[] body, int bodyAt,
      double[] sum, int sumAt) {
    BlockProduct.multiply(memory, digits, block, at, blockRows, 0, blockRows, memory, free);
    PointPermutation.apply(permutation, memory, free, body, bodyAt, memory, product, sum, sumAt);
  }

  @Override
  public void switchRow(double[] key, int keyAt, int levels, double[] body, int bodyAt, double[] block, int at,
      int blockRows, int row) {
    if (levels == 3) {
      BlockProduct.switchThree(memory, digits, key, keyAt, body, bodyAt, block, at, blockRows, row);
      return;
    }
    multiply(key, keyAt, levels, 0, levels);
    BlockRow.put(memory, product, block, at, blockRows, row, 0);
    BlockRow.add(body, bodyAt, block, at, blockRows, row, 0);
    BlockRow.put(memory, product + STRIDE, block, at, blockRows, row, 1);
  }

  @Override
  public void writeProduct(int column, long[] out, int to) {
    transform.inverse(memory, product + column * STRIDE, memory, free);
    WordLoops.write(memory, free, out, to);
  }

  @Override
  public void addProduct(int column, long[] base, int at, long[] out, int to) {
    transform.inverse(memory, product + column * STRIDE, memory, free);
    WordLoops.addTo(memory, free, base, at, out, to);
  }

  // ---- Combination of the children of a step

  @Override
  public void combineMasks(Step step, long[] mask, int at, long[] products, int from, long[] children, int[] childAt) {
    if (step.arity() == 2) {
      Combination.twoMasks(step.shift(), mask, at, products, from, children, childAt);
    } else {
      Combination.fourMasks(step.shift(), mask, at, products, from, STRIDE, children, childAt);
    }
  }

  @Override
  public void combineBodies(Step step, double[] body, int at, double[] sums, int from, double[] children,
      int[] childAt) {
    if (step.arity() == 2) {
      Combination.twoBodies(step.monomials(), body, at, sums, from, children, childAt);
    } else {
      Combination.fourBodies(step.monomials(), body, at, sums, from, STRIDE, children, childAt);
    }
  }

  // ---- Words

  @Override
  public void rotate(long[] source, int at, int amount, long[] out, int to) {
    WordLoops.rotate(source, at, amount, out, to);
  }

  @Override
  public void add(long[] source, int at, long[] out, int to) {
    WordLoops.add(source, at, out, to);
  }

  @Override
  public void addMultiple(long factor, long[] source, int at, long[] out, int to) {
    WordLoops.addMultiple(factor, source, at, out, to);
  }
}
