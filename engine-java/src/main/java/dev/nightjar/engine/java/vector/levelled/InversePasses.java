package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.BLOCK;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.QUARTER;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The inverse passes, in the order in which they are taken: each undoes one of {@link ForwardPasses}, which has the
 * notes, except for a factor 4. Lanes are exchanged back by the pass behind the one that undoes the transform.
 */
final class InversePasses {
  private InversePasses() {}

  /** Undoes the last forward pass, in place. */
  static void last(double[] d, int at, double[] twiddles, int twiddle) {
    for (int j = 0; j < QUARTER; j += LANES) {
      int a = at + j;
      int w = twiddle + 6 * j;
      DoubleVector ar = load(d, a);
      DoubleVector br = load(d, a + QUARTER);
      DoubleVector sr = ar.add(br);
      DoubleVector tr = ar.sub(br);
      DoubleVector cr = load(d, a + 2 * QUARTER);
      DoubleVector dr = load(d, a + 3 * QUARTER);
      DoubleVector er = cr.add(dr);
      DoubleVector fr = cr.sub(dr);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector bi = load(d, a + QUARTER + POINTS);
      DoubleVector si = ai.add(bi);
      DoubleVector ti = ai.sub(bi);
      DoubleVector ci = load(d, a + 2 * QUARTER + POINTS);
      DoubleVector di = load(d, a + 3 * QUARTER + POINTS);
      DoubleVector ei = ci.add(di);
      DoubleVector fi = ci.sub(di);
      sr.add(er).intoArray(d, a);
      si.add(ei).intoArray(d, a + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      xi.fma(w2i, xr.mul(w2r)).intoArray(d, a + 2 * QUARTER);
      xi.mul(w2r).sub(xr.mul(w2i)).intoArray(d, a + 2 * QUARTER + POINTS);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      yi.fma(w1i, yr.mul(w1r)).intoArray(d, a + QUARTER);
      yi.mul(w1r).sub(yr.mul(w1i)).intoArray(d, a + QUARTER + POINTS);
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      zi.fma(w3i, zr.mul(w3r)).intoArray(d, a + 3 * QUARTER);
      zi.mul(w3r).sub(zr.mul(w3i)).intoArray(d, a + 3 * QUARTER + POINTS);
    }
  }

  /** Undoes the fourth forward pass, in place. */
  static void fourth(double[] d, int at, double[] twiddles, int w) {
    for (int quarter = 0; quarter < POINTS; quarter += QUARTER) {
      fourthOfQuarter(d, at + quarter, twiddles, w);
    }
  }

  private static void fourthOfQuarter(double[] d, int at, double[] twiddles, int twiddle) {
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
      sr.add(er).intoArray(d, a);
      si.add(ei).intoArray(d, a + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      xi.fma(w2i, xr.mul(w2r)).intoArray(d, a + 2 * BLOCK);
      xi.mul(w2r).sub(xr.mul(w2i)).intoArray(d, a + 2 * BLOCK + POINTS);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      yi.fma(w1i, yr.mul(w1r)).intoArray(d, a + BLOCK);
      yi.mul(w1r).sub(yr.mul(w1i)).intoArray(d, a + BLOCK + POINTS);
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      zi.fma(w3i, zr.mul(w3r)).intoArray(d, a + 3 * BLOCK);
      zi.mul(w3r).sub(zr.mul(w3i)).intoArray(d, a + 3 * BLOCK + POINTS);
    }
  }

  /** Undoes the third forward pass except for its exchange. */
  static void third(double[] d, int at, double[] out, int to, double[] twiddles, int w) {
    for (int quarter = 0; quarter < POINTS; quarter += QUARTER) {
      thirdOfQuarter(d, at + quarter, out, to + quarter, twiddles, w);
    }
  }

  private static void thirdOfQuarter(double[] d, int at, double[] out, int to, double[] twiddles, int twiddle) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + 4 * j;
      int b = to + j;
      int w = twiddle + 6 * j;
      DoubleVector ar = load(d, a);
      DoubleVector br = load(d, a + LANES);
      DoubleVector sr = ar.add(br);
      DoubleVector tr = ar.sub(br);
      DoubleVector cr = load(d, a + 2 * LANES);
      DoubleVector dr = load(d, a + 3 * LANES);
      DoubleVector er = cr.add(dr);
      DoubleVector fr = cr.sub(dr);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector bi = load(d, a + LANES + POINTS);
      DoubleVector si = ai.add(bi);
      DoubleVector ti = ai.sub(bi);
      DoubleVector ci = load(d, a + 2 * LANES + POINTS);
      DoubleVector di = load(d, a + 3 * LANES + POINTS);
      DoubleVector ei = ci.add(di);
      DoubleVector fi = ci.sub(di);
      sr.add(er).intoArray(out, b);
      si.add(ei).intoArray(out, b + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      xi.fma(w2i, xr.mul(w2r)).intoArray(out, b + 2 * BLOCK);
      xi.mul(w2r).sub(xr.mul(w2i)).intoArray(out, b + 2 * BLOCK + POINTS);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      yi.fma(w1i, yr.mul(w1r)).intoArray(out, b + BLOCK);
      yi.mul(w1r).sub(yr.mul(w1i)).intoArray(out, b + BLOCK + POINTS);
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      zi.fma(w3i, zr.mul(w3r)).intoArray(out, b + 3 * BLOCK);
      zi.mul(w3r).sub(zr.mul(w3i)).intoArray(out, b + 3 * BLOCK + POINTS);
    }
  }

  /** Undoes the exchange of the third forward pass, and the second pass except for its exchange. */
  static void second(double[] d, int at, double[] out, int to, double[] twiddles, int w) {
    for (int quarter = 0; quarter < 2 * QUARTER; quarter += QUARTER) {
      second(d, at + quarter, out, to + quarter, twiddles, w, Exchange.LANE_BIT_1);
      second(d, at + quarter + 2, out, to + quarter + POINTS / 2, twiddles, w + 6 * LANES, Exchange.LANE_BIT_1);
    }
  }

  private static void second(double[] d, int at, double[] out, int to, double[] twiddles, int w,
      VectorMask<Double> mask) {
    DoubleVector w1r = load(twiddles, w);
    DoubleVector w1i = load(twiddles, w + LANES);
    DoubleVector w2r = load(twiddles, w + 2 * LANES);
    DoubleVector w2i = load(twiddles, w + 3 * LANES);
    DoubleVector w3r = load(twiddles, w + 4 * LANES);
    DoubleVector w3i = load(twiddles, w + 5 * LANES);
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + 4 * j;
      int b = to + j;
      DoubleVector ar = load(d, a).blend(load(d, a + POINTS / 2 - 2), mask);
      DoubleVector br = load(d, a + LANES).blend(load(d, a + LANES + POINTS / 2 - 2), mask);
      DoubleVector sr = ar.add(br);
      DoubleVector tr = ar.sub(br);
      DoubleVector cr = load(d, a + 2 * LANES).blend(load(d, a + 2 * LANES + POINTS / 2 - 2), mask);
      DoubleVector dr = load(d, a + 3 * LANES).blend(load(d, a + 3 * LANES + POINTS / 2 - 2), mask);
      DoubleVector er = cr.add(dr);
      DoubleVector fr = cr.sub(dr);
      DoubleVector ai = load(d, a + POINTS).blend(load(d, a + POINTS + POINTS / 2 - 2), mask);
      DoubleVector bi = load(d, a + LANES + POINTS).blend(load(d, a + LANES + POINTS + POINTS / 2 - 2), mask);
      DoubleVector si = ai.add(bi);
      DoubleVector ti = ai.sub(bi);
      DoubleVector ci = load(d, a + 2 * LANES + POINTS).blend(load(d, a + 2 * LANES + POINTS + POINTS / 2 - 2), mask);
      DoubleVector di = load(d, a + 3 * LANES + POINTS).blend(load(d, a + 3 * LANES + POINTS + POINTS / 2 - 2), mask);
      DoubleVector ei = ci.add(di);
      DoubleVector fi = ci.sub(di);
      sr.add(er).intoArray(out, b);
      si.add(ei).intoArray(out, b + POINTS);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      xi.fma(w2i, xr.mul(w2r)).intoArray(out, b + 2 * BLOCK);
      xi.mul(w2r).sub(xr.mul(w2i)).intoArray(out, b + 2 * BLOCK + POINTS);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      yi.fma(w1i, yr.mul(w1r)).intoArray(out, b + BLOCK);
      yi.mul(w1r).sub(yr.mul(w1i)).intoArray(out, b + BLOCK + POINTS);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      zi.fma(w3i, zr.mul(w3r)).intoArray(out, b + 3 * BLOCK);
      zi.mul(w3r).sub(zr.mul(w3i)).intoArray(out, b + 3 * BLOCK + POINTS);
    }
  }

  /** Undoes the exchange of the second forward pass, and the first pass. */
  static void first(double[] d, int at, double[] out, int to, double[] twiddles, int w) {
    VectorMask<Double> mask = Exchange.LANE_BIT_0;
    DoubleVector w1r = load(twiddles, w);
    DoubleVector w1i = load(twiddles, w + LANES);
    DoubleVector w2r = load(twiddles, w + 2 * LANES);
    DoubleVector w2i = load(twiddles, w + 3 * LANES);
    DoubleVector w3r = load(twiddles, w + 4 * LANES);
    DoubleVector w3i = load(twiddles, w + 5 * LANES);
    for (int j = 0; j < QUARTER; j += LANES) {
      int a = at + j;
      int b = to + j;
      DoubleVector ar = load(d, a).blend(load(d, a + QUARTER - 1), mask);
      DoubleVector br = load(d, a + 1).blend(load(d, a + 1 + QUARTER - 1), mask);
      DoubleVector sr = ar.add(br);
      DoubleVector tr = ar.sub(br);
      DoubleVector cr = load(d, a + POINTS / 2).blend(load(d, a + POINTS / 2 + QUARTER - 1), mask);
      DoubleVector dr = load(d, a + POINTS / 2 + 1).blend(load(d, a + POINTS / 2 + 1 + QUARTER - 1), mask);
      DoubleVector er = cr.add(dr);
      DoubleVector fr = cr.sub(dr);
      DoubleVector ai = load(d, a + POINTS).blend(load(d, a + POINTS + QUARTER - 1), mask);
      DoubleVector bi = load(d, a + 1 + POINTS).blend(load(d, a + 1 + POINTS + QUARTER - 1), mask);
      DoubleVector si = ai.add(bi);
      DoubleVector ti = ai.sub(bi);
      DoubleVector ci = load(d, a + POINTS / 2 + POINTS).blend(load(d, a + POINTS / 2 + POINTS + QUARTER - 1), mask);
      DoubleVector di = load(d, a + POINTS / 2 + 1 + POINTS)
          .blend(load(d, a + POINTS / 2 + 1 + POINTS + QUARTER - 1), mask);
      DoubleVector ei = ci.add(di);
      DoubleVector fi = ci.sub(di);
      sr.add(er).intoArray(out, b);
      si.add(ei).intoArray(out, b + POINTS);
      DoubleVector xr = sr.sub(er);
      DoubleVector xi = si.sub(ei);
      xi.fma(w2i, xr.mul(w2r)).intoArray(out, b + 2 * QUARTER);
      xi.mul(w2r).sub(xr.mul(w2i)).intoArray(out, b + 2 * QUARTER + POINTS);
      DoubleVector yr = tr.add(fi);
      DoubleVector yi = ti.sub(fr);
      yi.fma(w1i, yr.mul(w1r)).intoArray(out, b + QUARTER);
      yi.mul(w1r).sub(yr.mul(w1i)).intoArray(out, b + QUARTER + POINTS);
      DoubleVector zr = tr.sub(fi);
      DoubleVector zi = ti.add(fr);
      zi.fma(w3i, zr.mul(w3r)).intoArray(out, b + 3 * QUARTER);
      zi.mul(w3r).sub(zr.mul(w3i)).intoArray(out, b + 3 * QUARTER + POINTS);
    }
  }
}
