package dev.nightjar.engine.java.vector.passes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.ring.Twiddles;
import dev.nightjar.engine.java.vector.passes.VectorPasses.Grid;
import jdk.incubator.vector.DoubleVector;

/**
 * Passes with ciphertexts in the lanes whose twiddles change from butterfly to butterfly. All lanes take the same
 * twiddle, so twiddles are broadcast one at a time, from tables with an interleave of 1. Where a twiddle serves a
 * longer stretch, {@link VectorPasses#forward4} is used instead.
 */
public final class LanePasses {
  /** Doubles for each butterfly in a {@link #signed} table. */
  public static final int SIGNED = 8;

  private LanePasses() {}

  /**
   * A table of pairs of twiddles (four doubles) in which the negated values follow each pair: ready to
   * broadcast.
   */
  public static double[] signed(double[] pairs) {
    double[] table = new double[2 * pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      int at = i / 4 * SIGNED + i % 4;
      table[at] = pairs[i];
      table[at + 4] = -pairs[i];
    }
    return table;
  }

  /**
   * The first radix-4 pass, whose twiddles are all 1, from one place to another.
   *
   * @param imaginary distance of imaginary parts, at both places
   */
  public static void inverseFirst4(double[] d, int from, int to, int count, int imaginary) {
    for (int j = from, o = to; j < from + count; j += 4 * LANES, o += 4 * LANES) {
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + imaginary);
      DoubleVector br = load(d, j + LANES);
      DoubleVector bi = load(d, j + LANES + imaginary);
      DoubleVector cr = load(d, j + 2 * LANES);
      DoubleVector ci = load(d, j + 2 * LANES + imaginary);
      DoubleVector dr = load(d, j + 3 * LANES);
      DoubleVector di = load(d, j + 3 * LANES + imaginary);
      DoubleVector sr = ar.add(br);
      DoubleVector si = ai.add(bi);
      DoubleVector er = br.sub(ar);
      DoubleVector ei = bi.sub(ai);
      DoubleVector tr = cr.add(dr);
      DoubleVector ti = ci.add(di);
      DoubleVector fr = dr.sub(cr);
      DoubleVector fi = di.sub(ci);
      sr.add(tr).intoArray(d, o);
      si.add(ti).intoArray(d, o + imaginary);
      tr.sub(sr).intoArray(d, o + 2 * LANES);
      ti.sub(si).intoArray(d, o + 2 * LANES + imaginary);
      er.add(fi).intoArray(d, o + LANES);
      ei.sub(fr).intoArray(d, o + LANES + imaginary);
      fi.sub(er).intoArray(d, o + 3 * LANES);
      ei.add(fr).neg().intoArray(d, o + 3 * LANES + imaginary);
    }
  }

  /** The first pass as radix 2, four butterflies a round, for C2: see {@link VectorPasses}. */
  public static void inverseFirst2(double[] d, int from, int to, int count, int imaginary) {
    for (int j = from, o = to; j < from + count; j += 8 * LANES, o += 8 * LANES) {
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + imaginary);
      DoubleVector br = load(d, j + LANES);
      DoubleVector bi = load(d, j + LANES + imaginary);
      ar.add(br).intoArray(d, o);
      ai.add(bi).intoArray(d, o + imaginary);
      br.sub(ar).intoArray(d, o + LANES);
      bi.sub(ai).intoArray(d, o + LANES + imaginary);
      DoubleVector cr = load(d, j + 2 * LANES);
      DoubleVector ci = load(d, j + 2 * LANES + imaginary);
      DoubleVector dr = load(d, j + 3 * LANES);
      DoubleVector di = load(d, j + 3 * LANES + imaginary);
      cr.add(dr).intoArray(d, o + 2 * LANES);
      ci.add(di).intoArray(d, o + 2 * LANES + imaginary);
      dr.sub(cr).intoArray(d, o + 3 * LANES);
      di.sub(ci).intoArray(d, o + 3 * LANES + imaginary);
      DoubleVector er = load(d, j + 4 * LANES);
      DoubleVector ei = load(d, j + 4 * LANES + imaginary);
      DoubleVector fr = load(d, j + 5 * LANES);
      DoubleVector fi = load(d, j + 5 * LANES + imaginary);
      er.add(fr).intoArray(d, o + 4 * LANES);
      ei.add(fi).intoArray(d, o + 4 * LANES + imaginary);
      fr.sub(er).intoArray(d, o + 5 * LANES);
      fi.sub(ei).intoArray(d, o + 5 * LANES + imaginary);
      DoubleVector gr = load(d, j + 6 * LANES);
      DoubleVector gi = load(d, j + 6 * LANES + imaginary);
      DoubleVector hr = load(d, j + 7 * LANES);
      DoubleVector hi = load(d, j + 7 * LANES + imaginary);
      gr.add(hr).intoArray(d, o + 6 * LANES);
      gi.add(hi).intoArray(d, o + 6 * LANES + imaginary);
      hr.sub(gr).intoArray(d, o + 7 * LANES);
      hi.sub(gi).intoArray(d, o + 7 * LANES + imaginary);
    }
  }

  /**
   * A radix-4 pass with the twiddles of {@link #signed signed} {@link Twiddles#inverse4}.
   *
   * @param twiddle where those of the first position begin
   * @param twiddleStride from one row of the grid to the next
   */
  public static void inverse4(double[] d, int at, Grid grid, double[] twiddles, int twiddle, int twiddleStride) {
    int q = grid.distance();
    int im = grid.imaginary();
    DoubleVector minus2 = broadcast(-2);
    for (int b = 0; b < grid.blocks(); b++) {
      for (int r = 0; r < grid.rows(); r++) {
        int row = at + b * grid.blockStride() + r * grid.rowStride();
        int t = twiddle + r * twiddleStride;
        for (int j = row; j < row + grid.width(); j += LANES, t += SIGNED) {
          DoubleVector w1r = broadcast(twiddles[t]);
          DoubleVector w1i = broadcast(twiddles[t + 1]);
          DoubleVector w2r = broadcast(twiddles[t + 2]);
          DoubleVector w2i = broadcast(twiddles[t + 3]);
          DoubleVector n1r = broadcast(twiddles[t + 4]);
          DoubleVector n1i = broadcast(twiddles[t + 5]);
          DoubleVector n2i = broadcast(twiddles[t + 7]);
          DoubleVector ar = load(d, j);
          DoubleVector ai = load(d, j + im);
          DoubleVector br = load(d, j + q);
          DoubleVector bi = load(d, j + q + im);
          DoubleVector sr = bi.fma(n2i, br.fma(w2r, ar));
          DoubleVector si = bi.fma(w2r, br.fma(w2i, ai));
          DoubleVector er = ar.fma(minus2, sr);
          DoubleVector ei = ai.fma(minus2, si);
          DoubleVector cr = load(d, j + 2 * q);
          DoubleVector ci = load(d, j + 2 * q + im);
          DoubleVector dr = load(d, j + 3 * q);
          DoubleVector di = load(d, j + 3 * q + im);
          DoubleVector tr = di.fma(n2i, dr.fma(w2r, cr));
          DoubleVector ti = di.fma(w2r, dr.fma(w2i, ci));
          DoubleVector fr = cr.fma(minus2, tr);
          DoubleVector fi = ci.fma(minus2, ti);
          DoubleVector yr = ti.fma(n1i, tr.fma(w1r, sr));
          DoubleVector yi = ti.fma(w1r, tr.fma(w1i, si));
          yr.intoArray(d, j);
          yi.intoArray(d, j + im);
          sr.fma(minus2, yr).intoArray(d, j + 2 * q);
          si.fma(minus2, yi).intoArray(d, j + 2 * q + im);
          DoubleVector zr = fi.fma(w1r, fr.fma(w1i, er));
          DoubleVector zi = fi.fma(w1i, fr.fma(n1r, ei));
          zr.intoArray(d, j + q);
          zi.intoArray(d, j + q + im);
          er.fma(minus2, zr).intoArray(d, j + 3 * q);
          ei.fma(minus2, zi).intoArray(d, j + 3 * q + im);
        }
      }
    }
  }

  /** The last forward pass as radix 4: blocks of four neighbours, twiddles {@link #signed}. */
  public static void forwardLast4(double[] d, int at, int count, int im, double[] twiddles, int twiddle) {
    DoubleVector minus2 = broadcast(-2);
    for (int j = at, t = twiddle; j < at + count; j += 4 * LANES, t += SIGNED) {
      DoubleVector w1r = broadcast(twiddles[t]);
      DoubleVector w1i = broadcast(twiddles[t + 1]);
      DoubleVector w2r = broadcast(twiddles[t + 2]);
      DoubleVector w2i = broadcast(twiddles[t + 3]);
      DoubleVector n1r = broadcast(twiddles[t + 4]);
      DoubleVector n1i = broadcast(twiddles[t + 5]);
      DoubleVector n2i = broadcast(twiddles[t + 7]);
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + im);
      DoubleVector cr = load(d, j + 2 * LANES);
      DoubleVector ci = load(d, j + 2 * LANES + im);
      DoubleVector sr = ci.fma(n2i, cr.fma(w2r, ar));
      DoubleVector si = ci.fma(w2r, cr.fma(w2i, ai));
      DoubleVector er = ar.fma(minus2, sr);
      DoubleVector ei = ai.fma(minus2, si);
      DoubleVector br = load(d, j + LANES);
      DoubleVector bi = load(d, j + LANES + im);
      DoubleVector dr = load(d, j + 3 * LANES);
      DoubleVector di = load(d, j + 3 * LANES + im);
      DoubleVector tr = di.fma(n2i, dr.fma(w2r, br));
      DoubleVector ti = di.fma(w2r, dr.fma(w2i, bi));
      DoubleVector fr = br.fma(minus2, tr);
      DoubleVector fi = bi.fma(minus2, ti);
      DoubleVector yr = ti.fma(n1i, tr.fma(w1r, sr));
      DoubleVector yi = ti.fma(w1r, tr.fma(w1i, si));
      yr.intoArray(d, j);
      yi.intoArray(d, j + im);
      sr.fma(minus2, yr).intoArray(d, j + LANES);
      si.fma(minus2, yi).intoArray(d, j + LANES + im);
      DoubleVector zr = fi.fma(n1r, fr.fma(n1i, er));
      DoubleVector zi = fi.fma(n1i, fr.fma(w1r, ei));
      zr.intoArray(d, j + 2 * LANES);
      zi.intoArray(d, j + 2 * LANES + im);
      er.fma(minus2, zr).intoArray(d, j + 3 * LANES);
      ei.fma(minus2, zi).intoArray(d, j + 3 * LANES + im);
    }
  }

  /** The last forward pass as radix 2; twiddles {@link Twiddles#forward2}; two butterflies a round, for C2. */
  public static void forwardLast2(double[] d, int at, int count, int im, double[] twiddles, int twiddle) {
    DoubleVector minus2 = broadcast(-2);
    for (int j = at, t = twiddle; j < at + count; j += 4 * LANES, t += 4) {
      DoubleVector wr = broadcast(twiddles[t]);
      DoubleVector wi = broadcast(twiddles[t + 1]);
      DoubleVector ni = broadcast(-twiddles[t + 1]);
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + im);
      DoubleVector br = load(d, j + LANES);
      DoubleVector bi = load(d, j + LANES + im);
      DoubleVector sr = bi.fma(ni, br.fma(wr, ar));
      DoubleVector si = bi.fma(wr, br.fma(wi, ai));
      sr.intoArray(d, j);
      si.intoArray(d, j + im);
      ar.fma(minus2, sr).intoArray(d, j + LANES);
      ai.fma(minus2, si).intoArray(d, j + LANES + im);
      wr = broadcast(twiddles[t + 2]);
      wi = broadcast(twiddles[t + 3]);
      ni = broadcast(-twiddles[t + 3]);
      DoubleVector cr = load(d, j + 2 * LANES);
      DoubleVector ci = load(d, j + 2 * LANES + im);
      DoubleVector dr = load(d, j + 3 * LANES);
      DoubleVector di = load(d, j + 3 * LANES + im);
      DoubleVector tr = di.fma(ni, dr.fma(wr, cr));
      DoubleVector ti = di.fma(wr, dr.fma(wi, ci));
      tr.intoArray(d, j + 2 * LANES);
      ti.intoArray(d, j + 2 * LANES + im);
      cr.fma(minus2, tr).intoArray(d, j + 3 * LANES);
      ci.fma(minus2, ti).intoArray(d, j + 3 * LANES + im);
    }
  }
}
