package dev.nightjar.engine.java.vector.points;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.UnityRoots;
import jdk.incubator.vector.DoubleVector;

/**
 * All GGSW ciphertexts of a step at once, for one ciphertext, k = 1 and ℓ = 1: {@code Σ_g factor_g Σ_r digits_r
 * key_{g,r}}, a factor being {@code X^a - 1} for a bit and {@code (X^a - 1)(X^b - 1)} for the product of two ({@code
 * LaneFactors} with neighbouring points in the lanes). The sums stay in registers, and the key is read once through.
 */
public final class VectorStepProduct {
  /**
   * Points whose factors are computed at a time: few enough for the factors to stay in the first-level cache. Divides
   * the points of every polynomial.
   */
  private static final int POINTS = 16 * LANES;

  private final Shape shape;
  private final VectorMonomials monomials;

  VectorStepProduct(Shape shape, VectorMonomials monomials) {
    this.shape = shape;
    this.monomials = monomials;
  }

  /** Whether steps of this shape have several GGSW ciphertexts, and the form that is written out here. */
  public static boolean canMultiply(Shape shape) {
    return shape.ggswPerStep() > 1 && shape.rows() == 2 && shape.columns() == 2 && shape.parts() == 1;
  }

  /** Doubles that factors take. */
  static int factorWords(Shape shape) {
    return 2 * POINTS * shape.ggswPerStep();
  }

  /** {@link PolynomialKernel#multiplyStep}. */
  void multiply(double[] key, int keyAt, int[] exponents, int at, double[] d, int digits, int factors, int product) {
    int points = shape.points();
    for (int first = 0; first < points; first += POINTS) {
      if (shape.unrolled()) {
        two(monomials.roots(), exponents[at], exponents[at + 1], monomials.patterns(), first, d, factors);
      } else {
        for (int b = 0; b < shape.blockLength(); b++) {
          one(monomials.roots(), exponents[at + b], monomials.patterns(), first, d, factors + b * 2 * POINTS);
        }
      }
      twoByTwo(key, keyAt + 8 * first, shape.ggswPerStep(), shape.ggswWords(), d, digits + first, factors,
          product + first, points);
    }
  }

  /** {@code X^a - 1}. */
  private static void one(UnityRoots unity, int a, double[] patterns, int first, double[] d, int to) {
    double[] roots = unity.values();
    int pattern = VectorMonomials.pattern(a);
    DoubleVector pr = load(patterns, pattern);
    DoubleVector pi = load(patterns, pattern + LANES);
    DoubleVector qr = load(patterns, pattern + 2 * LANES);
    DoubleVector qi = load(patterns, pattern + 3 * LANES);
    DoubleVector one = broadcast(1);
    for (int p = 0, o = to; p < POINTS; p += 4 * LANES, o += 8 * LANES) {
      int root = unity.index(a, first + p);
      DoubleVector br = broadcast(roots[root]);
      DoubleVector bi = broadcast(roots[root + 1]);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, o);
      bi.fma(pr, br.mul(pi)).intoArray(d, o + LANES);
      br.mul(qr).sub(bi.fma(qi, one)).intoArray(d, o + 2 * LANES);
      bi.fma(qr, br.mul(qi)).intoArray(d, o + 3 * LANES);
      root = unity.index(a, first + p + 2 * LANES);
      br = broadcast(roots[root]);
      bi = broadcast(roots[root + 1]);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, o + 4 * LANES);
      bi.fma(pr, br.mul(pi)).intoArray(d, o + 5 * LANES);
      br.mul(qr).sub(bi.fma(qi, one)).intoArray(d, o + 6 * LANES);
      bi.fma(qr, br.mul(qi)).intoArray(d, o + 7 * LANES);
    }
  }

  /** {@code X^a - 1}, {@code X^b - 1} and their product. */
  private static void two(UnityRoots unity, int a, int b, double[] patterns, int first, double[] d, int to) {
    double[] roots = unity.values();
    int pattern = VectorMonomials.pattern(a);
    DoubleVector pr = load(patterns, pattern);
    DoubleVector pi = load(patterns, pattern + LANES);
    DoubleVector qr = load(patterns, pattern + 2 * LANES);
    DoubleVector qi = load(patterns, pattern + 3 * LANES);
    pattern = VectorMonomials.pattern(b);
    DoubleVector sr = load(patterns, pattern);
    DoubleVector si = load(patterns, pattern + LANES);
    DoubleVector tr = load(patterns, pattern + 2 * LANES);
    DoubleVector ti = load(patterns, pattern + 3 * LANES);
    DoubleVector one = broadcast(1);
    for (int p = 0, o = to; p < POINTS; p += 2 * LANES, o += 4 * LANES) {
      int root = unity.index(a, first + p);
      DoubleVector br = broadcast(roots[root]);
      DoubleVector bi = broadcast(roots[root + 1]);
      int other = unity.index(b, first + p);
      DoubleVector cr = broadcast(roots[other]);
      DoubleVector ci = broadcast(roots[other + 1]);
      DoubleVector ur = br.mul(pr).sub(bi.fma(pi, one));
      DoubleVector ui = bi.fma(pr, br.mul(pi));
      DoubleVector vr = cr.mul(sr).sub(ci.fma(si, one));
      DoubleVector vi = ci.fma(sr, cr.mul(si));
      ur.intoArray(d, o);
      ui.intoArray(d, o + LANES);
      vr.intoArray(d, o + 2 * POINTS);
      vi.intoArray(d, o + 2 * POINTS + LANES);
      ur.mul(vr).sub(ui.mul(vi)).intoArray(d, o + 4 * POINTS);
      ui.fma(vr, ur.mul(vi)).intoArray(d, o + 4 * POINTS + LANES);
      ur = br.mul(qr).sub(bi.fma(qi, one));
      ui = bi.fma(qr, br.mul(qi));
      vr = cr.mul(tr).sub(ci.fma(ti, one));
      vi = ci.fma(tr, cr.mul(ti));
      ur.intoArray(d, o + 2 * LANES);
      ui.intoArray(d, o + 3 * LANES);
      vr.intoArray(d, o + 2 * POINTS + 2 * LANES);
      vi.intoArray(d, o + 2 * POINTS + 3 * LANES);
      ur.mul(vr).sub(ui.mul(vi)).intoArray(d, o + 4 * POINTS + 2 * LANES);
      ui.fma(vr, ur.mul(vi)).intoArray(d, o + 4 * POINTS + 3 * LANES);
    }
  }

  /** As {@code LaneBlockProduct.twoByTwoBlock}, with vectors of the key where that has single points. */
  private static void twoByTwo(double[] key, int keyAt, int count, int keyStride, double[] d, int digits, int factors,
      int product, int points) {
    for (int p = 0, firstKey = keyAt, firstFactor = factors; p < POINTS; p += LANES, firstKey += 8 * LANES,
        firstFactor += 2 * LANES) {
      DoubleVector xr = load(d, digits + p);
      DoubleVector xi = load(d, digits + p + points);
      DoubleVector yr = load(d, digits + p + 2 * points);
      DoubleVector yi = load(d, digits + p + 3 * points);
      DoubleVector re0 = broadcast(0);
      DoubleVector im0 = re0;
      DoubleVector re1 = re0;
      DoubleVector im1 = re0;
      for (int g = 0, k = firstKey, f = firstFactor; g < count; g++, k += keyStride, f += 2 * POINTS) {
        DoubleVector fr = load(d, f);
        DoubleVector fi = load(d, f + LANES);
        DoubleVector ur = xr.mul(fr).sub(xi.mul(fi));
        DoubleVector ui = xi.fma(fr, xr.mul(fi));
        DoubleVector vr = yr.mul(fr).sub(yi.mul(fi));
        DoubleVector vi = yi.fma(fr, yr.mul(fi));
        DoubleVector kr = load(key, k);
        DoubleVector ki = load(key, k + LANES);
        DoubleVector lr = load(key, k + 2 * LANES);
        DoubleVector li = load(key, k + 3 * LANES);
        re0 = vr.fma(lr, ur.fma(kr, re0)).sub(vi.fma(li, ui.mul(ki)));
        im0 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im0))));
        kr = load(key, k + 4 * LANES);
        ki = load(key, k + 5 * LANES);
        lr = load(key, k + 6 * LANES);
        li = load(key, k + 7 * LANES);
        re1 = vr.fma(lr, ur.fma(kr, re1)).sub(vi.fma(li, ui.mul(ki)));
        im1 = vi.fma(lr, vr.fma(li, ui.fma(kr, ur.fma(ki, im1))));
      }
      re0.intoArray(d, product + p);
      im0.intoArray(d, product + p + points);
      re1.intoArray(d, product + p + 2 * points);
      im1.intoArray(d, product + p + 3 * points);
    }
  }
}
