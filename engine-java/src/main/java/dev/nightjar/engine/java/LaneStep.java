package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/** What a blind rotation step does between the transforms, with ciphertexts in the lanes. */
final class LaneStep {
  private LaneStep() {}

  /** A stretch of an accumulator and of the spectrum that belongs to it: {@code rows} times {@code width} doubles. */
  record Tile(int rows, int rowStride, int width, int imaginary) {}

  /**
   * Adds what an inverse transform left in {@code d}, untwisted, to the accumulator modulo 1, and replaces it by the
   * digits of the sum: level {@code ℓ - l} goes {@code l levelStride} further.
   *
   * @param untwist {@link Twiddles#untwist} of group 1, the tile's first point at {@code twist}
   */
  static void accumulateAndDecompose(double[] d, int at, double[] acc, int accAt, Tile tile, double[] untwist,
      int twist, int twistStride, double scale, double base, int levels, int levelStride) {
    DoubleVector round = broadcast(Torus.ROUND);
    int im = tile.imaginary;
    for (int row = 0; row < tile.rows; row++) {
      int j = at + row * tile.rowStride;
      int a = accAt + row * tile.rowStride;
      for (int x = 0, t = twist + row * twistStride; x < tile.width; x += LANES, t += 2, j += LANES, a += LANES) {
        DoubleVector re = load(d, j);
        DoubleVector mi = load(d, j + im);
        DoubleVector ur = broadcast(untwist[t]);
        DoubleVector ui = broadcast(untwist[t + 1]);
        DoubleVector ni = broadcast(-untwist[t + 1]);
        DoubleVector u = mi.fma(ni, re.fma(ur, load(acc, a)));
        DoubleVector v = mi.fma(ur, re.fma(ui, load(acc, a + im)));
        u = u.sub(u.add(round).sub(round));
        v = v.sub(v.add(round).sub(round));
        u.intoArray(acc, a);
        v.intoArray(acc, a + im);
        u = u.mul(scale).add(round).sub(round);
        v = v.mul(scale).add(round).sub(round);
        int out = j;
        for (int level = 1; level < levels; level++, out += levelStride) {
          DoubleVector p = u.mul(1 / base).add(round).sub(round);
          DoubleVector q = v.mul(1 / base).add(round).sub(round);
          u.sub(p.mul(base)).intoArray(d, out);
          v.sub(q.mul(base)).intoArray(d, out + im);
          u = p;
          v = q;
        }
        u.intoArray(d, out);
        v.intoArray(d, out + im);
      }
    }
  }

  /** Where {@link #multiply} finds things; distances in doubles. */
  record Product(int rows, int columns, int rowStride, int points, int imaginary) {}

  /**
   * For each point of a block and each column: {@code (X^a - 1) Σ_r digits_r key_{c,r}}, with {@code X^a} at the point
   * as the product of a factor for the block and one for the point's place in it.
   *
   * @param key the GGSW's elements for the block's first point
   * @param monomials factor of the block at {@code blockFactor}, those of the places from {@code placeFactors} on
   */
  static void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to, Product shape,
      double[] monomials, int blockFactor, int placeFactors) {
    int rows = shape.rows;
    int im = shape.imaginary;
    int vectorStride = 2 * LANES * rows * shape.columns;
    DoubleVector one = broadcast(1);
    DoubleVector br = load(monomials, blockFactor);
    DoubleVector bi = load(monomials, blockFactor + LANES);
    for (int p = 0, f = placeFactors; p < shape.points; p++, f += 2 * LANES) {
      DoubleVector pr = load(monomials, f);
      DoubleVector pi = load(monomials, f + LANES);
      DoubleVector fr = br.mul(pr).sub(bi.fma(pi, one));
      DoubleVector fi = bi.fma(pr, br.mul(pi));
      int k = keyAt + p / LANES * vectorStride + p % LANES;
      for (int c = 0, out = to + p * LANES; c < shape.columns; c++, out += 2 * im) {
        DoubleVector re = broadcast(0);
        DoubleVector minus = re;
        DoubleVector mi = re;
        for (int r = 0, in = from + p * LANES; r < rows; r++, in += shape.rowStride, k += 2 * LANES) {
          DoubleVector xr = load(digits, in);
          DoubleVector xi = load(digits, in + im);
          DoubleVector yr = broadcast(key[k]);
          DoubleVector yi = broadcast(key[k + LANES]);
          re = xr.fma(yr, re);
          minus = xi.fma(yi, minus);
          mi = xi.fma(yr, xr.fma(yi, mi));
        }
        re = re.sub(minus);
        re.mul(fr).sub(mi.mul(fi)).intoArray(product, out);
        mi.fma(fr, re.mul(fi)).intoArray(product, out + im);
      }
    }
  }
}
