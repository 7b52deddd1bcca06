package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.BLOCK;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.QUARTER;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The forward passes, in the order in which they are taken. Each reads four stretches of vectors and writes four; the
 * layouts are those of {@link PointOrder}. All are of radix 4 with three complex multiplications and eight additions,
 * because processors that add and multiply at the same time take additions in passing. C2 compiles each by itself: see
 * {@link dev.nightjar.engine.java.vector.passes.VectorPasses}.
 *
 * <p><b>Exchange.</b> Let u and v lie {@code distance} apart, in an address bit that is 0 and 1. The vectors that have
 * that bit and lane bit {@code lane} exchanged are {@code u_i} and {@code v_(i - lane)} where the lane bit is 0 and 1;
 * and {@code u_(i + lane)} and {@code v_i}. Both are a blend of two loads {@code distance - lane} apart.
 */
final class ForwardPasses {
  private ForwardPasses() {}

  /** The first pass, in place, from coefficients. */
  static void first(double[] d, int at, double[] twiddles, int w) {
    DoubleVector w1r = load(twiddles, w);
    DoubleVector w1i = load(twiddles, w + LANES);
    DoubleVector w2r = load(twiddles, w + 2 * LANES);
    DoubleVector w2i = load(twiddles, w + 3 * LANES);
    DoubleVector w3r = load(twiddles, w + 4 * LANES);
    DoubleVector w3i = load(twiddles, w + 5 * LANES);
    for (int j = 0; j < QUARTER; j += LANES) {
      int a = at + j;
      DoubleVector cr = load(d, a + 2 * QUARTER);
      DoubleVector ci = load(d, a + 2 * QUARTER + POINTS);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      DoubleVector ar = load(d, a);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector br = load(d, a + QUARTER);
      DoubleVector bi = load(d, a + QUARTER + POINTS);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector dr = load(d, a + 3 * QUARTER);
      DoubleVector di = load(d, a + 3 * QUARTER + POINTS);
      DoubleVector x3r = dr.mul(w3r).sub(di.mul(w3i));
      DoubleVector x3i = di.fma(w3r, dr.mul(w3i));
      DoubleVector tr = x1r.add(x3r);
      DoubleVector ti = x1i.add(x3i);
      DoubleVector fr = x3i.sub(x1i);
      DoubleVector fi = x1r.sub(x3r);
      sr.add(tr).intoArray(d, a);
      si.add(ti).intoArray(d, a + POINTS);
      sr.sub(tr).intoArray(d, a + QUARTER);
      si.sub(ti).intoArray(d, a + QUARTER + POINTS);
      er.add(fr).intoArray(d, a + 2 * QUARTER);
      ei.add(fi).intoArray(d, a + 2 * QUARTER + POINTS);
      er.sub(fr).intoArray(d, a + 3 * QUARTER);
      ei.sub(fi).intoArray(d, a + 3 * QUARTER + POINTS);
    }
  }

  /** The second pass; lane bit 0 is exchanged with the upper half of each half. */
  static void second(double[] d, int at, double[] out, int to, double[] twiddles, int twiddle) {
    for (int half = 0; half < POINTS; half += POINTS / 2) {
      int w = twiddle + half / (POINTS / 2) * 6 * LANES;
      second(d, at + half, out, to + half, twiddles, w, Exchange.LANE_BIT_0);
      second(d, at + half + 1, out, to + half + QUARTER, twiddles, w, Exchange.LANE_BIT_0);
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
      int a = at + j;
      int b = to + 4 * j;
      DoubleVector cr = load(d, a + 2 * BLOCK).blend(load(d, a + 2 * BLOCK + QUARTER - 1), mask);
      DoubleVector ci = load(d, a + 2 * BLOCK + POINTS).blend(load(d, a + 2 * BLOCK + POINTS + QUARTER - 1), mask);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      DoubleVector ar = load(d, a).blend(load(d, a + QUARTER - 1), mask);
      DoubleVector ai = load(d, a + POINTS).blend(load(d, a + POINTS + QUARTER - 1), mask);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector br = load(d, a + BLOCK).blend(load(d, a + BLOCK + QUARTER - 1), mask);
      DoubleVector bi = load(d, a + BLOCK + POINTS).blend(load(d, a + BLOCK + POINTS + QUARTER - 1), mask);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector dr = load(d, a + 3 * BLOCK).blend(load(d, a + 3 * BLOCK + QUARTER - 1), mask);
      DoubleVector di = load(d, a + 3 * BLOCK + POINTS).blend(load(d, a + 3 * BLOCK + POINTS + QUARTER - 1), mask);
      DoubleVector x3r = dr.mul(w3r).sub(di.mul(w3i));
      DoubleVector x3i = di.fma(w3r, dr.mul(w3i));
      DoubleVector tr = x1r.add(x3r);
      DoubleVector ti = x1i.add(x3i);
      DoubleVector fr = x3i.sub(x1i);
      DoubleVector fi = x1r.sub(x3r);
      sr.add(tr).intoArray(out, b);
      si.add(ti).intoArray(out, b + POINTS);
      sr.sub(tr).intoArray(out, b + LANES);
      si.sub(ti).intoArray(out, b + LANES + POINTS);
      er.add(fr).intoArray(out, b + 2 * LANES);
      ei.add(fi).intoArray(out, b + 2 * LANES + POINTS);
      er.sub(fr).intoArray(out, b + 3 * LANES);
      ei.sub(fi).intoArray(out, b + 3 * LANES + POINTS);
    }
  }

  /** The third pass; lane bit 1 is exchanged with the upper half. */
  static void third(double[] d, int at, double[] out, int to, double[] twiddles, int w) {
    for (int quarter = 0; quarter < 2 * QUARTER; quarter += QUARTER) {
      third(d, at + quarter, out, to + quarter, twiddles, w, Exchange.LANE_BIT_1);
      third(d, at + quarter + 2, out, to + quarter + POINTS / 2, twiddles, w, Exchange.LANE_BIT_1);
    }
  }

  private static void third(double[] d, int at, double[] out, int to, double[] twiddles, int twiddle,
      VectorMask<Double> mask) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + j;
      int b = to + 4 * j;
      int w = twiddle + 6 * j;
      DoubleVector cr = load(d, a + 2 * BLOCK).blend(load(d, a + 2 * BLOCK + POINTS / 2 - 2), mask);
      DoubleVector ci = load(d, a + 2 * BLOCK + POINTS).blend(load(d, a + 2 * BLOCK + POINTS + POINTS / 2 - 2), mask);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      DoubleVector ar = load(d, a).blend(load(d, a + POINTS / 2 - 2), mask);
      DoubleVector ai = load(d, a + POINTS).blend(load(d, a + POINTS + POINTS / 2 - 2), mask);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector br = load(d, a + BLOCK).blend(load(d, a + BLOCK + POINTS / 2 - 2), mask);
      DoubleVector bi = load(d, a + BLOCK + POINTS).blend(load(d, a + BLOCK + POINTS + POINTS / 2 - 2), mask);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector dr = load(d, a + 3 * BLOCK).blend(load(d, a + 3 * BLOCK + POINTS / 2 - 2), mask);
      DoubleVector di = load(d, a + 3 * BLOCK + POINTS).blend(load(d, a + 3 * BLOCK + POINTS + POINTS / 2 - 2), mask);
      DoubleVector w3r = load(twiddles, w + 4 * LANES);
      DoubleVector w3i = load(twiddles, w + 5 * LANES);
      DoubleVector x3r = dr.mul(w3r).sub(di.mul(w3i));
      DoubleVector x3i = di.fma(w3r, dr.mul(w3i));
      DoubleVector tr = x1r.add(x3r);
      DoubleVector ti = x1i.add(x3i);
      DoubleVector fr = x3i.sub(x1i);
      DoubleVector fi = x1r.sub(x3r);
      sr.add(tr).intoArray(out, b);
      si.add(ti).intoArray(out, b + POINTS);
      sr.sub(tr).intoArray(out, b + LANES);
      si.sub(ti).intoArray(out, b + LANES + POINTS);
      er.add(fr).intoArray(out, b + 2 * LANES);
      ei.add(fi).intoArray(out, b + 2 * LANES + POINTS);
      er.sub(fr).intoArray(out, b + 3 * LANES);
      ei.sub(fi).intoArray(out, b + 3 * LANES + POINTS);
    }
  }

  /** The fourth pass, in place. */
  static void fourth(double[] d, int at, double[] twiddles, int w) {
    for (int quarter = 0; quarter < POINTS; quarter += QUARTER) {
      fourthOfQuarter(d, at + quarter, twiddles, w);
    }
  }

  private static void fourthOfQuarter(double[] d, int at, double[] twiddles, int twiddle) {
    for (int j = 0; j < BLOCK; j += LANES) {
      int a = at + j;
      int w = twiddle + 6 * j;
      DoubleVector cr = load(d, a + 2 * BLOCK);
      DoubleVector ci = load(d, a + 2 * BLOCK + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      DoubleVector ar = load(d, a);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector br = load(d, a + BLOCK);
      DoubleVector bi = load(d, a + BLOCK + POINTS);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector dr = load(d, a + 3 * BLOCK);
      DoubleVector di = load(d, a + 3 * BLOCK + POINTS);
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

  /** The last pass, in place. */
  static void last(double[] d, int at, double[] twiddles, int twiddle) {
    for (int j = 0; j < QUARTER; j += LANES) {
      int a = at + j;
      int w = twiddle + 6 * j;
      DoubleVector cr = load(d, a + 2 * QUARTER);
      DoubleVector ci = load(d, a + 2 * QUARTER + POINTS);
      DoubleVector w2r = load(twiddles, w + 2 * LANES);
      DoubleVector w2i = load(twiddles, w + 3 * LANES);
      DoubleVector x2r = cr.mul(w2r).sub(ci.mul(w2i));
      DoubleVector x2i = ci.fma(w2r, cr.mul(w2i));
      DoubleVector ar = load(d, a);
      DoubleVector ai = load(d, a + POINTS);
      DoubleVector sr = ar.add(x2r);
      DoubleVector si = ai.add(x2i);
      DoubleVector er = ar.sub(x2r);
      DoubleVector ei = ai.sub(x2i);
      DoubleVector br = load(d, a + QUARTER);
      DoubleVector bi = load(d, a + QUARTER + POINTS);
      DoubleVector w1r = load(twiddles, w);
      DoubleVector w1i = load(twiddles, w + LANES);
      DoubleVector x1r = br.mul(w1r).sub(bi.mul(w1i));
      DoubleVector x1i = bi.fma(w1r, br.mul(w1i));
      DoubleVector dr = load(d, a + 3 * QUARTER);
      DoubleVector di = load(d, a + 3 * QUARTER + POINTS);
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
      sr.sub(tr).intoArray(d, a + QUARTER);
      si.sub(ti).intoArray(d, a + QUARTER + POINTS);
      er.add(fr).intoArray(d, a + 2 * QUARTER);
      ei.add(fi).intoArray(d, a + 2 * QUARTER + POINTS);
      er.sub(fr).intoArray(d, a + 3 * QUARTER);
      ei.sub(fi).intoArray(d, a + 3 * QUARTER + POINTS);
    }
  }
}
