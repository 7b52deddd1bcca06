package dev.nightjar.engine.java.vector.points;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.UnityRoots;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import jdk.incubator.vector.DoubleVector;

/**
 * Products with {@code X^a} in the Fourier domain, neighbouring points in the lanes.
 *
 * <p>Point {@code p = v WIDTH + w} is {@code e^{iπ(1 + 4 rev(p))/N}} with {@code rev(p) = rev(v) + M/WIDTH rev(w)}.
 * So {@code X^a} there is the root of the first of WIDTH points times {@code e^{2πi a rev(w)/WIDTH}}, a pattern that
 * depends on {@code a} modulo WIDTH only. WIDTH points are two vectors, which makes the loop over them too large
 * for C2 to inline: see {@link VectorPasses}.
 */
final class VectorMonomials {
  private static final int WIDTH = 2 * LANES;

  private final UnityRoots roots;
  private final int points;

  /** Of the pattern for each a modulo WIDTH, LANES real parts, LANES imaginary parts, and so on. */
  private final double[] patterns;

  VectorMonomials(int polynomialSize) {
    this.roots = new UnityRoots(polynomialSize);
    this.points = polynomialSize / 2;
    Buffers.Tables tables = new Buffers.Tables();
    for (int a = 0; a < WIDTH; a++) {
      double[] pattern = new double[2 * WIDTH];
      for (int w = 0; w < WIDTH; w++) {
        double angle = 2.0 * a * Roots.reverse(w, Roots.log2(WIDTH)) / WIDTH;
        int at = w / LANES * 2 * LANES + w % LANES;
        pattern[at] = Roots.cos(angle);
        pattern[at + LANES] = Roots.sin(angle);
      }
      tables.add(pattern);
    }
    this.patterns = tables.toArray();
  }

  UnityRoots roots() {
    return roots;
  }

  /** Patterns, two complex vectors each. */
  double[] patterns() {
    return patterns;
  }

  /** Where the pattern of {@code X^exponent} begins. */
  static int pattern(int exponent) {
    return Buffers.START + 2 * WIDTH * (exponent & WIDTH - 1);
  }

  /** {@code sum += X^exponent source - base}; see {@link PolynomialKernel#addDifference}. */
  void addDifference(double[] product, int base, int source, int exponent, double[] sum, int to) {
    addDifference(product, base, source, points, roots, exponent, patterns,
        pattern(exponent), sum, to);
  }

  private static void addDifference(double[] product, int base, int source, int points, UnityRoots roots,
      int exponent, double[] patterns, int pattern, double[] sum, int to) {
    double[] values = roots.values();
    DoubleVector pr = load(patterns, pattern);
    DoubleVector pi = load(patterns, pattern + LANES);
    DoubleVector ni = pi.neg();
    DoubleVector qr = load(patterns, pattern + 2 * LANES);
    DoubleVector qi = load(patterns, pattern + 3 * LANES);
    DoubleVector mi = qi.neg();
    for (int j = 0; j < points; j += WIDTH) {
      int root = roots.index(exponent, j);
      DoubleVector br = broadcast(values[root]);
      DoubleVector bi = broadcast(values[root + 1]);
      DoubleVector wr = bi.fma(ni, br.mul(pr));
      DoubleVector wi = bi.fma(pr, br.mul(pi));
      DoubleVector xr = load(product, source + j);
      DoubleVector xi = load(product, source + points + j);
      DoubleVector sr = load(sum, to + j).sub(load(product, base + j));
      DoubleVector si = load(sum, to + points + j).sub(load(product, base + points + j));
      xr.fma(wr, sr).sub(xi.mul(wi)).intoArray(sum, to + j);
      xr.fma(wi, xi.fma(wr, si)).intoArray(sum, to + points + j);
      DoubleVector vr = bi.fma(mi, br.mul(qr));
      DoubleVector vi = bi.fma(qr, br.mul(qi));
      DoubleVector yr = load(product, source + j + LANES);
      DoubleVector yi = load(product, source + points + j + LANES);
      DoubleVector tr = load(sum, to + j + LANES).sub(load(product, base + j + LANES));
      DoubleVector ti = load(sum, to + points + j + LANES).sub(load(product, base + points + j + LANES));
      yr.fma(vr, tr).sub(yi.mul(vi)).intoArray(sum, to + j + LANES);
      yr.fma(vi, yi.fma(vr, ti)).intoArray(sum, to + points + j + LANES);
    }
  }
}
