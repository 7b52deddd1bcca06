package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.swap;

import dev.nightjar.engine.java.vector.lanes.LaneProduct.Bits;
import dev.nightjar.engine.java.vector.lanes.LaneProduct.Layout;
import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * {@link LaneProduct} for the bits of a block of the LWE key at once, for both polynomials of a ciphertext in one
 * vector, and for extended bootstraps.
 */
final class LaneBlockProduct {
  private static final VectorShuffle<Double> SWAP = swap(1);
  private static final double[] EVEN = parity(0);
  private static final double[] ODD = parity(1);

  private LaneBlockProduct() {}

  /** 1 in the lanes of a parity, 0 in the others. */
  private static double[] parity(int parity) {
    return IntStream.range(0, LANES).mapToDouble(lane -> (lane & 1) == parity ? 1 : 0).toArray();
  }

  /**
   * {@link LaneProduct#twoByTwo} for all GGSW ciphertexts of a step, with {@link LaneFactors}. The digits are
   * multiplied by the factor, so that the sums stay in registers. Two other forms were slower: written out for three
   * ciphertexts, C2 allocated vectors on the heap; one ciphertext at a time with sums in memory took 1.5 times as long.
   */
  static void twoByTwoBlock(double[] key, int keyAt, double[] d, int at, Layout layout, Bits bits, double[] factors,
      int factorsAt) {
    int im = layout.imaginary();
    int row = layout.rowStride();
    for (int p = 0; p < layout.points(); p++) {
      int j = at + p * LANES;
      int firstKey = keyAt + (p & -LANES) * 8 + (p & LANES - 1);
      int firstFactor = factorsAt + 2 * LANES * p;
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + im);
      DoubleVector yr = load(d, j + row);
      DoubleVector yi = load(d, j + row + im);
      DoubleVector re0 = broadcast(0);
      DoubleVector im0 = re0;
      DoubleVector re1 = re0;
      DoubleVector im1 = re0;
      for (int b = 0, k = firstKey, f = firstFactor; b < bits.count(); b++, k += bits.keyStride(),
          f += bits.factorStride()) {
        DoubleVector fr = load(factors, f);
        DoubleVector fi = load(factors, f + LANES);
        DoubleVector ur = xr.mul(fr).sub(xi.mul(fi));
        DoubleVector ui = xi.fma(fr, xr.mul(fi));
        DoubleVector vr = yr.mul(fr).sub(yi.mul(fi));
        DoubleVector vi = yi.fma(fr, yr.mul(fi));
        DoubleVector kr = broadcast(key[k]);
        DoubleVector ki = broadcast(key[k + LANES]);
        DoubleVector lr = broadcast(key[k + 2 * LANES]);
        DoubleVector li = broadcast(key[k + 3 * LANES]);
        re0 = vr.fma(lr, ur.fma(kr, re0)).sub(vi.fma(li, ui.mul(ki)));
        im0 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im0))));
        kr = broadcast(key[k + 4 * LANES]);
        ki = broadcast(key[k + 5 * LANES]);
        lr = broadcast(key[k + 6 * LANES]);
        li = broadcast(key[k + 7 * LANES]);
        re1 = vr.fma(lr, ur.fma(kr, re1)).sub(vi.fma(li, ui.mul(ki)));
        im1 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im1))));
      }
      re0.intoArray(d, j);
      im0.intoArray(d, j + im);
      re1.intoArray(d, j + row);
      im1.intoArray(d, j + row + im);
    }
  }

  /** {@link LaneProduct#twoByTwo} with both polynomials of a ciphertext side by side, as in {@link #paired}. */
  static void pairedBit(double[] key, int keyAt, double[] d, int at, Layout layout, double[] factors, int rowFactor,
      int placeFactors) {
    int im = layout.imaginary();
    DoubleVector one = broadcast(1);
    DoubleVector even = load(EVEN, 0);
    DoubleVector odd = load(ODD, 0);
    DoubleVector br = load(factors, rowFactor);
    DoubleVector bi = load(factors, rowFactor + LANES);
    for (int p = 0, j = at, f = placeFactors; p < layout.points(); p++, j += LANES, f += 2 * LANES) {
      int k = keyAt + (p & -LANES) * 8 + (p & LANES - 1);
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + im);
      DoubleVector yr = xr.rearrange(SWAP);
      DoubleVector yi = xi.rearrange(SWAP);
      DoubleVector kr = even.fma(broadcast(key[k]), odd.mul(broadcast(key[k + 6 * LANES])));
      DoubleVector ki = even.fma(broadcast(key[k + LANES]), odd.mul(broadcast(key[k + 7 * LANES])));
      DoubleVector lr = even.fma(broadcast(key[k + 2 * LANES]), odd.mul(broadcast(key[k + 4 * LANES])));
      DoubleVector li = even.fma(broadcast(key[k + 3 * LANES]), odd.mul(broadcast(key[k + 5 * LANES])));
      DoubleVector re = yr.fma(lr, xr.mul(kr)).sub(yi.fma(li, xi.mul(ki)));
      DoubleVector mi = yi.fma(lr, yr.fma(li, xi.fma(kr, xr.mul(ki))));
      DoubleVector pr = load(factors, f);
      DoubleVector pi = load(factors, f + LANES);
      DoubleVector fr = br.mul(pr).sub(bi.fma(pi, one));
      DoubleVector fi = bi.fma(pr, br.mul(pi));
      re.mul(fr).sub(mi.mul(fi)).intoArray(d, j);
      mi.fma(fr, re.mul(fi)).intoArray(d, j + im);
    }
  }

  /**
   * {@link #twoByTwoBlock} with both polynomials of a ciphertext side by side, mask in even lanes and body in odd
   * ones: half as many ciphertexts fill a vector. The key elements that lanes multiply with alternate as well.
   */
  static void paired(double[] key, int keyAt, double[] d, int at, Layout layout, Bits bits, double[] factors,
      int factorsAt) {
    int im = layout.imaginary();
    DoubleVector even = load(EVEN, 0);
    DoubleVector odd = load(ODD, 0);
    for (int p = 0; p < layout.points(); p++) {
      int j = at + p * LANES;
      int firstKey = keyAt + (p & -LANES) * 8 + (p & LANES - 1);
      int firstFactor = factorsAt + 2 * LANES * p;
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + im);
      DoubleVector re = broadcast(0);
      DoubleVector mi = re;
      for (int b = 0, k = firstKey, f = firstFactor; b < bits.count(); b++, k += bits.keyStride(),
          f += bits.factorStride()) {
        DoubleVector fr = load(factors, f);
        DoubleVector fi = load(factors, f + LANES);
        DoubleVector ur = xr.mul(fr).sub(xi.mul(fi));
        DoubleVector ui = xi.fma(fr, xr.mul(fi));
        DoubleVector vr = ur.rearrange(SWAP);
        DoubleVector vi = ui.rearrange(SWAP);
        DoubleVector kr = even.fma(broadcast(key[k]), odd.mul(broadcast(key[k + 6 * LANES])));
        DoubleVector ki = even.fma(broadcast(key[k + LANES]), odd.mul(broadcast(key[k + 7 * LANES])));
        DoubleVector lr = even.fma(broadcast(key[k + 2 * LANES]), odd.mul(broadcast(key[k + 4 * LANES])));
        DoubleVector li = even.fma(broadcast(key[k + 3 * LANES]), odd.mul(broadcast(key[k + 5 * LANES])));
        re = vr.fma(lr, ur.fma(kr, re)).sub(vi.fma(li, ui.mul(ki)));
        mi = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, mi))));
      }
      re.intoArray(d, j);
      mi.intoArray(d, j + im);
    }
  }

  /**
   * Where the digits of an extended bootstrap are after {@link LaneExchange}.
   *
   * @param at those of the first row for the first bit
   * @param rowStride from one row to the next; imaginary parts lie as those of the digits do
   * @param bitStride from one bit of a block to the next
   */
  record PermutedDigits(int at, int rowStride, int bitStride) {}

  /** {@link #twoByTwoBlock} for extended bootstraps: {@code Σ_b (Y^{e_b} permuted_b - digits)}. */
  static void twoByTwoExtended(double[] key, int keyAt, double[] d, int at, Layout layout, Bits bits,
      double[] factors, int rowFactor, int placeFactors, PermutedDigits permuted) {
    int im = layout.imaginary();
    int row = layout.rowStride();
    for (int p = 0; p < layout.points(); p++) {
      int j = at + p * LANES;
      int firstKey = keyAt + (p & -LANES) * 8 + (p & LANES - 1);
      int place = placeFactors + 2 * LANES * p;
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + im);
      DoubleVector yr = load(d, j + row);
      DoubleVector yi = load(d, j + row + im);
      DoubleVector re0 = broadcast(0);
      DoubleVector im0 = re0;
      DoubleVector re1 = re0;
      DoubleVector im1 = re0;
      for (int b = 0, k = firstKey, f = 0; b < bits.count(); b++, k += bits.keyStride(), f += bits.factorStride()) {
        DoubleVector br = load(factors, rowFactor + f);
        DoubleVector bi = load(factors, rowFactor + f + LANES);
        DoubleVector pr = load(factors, place + f);
        DoubleVector pi = load(factors, place + f + LANES);
        DoubleVector fr = br.mul(pr).sub(bi.mul(pi));
        DoubleVector fi = bi.fma(pr, br.mul(pi));
        int s = permuted.at + p * LANES + b * permuted.bitStride;
        DoubleVector sr = load(d, s);
        DoubleVector si = load(d, s + im);
        DoubleVector tr = load(d, s + permuted.rowStride);
        DoubleVector ti = load(d, s + permuted.rowStride + im);
        DoubleVector ur = sr.mul(fr).sub(si.fma(fi, xr));
        DoubleVector ui = si.fma(fr, sr.mul(fi)).sub(xi);
        DoubleVector vr = tr.mul(fr).sub(ti.fma(fi, yr));
        DoubleVector vi = ti.fma(fr, tr.mul(fi)).sub(yi);
        DoubleVector kr = broadcast(key[k]);
        DoubleVector ki = broadcast(key[k + LANES]);
        DoubleVector lr = broadcast(key[k + 2 * LANES]);
        DoubleVector li = broadcast(key[k + 3 * LANES]);
        re0 = vr.fma(lr, ur.fma(kr, re0)).sub(vi.fma(li, ui.mul(ki)));
        im0 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im0))));
        kr = broadcast(key[k + 4 * LANES]);
        ki = broadcast(key[k + 5 * LANES]);
        lr = broadcast(key[k + 6 * LANES]);
        li = broadcast(key[k + 7 * LANES]);
        re1 = vr.fma(lr, ur.fma(kr, re1)).sub(vi.fma(li, ui.mul(ki)));
        im1 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im1))));
      }
      re0.intoArray(d, j);
      im0.intoArray(d, j + im);
      re1.intoArray(d, j + row);
      im1.intoArray(d, j + row + im);
    }
  }

  /** {@link LaneProduct#general} for extended bootstraps. */
  static void extended(double[] key, int keyAt, double[] d, int from, int to, Layout layout, Bits bits,
      double[] factors, int rowFactor, int placeFactors, PermutedDigits permuted) {
    int im = layout.imaginary();
    int vectorStride = 2 * LANES * layout.rows() * layout.columns();
    for (int p = 0; p < layout.points(); p++) {
      int firstKey = keyAt + p / LANES * vectorStride + p % LANES;
      int place = placeFactors + 2 * LANES * p;
      for (int c = 0, out = to + p * LANES; c < layout.columns(); c++, out += 2 * im) {
        DoubleVector sumRe = broadcast(0);
        DoubleVector sumIm = sumRe;
        int columnKey = firstKey + 2 * LANES * layout.rows() * c;
        for (int b = 0, f = 0; b < bits.count(); b++, f += bits.factorStride()) {
          DoubleVector br = load(factors, rowFactor + f);
          DoubleVector bi = load(factors, rowFactor + f + LANES);
          DoubleVector pr = load(factors, place + f);
          DoubleVector pi = load(factors, place + f + LANES);
          DoubleVector fr = br.mul(pr).sub(bi.mul(pi));
          DoubleVector fi = bi.fma(pr, br.mul(pi));
          int k = columnKey + b * bits.keyStride();
          int x = from + p * LANES;
          int s = permuted.at + p * LANES + b * permuted.bitStride;
          for (int r = 0; r < layout.rows(); r++, x += layout.rowStride(), s += permuted.rowStride, k += 2 * LANES) {
            DoubleVector sr = load(d, s);
            DoubleVector si = load(d, s + im);
            DoubleVector ur = sr.mul(fr).sub(si.fma(fi, load(d, x)));
            DoubleVector ui = si.fma(fr, sr.mul(fi)).sub(load(d, x + im));
            DoubleVector kr = broadcast(key[k]);
            DoubleVector ki = broadcast(key[k + LANES]);
            sumRe = ur.fma(kr, sumRe).sub(ui.mul(ki));
            sumIm = ui.fma(kr, ur.fma(ki, sumIm));
          }
        }
        sumRe.intoArray(d, out);
        sumIm.intoArray(d, out + im);
      }
    }
  }
}
