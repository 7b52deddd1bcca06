package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/**
 * The third step of an external product, with ciphertexts in the lanes and the monomials of a step of blind rotation:
 * {@code Σ_b (X^{a_b} - 1) Σ_r digits_r key_{b,c,r}} for every point and column c, over the key bits b of a step.
 * {@code X^a} at a point is the product of a factor for the row of points and one for the point's place in it ({@link
 * LaneMonomials}).
 *
 * <p>The loops here and in {@link LaneBlockProduct} repeat code on purpose. Shared code would be methods that take
 * vectors, and if C2 does not inline such a call, it allocates the vectors on the heap.
 */
final class LaneProduct {
  private LaneProduct() {}

  /** Distances in doubles: of the digits' rows and of imaginary parts. */
  record Layout(int rows, int columns, int rowStride, int points, int imaginary) {}

  /**
   * The GGSW ciphertexts of one step: one for each bit of a block of the LWE key, or those of two bits of an unrolled
   * key.
   *
   * @param count how many
   * @param keyStride from one GGSW to the next in the key
   * @param factorStride from the factors of one to those of the next
   */
  record Bits(int count, int keyStride, int factorStride) {}

  /** k = 1, ℓ = 1 and one key bit, the most used shape: sums stay in registers, and products replace the digits. */
  static void twoByTwo(double[] key, int keyAt, double[] d, int at, Layout layout, double[] factors,
      int rowFactor, int placeFactors) {
    int im = layout.imaginary;
    int row = layout.rowStride;
    DoubleVector one = broadcast(1);
    DoubleVector br = load(factors, rowFactor);
    DoubleVector bi = load(factors, rowFactor + LANES);
    for (int v = 0, k = keyAt; v < layout.points; v += LANES, k += 8 * LANES) {
      for (int p = 0; p < LANES; p++) {
        int f = placeFactors + 2 * LANES * (v + p);
        DoubleVector pr = load(factors, f);
        DoubleVector pi = load(factors, f + LANES);
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

  /** One column of a shape with three rows, one GGSW: {@code out = keep out + factor Σ_r digits_r key_r}. */
  static void threeRows(double[] key, int keyAt, double[] d, int from, int to, Layout layout, double[] factors,
      int factorsAt, double keep) {
    int im = layout.imaginary;
    int row = layout.rowStride;
    int step = 2 * LANES * layout.rows * layout.columns - LANES;
    DoubleVector kept = broadcast(keep);
    for (int p = 0, k = keyAt, f = factorsAt; p < layout.points; p++, k++, f += 2 * LANES) {
      k += p % LANES == 0 && p > 0 ? step : 0;
      int j = from + p * LANES;
      DoubleVector x0r = load(d, j);
      DoubleVector x0i = load(d, j + im);
      DoubleVector x1r = load(d, j + row);
      DoubleVector x1i = load(d, j + row + im);
      DoubleVector x2r = load(d, j + 2 * row);
      DoubleVector x2i = load(d, j + 2 * row + im);
      DoubleVector k0r = broadcast(key[k]);
      DoubleVector k0i = broadcast(key[k + LANES]);
      DoubleVector k1r = broadcast(key[k + 2 * LANES]);
      DoubleVector k1i = broadcast(key[k + 3 * LANES]);
      DoubleVector k2r = broadcast(key[k + 4 * LANES]);
      DoubleVector k2i = broadcast(key[k + 5 * LANES]);
      DoubleVector re = x2r.fma(k2r, x1r.fma(k1r, x0r.mul(k0r)));
      re = re.sub(x2i.fma(k2i, x1i.fma(k1i, x0i.mul(k0i))));
      DoubleVector mi = x2r.fma(k2i, x1r.fma(k1i, x0r.mul(k0i)));
      mi = mi.add(x2i.fma(k2r, x1i.fma(k1r, x0i.mul(k0r))));
      DoubleVector fr = load(factors, f);
      DoubleVector fi = load(factors, f + LANES);
      int o = to + p * LANES;
      re.fma(fr, load(d, o).mul(kept)).sub(mi.mul(fi)).intoArray(d, o);
      mi.fma(fr, re.fma(fi, load(d, o + im).mul(kept))).intoArray(d, o + im);
    }
  }

  /** One column of a shape with four rows, one GGSW: {@code out = keep out + factor Σ_r digits_r key_r}. */
  static void fourRows(double[] key, int keyAt, double[] d, int from, int to, Layout layout, double[] factors,
      int factorsAt, double keep) {
    int im = layout.imaginary;
    int row = layout.rowStride;
    int step = 2 * LANES * layout.rows * layout.columns - LANES;
    DoubleVector kept = broadcast(keep);
    for (int p = 0, k = keyAt, f = factorsAt; p < layout.points; p++, k++, f += 2 * LANES) {
      k += p % LANES == 0 && p > 0 ? step : 0;
      int j = from + p * LANES;
      DoubleVector x0r = load(d, j);
      DoubleVector x0i = load(d, j + im);
      DoubleVector x1r = load(d, j + row);
      DoubleVector x1i = load(d, j + row + im);
      DoubleVector x2r = load(d, j + 2 * row);
      DoubleVector x2i = load(d, j + 2 * row + im);
      DoubleVector x3r = load(d, j + 3 * row);
      DoubleVector x3i = load(d, j + 3 * row + im);
      DoubleVector k0r = broadcast(key[k]);
      DoubleVector k0i = broadcast(key[k + LANES]);
      DoubleVector k1r = broadcast(key[k + 2 * LANES]);
      DoubleVector k1i = broadcast(key[k + 3 * LANES]);
      DoubleVector k2r = broadcast(key[k + 4 * LANES]);
      DoubleVector k2i = broadcast(key[k + 5 * LANES]);
      DoubleVector k3r = broadcast(key[k + 6 * LANES]);
      DoubleVector k3i = broadcast(key[k + 7 * LANES]);
      DoubleVector re = x3r.fma(k3r, x2r.fma(k2r, x1r.fma(k1r, x0r.mul(k0r))));
      re = re.sub(x3i.fma(k3i, x2i.fma(k2i, x1i.fma(k1i, x0i.mul(k0i)))));
      DoubleVector mi = x3r.fma(k3i, x2r.fma(k2i, x1r.fma(k1i, x0r.mul(k0i))));
      mi = mi.add(x3i.fma(k3r, x2i.fma(k2r, x1i.fma(k1r, x0i.mul(k0r)))));
      DoubleVector fr = load(factors, f);
      DoubleVector fi = load(factors, f + LANES);
      int o = to + p * LANES;
      re.fma(fr, load(d, o).mul(kept)).sub(mi.mul(fi)).intoArray(d, o);
      mi.fma(fr, re.fma(fi, load(d, o + im).mul(kept))).intoArray(d, o + im);
    }
  }

  /**
   * Any shape, all GGSW ciphertexts of a step.
   *
   * @param columnStride from one column of the product to the next
   */
  static void general(double[] key, int keyAt, double[] d, int from, int to, int columnStride, Layout layout, Bits bits,
      double[] factors, int factorsAt) {
    int rows = layout.rows;
    int im = layout.imaginary;
    int vectorStride = 2 * LANES * rows * layout.columns;
    for (int p = 0; p < layout.points; p++) {
      int firstKey = keyAt + p / LANES * vectorStride + p % LANES;
      int firstFactor = factorsAt + 2 * LANES * p;
      for (int c = 0, out = to + p * LANES; c < layout.columns; c++, out += columnStride) {
        DoubleVector sumRe = broadcast(0);
        DoubleVector sumIm = sumRe;
        int columnKey = firstKey + 2 * LANES * rows * c;
        for (int b = 0, f = firstFactor; b < bits.count; b++, f += bits.factorStride) {
          DoubleVector re = broadcast(0);
          DoubleVector minus = re;
          DoubleVector mi = re;
          int k = columnKey + b * bits.keyStride;
          for (int r = 0, in = from + p * LANES; r < rows; r++, in += layout.rowStride, k += 2 * LANES) {
            DoubleVector xr = load(d, in);
            DoubleVector xi = load(d, in + im);
            DoubleVector yr = broadcast(key[k]);
            DoubleVector yi = broadcast(key[k + LANES]);
            re = xr.fma(yr, re);
            minus = xi.fma(yi, minus);
            mi = xi.fma(yr, xr.fma(yi, mi));
          }
          re = re.sub(minus);
          DoubleVector fr = load(factors, f);
          DoubleVector fi = load(factors, f + LANES);
          sumRe = re.fma(fr, sumRe).sub(mi.mul(fi));
          sumIm = mi.fma(fr, re.fma(fi, sumIm));
        }
        sumRe.intoArray(d, out);
        sumIm.intoArray(d, out + im);
      }
    }
  }
}
