package dev.nightjar.engine.java.vector.points;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.swap;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.ring.Twiddles;
import dev.nightjar.engine.java.vector.passes.LanePasses;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.passes.VectorPasses.Grid;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The transform on the Vector API, neighbouring points in the lanes.
 *
 * <p>Passes work on whole vectors until a block is one vector; what is left of the tree lies within vectors.
 * There, a twist makes every block cyclic, so that the twiddles inside are the same for all blocks.
 */
final class VectorTransform {
  private static final VectorShuffle<Double> SWAP1 = swap(1);
  private static final VectorShuffle<Double> SWAP2 = swap(2);
  private static final VectorShuffle<Double> SWAP4 = swap(4);

  private static final double[] STAGE1 = Twiddles.laneStage(LANES, 1);
  private static final double[] STAGE2 = Twiddles.laneStage(LANES, Math.min(2, LANES / 2));
  private static final double[] STAGE4 = Twiddles.laneStage(LANES, Math.min(4, LANES / 2));

  private final int points;

  /** Whether a radix-2 pass over the one block of all points is first forward, and last on the way back. */
  private final boolean odd;
  private final double[] first = Twiddles.forward2(1);
  private final Pass[] passes;

  /** Everything that is loaded as vectors, in one aligned array, and where each table begins. */
  private final double[] constants;
  private final int lastInverse;
  private final int laneTwist;
  private final int untwist;

  /** A radix-4 pass over whole vectors: forward constants, and where its inverse ones begin. */
  private record Pass(Grid grid, double[] forward, int inverse) {}

  VectorTransform(int points) {
    this.points = points;
    Buffers.Tables tables = new Buffers.Tables();
    this.odd = Roots.log2(points / LANES) % 2 == 1;
    this.lastInverse = tables.add(Twiddles.inverse2(points, LANES));
    List<Pass> all = new ArrayList<>();
    for (int size = odd ? points / 2 : points; size > LANES; size /= 4) {
      Grid grid = new Grid(points / size, size, 1, 0, size / 4, size / 4, points);
      double[] forward = Twiddles.forward4(points / size);
      all.add(new Pass(grid, size == 4 * LANES ? LanePasses.signed(forward) : forward,
          tables.add(Twiddles.inverse4(size, LANES))));
    }
    this.passes = all.toArray(Pass[]::new);
    this.laneTwist = tables.add(Twiddles.laneTwist(points / LANES, LANES));
    this.untwist = tables.add(Twiddles.untwist(points, LANES));
    this.constants = tables.toArray();
  }

  /** Forward transform in place. */
  void forward(double[] d, int at) {
    if (odd) {
      forward2(d, at, points, first);
    }
    for (Pass pass : passes) {
      if (pass.grid.distance() == LANES) {
        LanePasses.forwardLast4(d, at, points, points, pass.forward, 0);
      } else {
        VectorPasses.forward4(d, at, pass.grid, pass.forward, 0);
      }
    }
    forwardInLanes(d, at, points, constants, laneTwist);
  }

  /** Transforms back (destroying {@code d}) and adds the result to {@code acc}, modulo 1. */
  void inverseAdd(double[] d, int from, double[] acc, int at) {
    inverseInLanes(d, from, points);
    for (int p = passes.length - 1; p >= 0; p--) {
      inverse4(d, from, passes[p].grid, constants, passes[p].inverse);
    }
    if (odd) {
      addInverse2(d, from, points, constants, lastInverse, untwist, acc, at);
    } else {
      addUntwisted(d, from, points, constants, untwist, acc, at);
    }
  }

  /** Forward radix-2 pass, {@link Twiddles#forward2}; two vectors a round, for C2: see {@link VectorPasses}. */
  private static void forward2(double[] d, int at, int points, double[] twiddles) {
    int q = points / 2;
    DoubleVector minus2 = broadcast(-2);
    DoubleVector wr = broadcast(twiddles[0]);
    DoubleVector wi = broadcast(twiddles[1]);
    DoubleVector ni = broadcast(-twiddles[1]);
    for (int j = at; j < at + q; j += 2 * LANES) {
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + points);
      DoubleVector br = load(d, j + q);
      DoubleVector bi = load(d, j + q + points);
      DoubleVector sr = bi.fma(ni, br.fma(wr, ar));
      DoubleVector si = bi.fma(wr, br.fma(wi, ai));
      sr.intoArray(d, j);
      si.intoArray(d, j + points);
      ar.fma(minus2, sr).intoArray(d, j + q);
      ai.fma(minus2, si).intoArray(d, j + q + points);
      DoubleVector cr = load(d, j + LANES);
      DoubleVector ci = load(d, j + LANES + points);
      DoubleVector dr = load(d, j + LANES + q);
      DoubleVector di = load(d, j + LANES + q + points);
      DoubleVector tr = di.fma(ni, dr.fma(wr, cr));
      DoubleVector ti = di.fma(wr, dr.fma(wi, ci));
      tr.intoArray(d, j + LANES);
      ti.intoArray(d, j + LANES + points);
      cr.fma(minus2, tr).intoArray(d, j + LANES + q);
      ci.fma(minus2, ti).intoArray(d, j + LANES + q + points);
    }
  }

  private static void forwardInLanes(double[] d, int at, int points, double[] constants, int twist) {
    DoubleVector s1 = load(STAGE1, 2 * LANES);
    DoubleVector s2 = load(STAGE2, 2 * LANES);
    DoubleVector u2r = load(STAGE2, 0);
    DoubleVector u2i = load(STAGE2, LANES);
    DoubleVector n2i = u2i.neg();
    DoubleVector s4 = load(STAGE4, 2 * LANES);
    DoubleVector u4r = load(STAGE4, 0);
    DoubleVector u4i = load(STAGE4, LANES);
    DoubleVector n4i = u4i.neg();
    for (int j = 0; j < points; j += LANES) {
      DoubleVector r = load(d, at + j);
      DoubleVector i = load(d, at + points + j);
      DoubleVector wr = load(constants, twist + 2 * j);
      DoubleVector wi = load(constants, twist + 2 * j + LANES);
      DoubleVector xr = r.mul(wr).sub(i.mul(wi));
      DoubleVector xi = i.fma(wr, r.mul(wi));
      if (LANES >= 8) {
        r = xr.rearrange(SWAP4).fma(s4, xr);
        i = xi.rearrange(SWAP4).fma(s4, xi);
        xr = i.fma(n4i, r.mul(u4r));
        xi = i.fma(u4r, r.mul(u4i));
      }
      if (LANES >= 4) {
        r = xr.rearrange(SWAP2).fma(s2, xr);
        i = xi.rearrange(SWAP2).fma(s2, xi);
        xr = i.fma(n2i, r.mul(u2r));
        xi = i.fma(u2r, r.mul(u2i));
      }
      xr.rearrange(SWAP1).fma(s1, xr).intoArray(d, at + j);
      xi.rearrange(SWAP1).fma(s1, xi).intoArray(d, at + points + j);
    }
  }

  /**
   * Two vectors a round, for C2: see {@link VectorPasses}. That of JDK 17 also checks the lanes of a shuffle's indices
   * once for all that use it in a round.
   */
  private static void inverseInLanes(double[] d, int at, int points) {
    DoubleVector s1 = load(STAGE1, 2 * LANES);
    DoubleVector s2 = load(STAGE2, 2 * LANES);
    DoubleVector u2r = load(STAGE2, 0);
    DoubleVector u2i = load(STAGE2, LANES);
    DoubleVector n2i = u2i.neg();
    DoubleVector s4 = load(STAGE4, 2 * LANES);
    DoubleVector u4r = load(STAGE4, 0);
    DoubleVector u4i = load(STAGE4, LANES);
    DoubleVector n4i = u4i.neg();
    for (int j = at; j < at + points; j += 2 * LANES) {
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + points);
      DoubleVector yr = load(d, j + LANES);
      DoubleVector yi = load(d, j + points + LANES);
      DoubleVector ar = xr.rearrange(SWAP1).fma(s1, xr);
      DoubleVector ai = xi.rearrange(SWAP1).fma(s1, xi);
      DoubleVector br = yr.rearrange(SWAP1).fma(s1, yr);
      DoubleVector bi = yi.rearrange(SWAP1).fma(s1, yi);
      if (LANES >= 4) {
        xr = ai.fma(u2i, ar.mul(u2r));
        xi = ai.fma(u2r, ar.mul(n2i));
        ar = xr.rearrange(SWAP2).fma(s2, xr);
        ai = xi.rearrange(SWAP2).fma(s2, xi);
        yr = bi.fma(u2i, br.mul(u2r));
        yi = bi.fma(u2r, br.mul(n2i));
        br = yr.rearrange(SWAP2).fma(s2, yr);
        bi = yi.rearrange(SWAP2).fma(s2, yi);
      }
      if (LANES >= 8) {
        xr = ai.fma(u4i, ar.mul(u4r));
        xi = ai.fma(u4r, ar.mul(n4i));
        ar = xr.rearrange(SWAP4).fma(s4, xr);
        ai = xi.rearrange(SWAP4).fma(s4, xi);
        yr = bi.fma(u4i, br.mul(u4r));
        yi = bi.fma(u4r, br.mul(n4i));
        br = yr.rearrange(SWAP4).fma(s4, yr);
        bi = yi.rearrange(SWAP4).fma(s4, yi);
      }
      ar.intoArray(d, j);
      ai.intoArray(d, j + points);
      br.intoArray(d, j + LANES);
      bi.intoArray(d, j + points + LANES);
    }
  }

  /** Inverse radix-4 pass: twiddles go with the position in a block, {@link Twiddles#inverse4}. */
  private static void inverse4(double[] d, int at, Grid grid, double[] twiddles, int twiddle) {
    int q = grid.distance();
    int im = grid.imaginary();
    DoubleVector minus2 = broadcast(-2);
    for (int x = 0, t = twiddle; x < q; x += LANES, t += 4 * LANES) {
      DoubleVector w1r = load(twiddles, t);
      DoubleVector w1i = load(twiddles, t + LANES);
      DoubleVector w2r = load(twiddles, t + 2 * LANES);
      DoubleVector w2i = load(twiddles, t + 3 * LANES);
      DoubleVector n1r = w1r.neg();
      DoubleVector n1i = w1i.neg();
      DoubleVector n2i = w2i.neg();
      for (int b = 0, j = at + x; b < grid.blocks(); b++, j += grid.blockStride()) {
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

  /**
   * The inverse radix-2 pass over the one block of all points, {@link Twiddles#inverse2}, whose results are untwisted
   * and added to the accumulator at once.
   */
  private static void addInverse2(double[] d, int from, int points, double[] constants, int twiddle, int untwist,
      double[] acc, int at) {
    int q = points / 2;
    DoubleVector minus2 = broadcast(-2);
    DoubleVector round = broadcast(Torus.ROUND);
    for (int j = 0; j < q; j += LANES) {
      DoubleVector wr = load(constants, twiddle + 2 * j);
      DoubleVector wi = load(constants, twiddle + 2 * j + LANES);
      DoubleVector ar = load(d, from + j);
      DoubleVector ai = load(d, from + points + j);
      DoubleVector br = load(d, from + q + j);
      DoubleVector bi = load(d, from + points + q + j);
      DoubleVector sr = br.fma(wr, ar).sub(bi.mul(wi));
      DoubleVector si = bi.fma(wr, br.fma(wi, ai));
      DoubleVector er = ar.fma(minus2, sr);
      DoubleVector ei = ai.fma(minus2, si);
      DoubleVector ur = load(constants, untwist + 2 * j);
      DoubleVector ui = load(constants, untwist + 2 * j + LANES);
      DoubleVector w = sr.fma(ur, load(acc, at + j)).sub(si.mul(ui));
      DoubleVector x = si.fma(ur, sr.fma(ui, load(acc, at + points + j)));
      w.sub(w.add(round).sub(round)).intoArray(acc, at + j);
      x.sub(x.add(round).sub(round)).intoArray(acc, at + points + j);
      DoubleVector vr = load(constants, untwist + points + 2 * j);
      DoubleVector vi = load(constants, untwist + points + 2 * j + LANES);
      DoubleVector y = er.fma(vr, load(acc, at + q + j)).sub(ei.mul(vi));
      DoubleVector z = ei.fma(vr, er.fma(vi, load(acc, at + points + q + j)));
      y.sub(y.add(round).sub(round)).intoArray(acc, at + q + j);
      z.sub(z.add(round).sub(round)).intoArray(acc, at + points + q + j);
    }
  }

  /** Two vectors a round, for C2: see {@link VectorPasses}. */
  private static void addUntwisted(double[] d, int from, int points, double[] constants, int untwist,
      double[] acc, int at) {
    DoubleVector round = broadcast(Torus.ROUND);
    for (int j = 0; j < points; j += 2 * LANES) {
      DoubleVector ar = load(d, from + j);
      DoubleVector ai = load(d, from + points + j);
      DoubleVector ur = load(constants, untwist + 2 * j);
      DoubleVector ui = load(constants, untwist + 2 * j + LANES);
      DoubleVector w = ar.fma(ur, load(acc, at + j)).sub(ai.mul(ui));
      DoubleVector x = ai.fma(ur, ar.fma(ui, load(acc, at + points + j)));
      w.sub(w.add(round).sub(round)).intoArray(acc, at + j);
      x.sub(x.add(round).sub(round)).intoArray(acc, at + points + j);
      DoubleVector br = load(d, from + j + LANES);
      DoubleVector bi = load(d, from + points + j + LANES);
      DoubleVector vr = load(constants, untwist + 2 * j + 2 * LANES);
      DoubleVector vi = load(constants, untwist + 2 * j + 3 * LANES);
      DoubleVector y = br.fma(vr, load(acc, at + j + LANES)).sub(bi.mul(vi));
      DoubleVector z = bi.fma(vr, br.fma(vi, load(acc, at + points + j + LANES)));
      y.sub(y.add(round).sub(round)).intoArray(acc, at + j + LANES);
      z.sub(z.add(round).sub(round)).intoArray(acc, at + points + j + LANES);
    }
  }
}
