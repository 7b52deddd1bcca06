package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.BLOCK;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.QUARTER;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.vector.passes.VectorPasses;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The fourth pass for vectors of eight, whose lane bit 2 is exchanged with the blocks of each pair. Both blocks of a
 * pair are read by the same butterfly, so that the exchange is made between its vectors u and v: what must move is
 * blended into one vector, lanes 0 to 3 of v and 4 to 7 of u, whose halves are swapped and blended back. A pass of its
 * own took 0.23 µs, and the polynomial that it wrote to did not fit into a first-level cache of 48 KiB beside others.
 */
final class EightLanes {
  private static final VectorMask<Double> UPPER = Exchange.LANE_BIT_2;
  private static final VectorShuffle<Double> SWAP = VectorPasses.swap(4);

  private EightLanes() {}

  /** {@link ForwardPasses#fourth} after the exchange. */
  static void fourth(double[] d, int at, double[] twiddles, int w) {
    for (int quarter = 0; quarter < POINTS; quarter += QUARTER) {
      fourthOfQuarter(d, at + quarter, twiddles, w);
    }
  }

  private static void fourthOfQuarter(double[] d, int at, double[] twiddles, int twiddle) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + j;
      int w = twiddle + 6 * j;
      DoubleVector u = load(d, a + 2 * BLOCK);
      DoubleVector v = load(d, a + 3 * BLOCK);
      DoubleVector moved = v.blend(u, UPPER).rearrange(SWAP);
      DoubleVector cr = u.blend(moved, UPPER);
      DoubleVector dr = moved.blend(v, UPPER);
      u = load(d, a + 2 * BLOCK + POINTS);
      v = load(d, a + 3 * BLOCK + POINTS);
      moved = v.blend(u, UPPER).rearrange(SWAP);
      DoubleVector ci = u.blend(moved, UPPER);
      DoubleVector di = moved.blend(v, UPPER);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      u = load(d, a);
      v = load(d, a + BLOCK);
      moved = v.blend(u, UPPER).rearrange(SWAP);
      DoubleVector ar = u.blend(moved, UPPER);
      DoubleVector br = moved.blend(v, UPPER);
      u = load(d, a + POINTS);
      v = load(d, a + BLOCK + POINTS);
      moved = v.blend(u, UPPER).rearrange(SWAP);
      DoubleVector ai = u.blend(moved, UPPER);
      DoubleVector bi = moved.blend(v, UPPER);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector x3r = dr.mul(w3r).sub(di.mul(w3i));
      DoubleVector x3i = di.fma(w3r, dr.mul(w3i));
      DoubleVector tr = x1r.add(x3r);
      DoubleVector ti = x1i.add(x3i);
      DoubleVector fr = x3i.sub(x1i);
      DoubleVector fi = x1r.sub(x3r);
      sr.add(tr).intoArray(d, a);
      si.add(ti).intoArray(d, a + POINTS);
      sr.sub(tr).intoArray(d, a + BLOCK);
      si.sub(ti).intoArray(d, a + BLOCK + POINTS);
      er.add(fr).intoArray(d, a + 2 * BLOCK);
      ei.add(fi).intoArray(d, a + 2 * BLOCK + POINTS);
      er.sub(fr).intoArray(d, a + 3 * BLOCK);
      ei.sub(fi).intoArray(d, a + 3 * BLOCK + POINTS);
    }
  }

  /** {@link InversePasses#fourth}, then the exchange. */
  static void undoFourth(double[] d, int at, double[] twiddles, int w) {
    for (int quarter = 0; quarter < POINTS; quarter += QUARTER) {
      undoFourthOfQuarter(d, at + quarter, twiddles, w);
    }
  }

  private static void undoFourthOfQuarter(double[] d, int at, double[] twiddles, int twiddle) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + j;
      int w = twiddle + 6 * j;
      DoubleVector ar = load(d, a);
      DoubleVector br = load(d, a + BLOCK);
      DoubleVector sr = ar.add(br);
      DoubleVector tr = ar.sub(br);
      DoubleVector cr = load(d, a + 2 * BLOCK);
      DoubleVector dr = load(d, a + 3 * BLOCK);
      DoubleVector er = cr.add(dr);
      DoubleVector fr = cr.sub(dr);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector bi = load(d, a + BLOCK + POINTS);
      DoubleVector si = ai.add(bi);
      DoubleVector ti = ai.sub(bi);
      DoubleVector ci = load(d, a + 2 * BLOCK + POINTS);
      DoubleVector di = load(d, a + 3 * BLOCK + POINTS);
      DoubleVector ei = ci.add(di);
      DoubleVector fi = ci.sub(di);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      DoubleVector u = sr.add(er);
      DoubleVector v = yi.fma(w1i, yr.mul(w1r));
      DoubleVector moved = v.blend(u, UPPER).rearrange(SWAP);
      u.blend(moved, UPPER).intoArray(d, a);
      moved.blend(v, UPPER).intoArray(d, a + BLOCK);
      u = si.add(ei);
      v = yi.mul(w1r).sub(yr.mul(w1i));
      moved = v.blend(u, UPPER).rearrange(SWAP);
      u.blend(moved, UPPER).intoArray(d, a + POINTS);
      moved.blend(v, UPPER).intoArray(d, a + BLOCK + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      u = xi.fma(w2i, xr.mul(w2r));
      v = zi.fma(w3i, zr.mul(w3r));
      moved = v.blend(u, UPPER).rearrange(SWAP);
      u.blend(moved, UPPER).intoArray(d, a + 2 * BLOCK);
      moved.blend(v, UPPER).intoArray(d, a + 3 * BLOCK);
      u = xi.mul(w2r).sub(xr.mul(w2i));
      v = zi.mul(w3r).sub(zr.mul(w3i));
      moved = v.blend(u, UPPER).rearrange(SWAP);
      u.blend(moved, UPPER).intoArray(d, a + 2 * BLOCK + POINTS);
      moved.blend(v, UPPER).intoArray(d, a + 3 * BLOCK + POINTS);
    }
  }
}
