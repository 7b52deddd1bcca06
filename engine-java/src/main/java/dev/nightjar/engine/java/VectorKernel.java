package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.SPECIES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import dev.nightjar.engine.java.VectorPasses.Grid;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The kernel on the Vector API, neighbouring points in the lanes: the path of least latency for one
 * ciphertext.
 *
 * <p>Passes work on whole vectors until a block is one vector; what is left of the tree lies within vectors.
 * There, a twist makes every block cyclic, so that the twiddles inside are the same for all blocks.
 */
final class VectorKernel implements PolynomialKernel {
  private static final VectorShuffle<Double> SWAP1 = swap(1);
  private static final VectorShuffle<Double> SWAP2 = swap(LANES / 2 >= 2 ? 2 : 1);
  private static final VectorShuffle<Double> SWAP4 = swap(LANES / 2 >= 4 ? 4 : 1);

  private static final double[] STAGE1 = Twiddles.laneStage(LANES, 1);
  private static final double[] STAGE2 = Twiddles.laneStage(LANES, Math.min(2, LANES / 2));
  private static final double[] STAGE4 = Twiddles.laneStage(LANES, Math.min(4, LANES / 2));

  private final Shape shape;
  private final int points;
  private final Grid firstGrid;
  private final double[] first = Twiddles.forward2(1);
  private final Pass[] passes;

  /** Everything that is loaded as vectors, in one aligned array, and where each table begins. */
  private final double[] constants;
  private final int firstInverse;
  private final int laneTwist;
  private final int untwist;

  /** A radix-4 pass over whole vectors: forward constants, and where its inverse ones begin. */
  private record Pass(Grid grid, double[] forward, int inverse) {}

  VectorKernel(Shape shape) {
    this.shape = shape;
    this.points = shape.points();
    Buffers.Tables tables = new Buffers.Tables();
    boolean odd = Roots.log2(points / LANES) % 2 == 1;
    this.firstGrid = odd ? new Grid(1, 0, 1, 0, points / 2, points / 2, points) : null;
    this.firstInverse = tables.add(Twiddles.inverse2(points, LANES));
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

  private static VectorShuffle<Double> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ distance);
  }

  @Override
  public PolynomialKernel forThread() {
    return this;
  }

  @Override
  public int group() {
    return LANES;
  }

  @Override
  public int accumulatorStride() {
    return shape.polynomialSize() + LANES;
  }

  @Override
  public void forward(double[] d, int at) {
    if (firstGrid != null) {
      VectorPasses.forward2(d, at, firstGrid, first, 0);
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

  private void inverse(double[] d, int at) {
    inverseInLanes(d, at, points);
    for (int p = passes.length - 1; p >= 0; p--) {
      inverse4(d, at, passes[p].grid, constants, passes[p].inverse);
    }
    if (firstGrid != null) {
      inverse2(d, at, firstGrid, constants, firstInverse);
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
    for (int j = at, t = twist; j < at + points; j += LANES, t += 2 * LANES) {
      DoubleVector r = load(d, j);
      DoubleVector i = load(d, j + points);
      DoubleVector wr = load(constants, t);
      DoubleVector wi = load(constants, t + LANES);
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
      xr.rearrange(SWAP1).fma(s1, xr).intoArray(d, j);
      xi.rearrange(SWAP1).fma(s1, xi).intoArray(d, j + points);
    }
  }

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
    for (int j = at; j < at + points; j += LANES) {
      DoubleVector xr = load(d, j);
      DoubleVector xi = load(d, j + points);
      DoubleVector r = xr.rearrange(SWAP1).fma(s1, xr);
      DoubleVector i = xi.rearrange(SWAP1).fma(s1, xi);
      if (LANES >= 4) {
        xr = i.fma(u2i, r.mul(u2r));
        xi = i.fma(u2r, r.mul(n2i));
        r = xr.rearrange(SWAP2).fma(s2, xr);
        i = xi.rearrange(SWAP2).fma(s2, xi);
      }
      if (LANES >= 8) {
        xr = i.fma(u4i, r.mul(u4r));
        xi = i.fma(u4r, r.mul(n4i));
        r = xr.rearrange(SWAP4).fma(s4, xr);
        i = xi.rearrange(SWAP4).fma(s4, xi);
      }
      r.intoArray(d, j);
      i.intoArray(d, j + points);
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

  /** Inverse radix-2 pass over the one block of all points, {@link Twiddles#inverse2}. */
  private static void inverse2(double[] d, int at, Grid grid, double[] twiddles, int twiddle) {
    int q = grid.distance();
    int im = grid.imaginary();
    DoubleVector minus2 = broadcast(-2);
    for (int j = at, t = twiddle; j < at + q; j += LANES, t += 2 * LANES) {
      DoubleVector wr = load(twiddles, t);
      DoubleVector wi = load(twiddles, t + LANES);
      DoubleVector ar = load(d, j);
      DoubleVector ai = load(d, j + im);
      DoubleVector br = load(d, j + q);
      DoubleVector bi = load(d, j + q + im);
      DoubleVector sr = br.fma(wr, ar).sub(bi.mul(wi));
      DoubleVector si = bi.fma(wr, br.fma(wi, ai));
      sr.intoArray(d, j);
      si.intoArray(d, j + im);
      ar.fma(minus2, sr).intoArray(d, j + q);
      ai.fma(minus2, si).intoArray(d, j + q + im);
    }
  }

  /**
   * {@code (X^a - 1) acc} reads {@code acc} twice, once shifted. Coefficients below the shift come from the
   * end with the opposite sign; the vector that straddles the border finds its other coefficients, negated,
   * behind the end ({@link #seal}).
   */
  @Override
  public void decompose(double[] acc, int at, int rotation, double[] digits, int to, int levelStride) {
    int n = shape.polynomialSize();
    int shift = rotation & (n - 1);
    double sign = rotation < n ? 1 : -1;
    int border = (shift + LANES - 1) / LANES * LANES;
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    roundDifference(acc, at, at + n - shift, -sign, border, scale, digits, to);
    roundDifference(acc, at + border, at + border - shift, sign, n - border, scale, digits, to + border);
    for (int level = 1, from = to; level < shape.pbsLevel(); level++, from += levelStride) {
      split(digits, from, n, 1L << shape.pbsBaseLog(), levelStride);
    }
  }

  /** {@code round(scale ((sign rotated - own) modulo 1))}: the digits, if there is one level. */
  private static void roundDifference(double[] acc, int own, int rotated, double sign, int count,
      double scale, double[] digits, int to) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector signs = broadcast(sign);
    DoubleVector scales = broadcast(scale);
    for (int j = 0; j < count; j += LANES) {
      DoubleVector x = load(acc, rotated + j).mul(signs).sub(load(acc, own + j));
      x = x.sub(x.add(round).sub(round));
      x.fma(scales, round).sub(round).intoArray(digits, to + j);
    }
  }

  /** Keeps the least significant digit in place and puts the quotient one level further. */
  private static void split(double[] digits, int at, int count, double base, int levelStride) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector bases = broadcast(base);
    DoubleVector inverse = broadcast(1 / base);
    for (int j = at; j < at + count; j += LANES) {
      DoubleVector rest = load(digits, j);
      DoubleVector quotient = rest.fma(inverse, round).sub(round);
      rest.sub(quotient.mul(bases)).intoArray(digits, j);
      quotient.intoArray(digits, j + levelStride);
    }
  }

  @Override
  public void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to) {
    if (shape.rows() == 2 && shape.columns() == 2) {
      multiplyTwoByTwo(key, keyAt, digits, from, product, to, points);
    } else {
      multiply(key, keyAt, digits, from, product, to, points, shape.rows(), shape.columns());
    }
  }

  private static void multiplyTwoByTwo(double[] key, int keyAt, double[] digits, int from, double[] product,
      int to, int points) {
    for (int p = 0, k = keyAt; p < points; p += LANES, k += 8 * LANES) {
      DoubleVector xr = load(digits, from + p);
      DoubleVector xi = load(digits, from + p + points);
      DoubleVector yr = load(digits, from + p + 2 * points);
      DoubleVector yi = load(digits, from + p + 3 * points);
      DoubleVector k0r = load(key, k);
      DoubleVector k0i = load(key, k + LANES);
      DoubleVector k1r = load(key, k + 2 * LANES);
      DoubleVector k1i = load(key, k + 3 * LANES);
      yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i))).intoArray(product, to + p);
      yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i)))).intoArray(product, to + p + points);
      k0r = load(key, k + 4 * LANES);
      k0i = load(key, k + 5 * LANES);
      k1r = load(key, k + 6 * LANES);
      k1i = load(key, k + 7 * LANES);
      yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i))).intoArray(product, to + p + 2 * points);
      yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i)))).intoArray(product, to + p + 3 * points);
    }
  }

  private static void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to,
      int points, int rows, int columns) {
    int n = 2 * points;
    for (int p = 0, k = keyAt; p < points; p += LANES) {
      for (int c = 0, out = to + p; c < columns; c++, out += n) {
        DoubleVector re = broadcast(0);
        DoubleVector reMinus = re;
        DoubleVector im = re;
        for (int r = 0, in = from + p; r < rows; r++, in += n, k += 2 * LANES) {
          DoubleVector xr = load(digits, in);
          DoubleVector xi = load(digits, in + points);
          DoubleVector yr = load(key, k);
          DoubleVector yi = load(key, k + LANES);
          re = xr.fma(yr, re);
          reMinus = xi.fma(yi, reMinus);
          im = xi.fma(yr, xr.fma(yi, im));
        }
        re.sub(reMinus).intoArray(product, out);
        im.intoArray(product, out + points);
      }
    }
  }

  @Override
  public void accumulate(double[] product, int from, double[] acc, int at) {
    inverse(product, from);
    addUntwisted(product, from, points, constants, untwist, acc, at);
    seal(acc, at);
  }

  private static void addUntwisted(double[] d, int from, int points, double[] constants, int untwist,
      double[] acc, int at) {
    DoubleVector round = broadcast(Torus.ROUND);
    for (int j = 0; j < points; j += LANES) {
      DoubleVector r = load(d, from + j);
      DoubleVector i = load(d, from + points + j);
      DoubleVector ur = load(constants, untwist + 2 * j);
      DoubleVector ui = load(constants, untwist + 2 * j + LANES);
      DoubleVector x = r.fma(ur, load(acc, at + j)).sub(i.mul(ui));
      DoubleVector y = i.fma(ur, r.fma(ui, load(acc, at + points + j)));
      x.sub(x.add(round).sub(round)).intoArray(acc, at + j);
      y.sub(y.add(round).sub(round)).intoArray(acc, at + points + j);
    }
  }

  @Override
  public void seal(double[] acc, int at) {
    load(acc, at).neg().intoArray(acc, at + shape.polynomialSize());
  }
}
