package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import dev.nightjar.engine.java.VectorPasses.Grid;
import jdk.incubator.vector.DoubleVector;

/**
 * Inverse passes with ciphertexts in the lanes: twiddles go with the position in a block and are the same for all lanes,
 * so they are broadcast, one at a time, from tables of group 1. (Forward passes broadcast anyway: {@link VectorPasses}.)
 */
final class LanePasses {
  private LanePasses() {}

  /**
   * The first radix-4 pass, whose twiddles are all 1, from one place to another.
   *
   * @param imaginary distance of imaginary parts, at both places
   */
  static void inverseFirst4(double[] s, int from, double[] d, int to, int count, int imaginary) {
    for (int j = from, o = to; j < from + count; j += 4 * LANES, o += 4 * LANES) {
      DoubleVector ar = load(s, j);
      DoubleVector ai = load(s, j + imaginary);
      DoubleVector br = load(s, j + LANES);
      DoubleVector bi = load(s, j + LANES + imaginary);
      DoubleVector cr = load(s, j + 2 * LANES);
      DoubleVector ci = load(s, j + 2 * LANES + imaginary);
      DoubleVector dr = load(s, j + 3 * LANES);
      DoubleVector di = load(s, j + 3 * LANES + imaginary);
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

  /** The first pass as radix 2. */
  static void inverseFirst2(double[] s, int from, double[] d, int to, int count, int imaginary) {
    for (int j = from, o = to; j < from + count; j += 2 * LANES, o += 2 * LANES) {
      DoubleVector ar = load(s, j);
      DoubleVector ai = load(s, j + imaginary);
      DoubleVector br = load(s, j + LANES);
      DoubleVector bi = load(s, j + LANES + imaginary);
      ar.add(br).intoArray(d, o);
      ai.add(bi).intoArray(d, o + imaginary);
      br.sub(ar).intoArray(d, o + LANES);
      bi.sub(ai).intoArray(d, o + LANES + imaginary);
    }
  }

  /**
   * A radix-4 pass with the twiddles of {@link Twiddles#inverse4}.
   *
   * @param twiddle where those of the first position begin
   * @param twiddleStride from one row of the grid to the next
   */
  static void inverse4(double[] d, int at, Grid grid, double[] twiddles, int twiddle, int twiddleStride) {
    int q = grid.distance();
    int im = grid.imaginary();
    DoubleVector minus2 = broadcast(-2);
    for (int r = 0; r < grid.rows(); r++) {
      int row = at + r * grid.rowStride();
      for (int x = 0, t = twiddle + r * twiddleStride; x < grid.width(); x += LANES, t += 4) {
        DoubleVector w1r = broadcast(twiddles[t]);
        DoubleVector w1i = broadcast(twiddles[t + 1]);
        DoubleVector w2r = broadcast(twiddles[t + 2]);
        DoubleVector w2i = broadcast(twiddles[t + 3]);
        DoubleVector n1r = broadcast(-twiddles[t]);
        DoubleVector n1i = broadcast(-twiddles[t + 1]);
        DoubleVector n2i = broadcast(-twiddles[t + 3]);
        for (int b = 0, j = row + x; b < grid.blocks(); b++, j += grid.blockStride()) {
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
}
