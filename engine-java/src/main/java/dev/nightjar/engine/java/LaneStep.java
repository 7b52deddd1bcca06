package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/** What a blind rotation step does between the transforms, with ciphertexts in the lanes. */
final class LaneStep {
  private LaneStep() {}

  /**
   * A stretch of an accumulator and of the spectrum that belongs to it: {@code rows} times {@code width}
   * doubles.
   */
  record Tile(int rows, int rowStride, int width, int imaginary) {}

  /**
   * Adds what an inverse transform left in {@code d}, untwisted, to the accumulator modulo 1, and replaces it
   * by the sum rounded to a multiple of 1/scale, times scale: the digits, if there is one level.
   *
   * @param untwist {@link Twiddles#untwist} of group 1, the tile's first point at {@code twist}
   */
  static void accumulate(double[] d, int at, double[] acc, int accAt, Tile tile, double[] untwist, int twist,
      int twistStride, double scale) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector scales = broadcast(scale);
    int im = tile.imaginary;
    for (int row = 0; row < tile.rows; row++) {
      int j = at + row * tile.rowStride;
      int a = accAt + row * tile.rowStride;
      for (int x = 0, t = twist + row * twistStride; x < tile.width; x += LANES, t += 2) {
        DoubleVector re = load(d, j + x);
        DoubleVector mi = load(d, j + im + x);
        DoubleVector ur = broadcast(untwist[t]);
        DoubleVector ui = broadcast(untwist[t + 1]);
        DoubleVector ni = broadcast(-untwist[t + 1]);
        DoubleVector u = mi.fma(ni, re.fma(ur, load(acc, a + x)));
        DoubleVector v = mi.fma(ur, re.fma(ui, load(acc, a + im + x)));
        u = u.sub(u.add(round).sub(round));
        v = v.sub(v.add(round).sub(round));
        u.intoArray(acc, a + x);
        v.intoArray(acc, a + im + x);
        u.fma(scales, round).sub(round).intoArray(d, j + x);
        v.fma(scales, round).sub(round).intoArray(d, j + im + x);
      }
    }
  }

  /**
   * Splits what {@link #accumulate} left into the digits of two or more levels, the least significant in
   * place.
   */
  static void decompose(double[] d, int at, Tile tile, double base, int levels, int levelStride) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector bases = broadcast(base);
    DoubleVector inverse = broadcast(1 / base);
    for (int level = 1, from = at; level < levels; level++, from += levelStride) {
      for (int row = 0; row < tile.rows; row++) {
        for (int part = 0, j = from + row * tile.rowStride; part < 2; part++, j += tile.imaginary) {
          for (int x = j; x < j + tile.width; x += LANES) {
            DoubleVector rest = load(d, x);
            DoubleVector quotient = rest.fma(inverse, round).sub(round);
            rest.sub(quotient.mul(bases)).intoArray(d, x);
            quotient.intoArray(d, x + levelStride);
          }
        }
      }
    }
  }

  /** Where {@link #multiply} finds things; distances in doubles. */
  record Product(int rows, int columns, int rowStride, int points, int imaginary) {}

  /**
   * {@link #multiply} for k = 1 and ℓ = 1, the shape of the sets that matter most: in registers, and in
   * place.
   */
  static void multiplyTwoByTwo(double[] key, int keyAt, double[] d, int at, Product shape,
      double[] monomials, int blockFactor, int placeFactors) {
    int im = shape.imaginary;
    int row = shape.rowStride;
    DoubleVector one = broadcast(1);
    DoubleVector br = load(monomials, blockFactor);
    DoubleVector bi = load(monomials, blockFactor + LANES);
    for (int v = 0, k = keyAt; v < shape.points; v += LANES, k += 8 * LANES) {
      for (int p = 0; p < LANES; p++) {
        int f = placeFactors + 2 * LANES * (v + p);
        DoubleVector pr = load(monomials, f);
        DoubleVector pi = load(monomials, f + LANES);
        DoubleVector fr = br.mul(pr).sub(bi.fma(pi, one));
        DoubleVector fi = bi.fma(pr, br.mul(pi));
        int j = at + (v + p) * LANES;
        DoubleVector xr = load(d, j);
        DoubleVector xi = load(d, j + im);
        DoubleVector yr = load(d, j + row);
        DoubleVector yi = load(d, j + row + im);
        DoubleVector k0r = broadcast(key[k + p]);
        DoubleVector k0i = broadcast(key[k + p + LANES]);
        DoubleVector k1r = broadcast(key[k + p + 2 * LANES]);
        DoubleVector k1i = broadcast(key[k + p + 3 * LANES]);
        DoubleVector re = yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i)));
        DoubleVector mi = yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i))));
        re.mul(fr).sub(mi.mul(fi)).intoArray(d, j);
        mi.fma(fr, re.mul(fi)).intoArray(d, j + im);
        k0r = broadcast(key[k + p + 4 * LANES]);
        k0i = broadcast(key[k + p + 5 * LANES]);
        k1r = broadcast(key[k + p + 6 * LANES]);
        k1i = broadcast(key[k + p + 7 * LANES]);
        re = yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i)));
        mi = yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i))));
        re.mul(fr).sub(mi.mul(fi)).intoArray(d, j + row);
        mi.fma(fr, re.mul(fi)).intoArray(d, j + row + im);
      }
    }
  }

  /**
   * For each point of a block and each column: {@code (X^a - 1) Σ_r digits_r key_{c,r}}, with {@code X^a} at
   * the point as the product of a factor for the block and one for the point's place in it.
   *
   * @param key the GGSW's elements for the block's first point
   * @param monomials factor of the block at {@code blockFactor}, those of the places from {@code
   *     placeFactors} on
   */
  static void multiply(double[] key, int keyAt, double[] d, int from, int to,
      Product shape, double[] monomials, int blockFactor, int placeFactors) {
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
          DoubleVector xr = load(d, in);
          DoubleVector xi = load(d, in + im);
          DoubleVector yr = broadcast(key[k]);
          DoubleVector yi = broadcast(key[k + LANES]);
          re = xr.fma(yr, re);
          minus = xi.fma(yi, minus);
          mi = xi.fma(yr, xr.fma(yi, mi));
        }
        re = re.sub(minus);
        re.mul(fr).sub(mi.mul(fi)).intoArray(d, out);
        mi.fma(fr, re.mul(fi)).intoArray(d, out + im);
      }
    }
  }
}
