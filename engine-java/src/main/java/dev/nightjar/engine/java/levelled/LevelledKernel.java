package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.Gadget;

/**
 * The loops of levelled evaluation, for one polynomial size N and GLWE dimension 1. Each kernel family may have one
 * implementation. Kernels differ in the last bits of what they round and in nothing else.
 *
 * <h2>Data</h2>
 *
 * <ul>
 *   <li><b>Words</b>: a torus polynomial, N words of a {@code long[]}, in order of its coefficients. A ciphertext is
 *       mask and body, {@link #stride} apart: {@value #COLUMNS} columns.
 *   <li><b>Digits</b>: transformed digits of torus polynomials, which the kernel holds: rows 0, 1, … up to its number
 *       of rows. {@code decompose…} writes some of them; all loops that multiply read them from row 0 on.
 *   <li><b>Block</b>: {@code rows × }{@value #COLUMNS}{@code  × N} doubles of a {@code double[]}: the Fourier form of
 *       rows of a GGSW ciphertext or of a key, which are factors of digits. Point vectors of all its rows and columns
 *       lie side by side, so that a product reads it front to back; how, the kernel decides.
 *   <li><b>Spectrum</b>: N doubles: the Fourier form of a torus polynomial or of a sum of products, which may be added,
 *       multiplied by monomials and transformed back. It is not reduced modulo 1, its points lie in an order of the
 *       kernel's, and it is no factor: {@link #putRow} makes it one.
 *   <li><b>Product</b>: the two columns of the last {@link #multiply}, which the kernel holds until it multiplies
 *       again. It may keep them half transformed.
 * </ul>
 *
 * <p>Arrays are large and begin at {@code machine.Buffers.START}; offsets of polynomials, blocks and spectra are that
 * plus a multiple of 8 (one cache line). No loop allocates. Where a method has both a source and a target, they may be
 * the same place only if that is said.
 *
 * <p>Holds working memory: for one thread at a time.
 */
public interface LevelledKernel {
  /** Polynomials of a GLWE ciphertext: mask and body. */
  int COLUMNS = 2;

  /** N. */
  int polynomialSize();

  /** Rows of digits that this kernel has room for. */
  int rows();

  /**
   * Words or doubles from one polynomial to the next where several lie one behind the other: in ciphertexts, in the
   * products and sums of a step. N plus a multiple of 8 that keeps them apart in the caches.
   */
  int stride();

  /** A kernel with the same constants that another thread may use at the same time. */
  LevelledKernel forThread();

  /** Doubles of a block. */
  static int blockSize(int rows, int polynomialSize) {
    return rows * COLUMNS * polynomialSize;
  }

  /**
   * What a step of the expansion needs to know; made once by {@link #step}, immutable, for all kernels of a family.
   *
   * @param arity children of a node, 2 or 4
   * @param shift {@code s = 2^t} for t doublings before this step: children are divided by X^s and its powers
   * @param galois the elements, {@code N/2^t + 1} alone, or {@code g = N/2^t + 1}, {@code g' = N/2^(t+1) + 1} and
   *     {@code g g'} modulo 2N
   * @param permutations for each of them what {@link #multiplyAutomorphism} needs; the kernel's own
   * @param monomials the powers of X^-s that {@link #combineBodies} needs; the kernel's own
   */
  record Step(int arity, int shift, int[] galois, int[][] permutations, double[] monomials) {}

  /**
   * The tables of a step of the expansion.
   *
   * @param doublings t before this step, such that {@code N/2^t} is at least 4, or 8 for arity 4
   * @param arity 2 or 4
   */
  Step step(int doublings, int arity);

  // ---- Blocks and spectra

  /** Transforms words and writes them as a column of a row of a block. */
  void setRow(double[] block, int at, int rows, int row, int column, long[] words, int from);

  /** Writes a spectrum as a column of a row of a block. */
  void putRow(double[] block, int at, int rows, int row, int column, double[] spectrum, int from);

  /** Makes the column of a row of a block the product's column of the same number, to be read as words. */
  void getRow(double[] block, int at, int rows, int row, int column);

  /** The spectrum of words. */
  void transform(long[] words, int from, double[] spectrum, int to);

  // ---- Digits: gadget.level() rows from row on, the most significant digits first, integers in [-B/2, B/2)

  /** Digits of words. */
  void decompose(int row, Gadget gadget, long[] words, int at);

  /** Digits of {@code minuend - subtrahend}. */
  void decomposeDifference(int row, Gadget gadget, long[] minuend, int at, long[] subtrahend, int from);

  /**
   * Digits of {@code X^-amount source - source}.
   *
   * @param amount from 1 to 2N - 1
   */
  void decomposeRotation(int row, Gadget gadget, long[] source, int at, int amount);

  // ---- Products with a block

  /**
   * {@code product_c = Σ_{r < count} digits_r · block_{first + r, c}} for both columns.
   *
   * @param rows of the block
   * @param first row of the block that goes with row 0 of the digits
   * @param count rows of digits
   */
  void multiply(double[] block, int at, int rows, int first, int count);

  /**
   * The product with all rows of a block, to whose body column a spectrum is added, and an automorphism of both
   * columns: column 0 becomes the product's column 0, column 1 a spectrum.
   *
   * @param permutation of {@link Step#permutations}
   * @param body the spectrum that is added before the automorphism
   * @param sum where the second column goes; not the place of {@code body}
   */
  void multiplyAutomorphism(int[] permutation, double[] block, int at, int rows, double[] body, int bodyAt,
      double[] sum, int sumAt);

  /**
   * The product with all rows of a key, to whose mask column a spectrum is added, written as both columns of a row of
   * another block: a scheme switch.
   *
   * @param levels rows of the key
   * @param body the spectrum that is added
   * @param rows of the block that is written
   */
  void switchRow(double[] key, int keyAt, int levels, double[] body, int bodyAt, double[] block, int at, int rows,
      int row);

  /** Transforms a column of the product back: the words of its values modulo 1. Destroys the column. */
  void writeProduct(int column, long[] out, int to);

  /** The same, added to other words; {@code base} may be the place of {@code out}. */
  void addProduct(int column, long[] base, int at, long[] out, int to);

  // ---- Combination of the children of a step

  /**
   * The masks of a node's children. With P the node's own mask, and Q, R, W what the automorphisms {@code g, g', g g'}
   * made of it: {@code P + Q} and {@code X^-s (P - Q)} for two children; {@code (P + Q) + (R + W)}, {@code X^-2s ((P +
   * Q) - (R + W))}, {@code X^-s ((P - Q) + Y)} and {@code X^-3s ((P - Q) - Y)} with {@code Y = X^(-N/2) (R - W)} for
   * four.
   *
   * @param products Q, R and W, {@link #stride} apart
   * @param childAt where the masks of the children go, which overlap nothing
   */
  void combineMasks(Step step, long[] mask, int at, long[] products, int from, long[] children, int[] childAt);

  /** The same of bodies, which are spectra. */
  void combineBodies(Step step, double[] body, int at, double[] sums, int from, double[] children, int[] childAt);

  // ---- Words

  /**
   * {@code out = X^-amount source}.
   *
   * @param amount from 0 to 2N - 1
   */
  void rotate(long[] source, int at, int amount, long[] out, int to);

  /** {@code out += source}, of one polynomial. */
  void add(long[] source, int at, long[] out, int to);

  /** {@code out += factor · source}, of one polynomial. */
  void addMultiple(long factor, long[] source, int at, long[] out, int to);
}
