package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/**
 * Products with {@code X^a} in the Fourier domain, neighbouring points in the lanes.
 *
 * <p>Point {@code p = v LANES + lane} is {@code e^{iπ(1 + 4 rev(p))/N}} with {@code rev(p) = rev(v) +
 * M/LANES rev(lane)}. So {@code X^a} there is the root of the vector's first point times {@code e^{2πi a
 * rev(lane)/LANES}}, a pattern that depends on {@code a} modulo LANES only.
 */
final class VectorMonomials {
  private final UnityRoots roots;
  private final int points;

  /** Real and imaginary parts of the pattern for each a modulo LANES. */
  private final double[] patterns;

  VectorMonomials(int polynomialSize) {
    this.roots = new UnityRoots(polynomialSize);
    this.points = polynomialSize / 2;
    Buffers.Tables tables = new Buffers.Tables();
    for (int a = 0; a < LANES; a++) {
      double[] pattern = new double[2 * LANES];
      for (int lane = 0; lane < LANES; lane++) {
        double angle = 2.0 * a * Roots.reverse(lane, Roots.log2(LANES)) / LANES;
        pattern[lane] = Roots.cos(angle);
        pattern[lane + LANES] = Roots.sin(angle);
      }
      tables.add(pattern);
    }
    this.patterns = tables.toArray();
  }

  /** {@code sum += X^exponent source - own}; see {@link PolynomialKernel#addDifference}. */
  void addDifference(double[] product, int own, int source, int exponent, double[] sum, int to) {
    addDifference(product, own, source, points, roots, exponent, patterns,
        Buffers.START + 2 * LANES * (exponent & LANES - 1), sum, to);
  }

  private static void addDifference(double[] product, int own, int source, int points, UnityRoots roots,
      int exponent, double[] patterns, int pattern, double[] sum, int to) {
    double[] values = roots.values();
    DoubleVector pr = load(patterns, pattern);
    DoubleVector pi = load(patterns, pattern + LANES);
    DoubleVector ni = pi.neg();
    for (int j = 0; j < points; j += LANES) {
      int root = roots.index(exponent, j);
      DoubleVector br = broadcast(values[root]);
      DoubleVector bi = broadcast(values[root + 1]);
      DoubleVector wr = bi.fma(ni, br.mul(pr));
      DoubleVector wi = bi.fma(pr, br.mul(pi));
      DoubleVector xr = load(product, source + j);
      DoubleVector xi = load(product, source + points + j);
      DoubleVector re = load(sum, to + j).sub(load(product, own + j));
      DoubleVector im = load(sum, to + points + j).sub(load(product, own + points + j));
      xr.fma(wr, re).sub(xi.mul(wi)).intoArray(sum, to + j);
      xr.fma(wi, xi.fma(wr, im)).intoArray(sum, to + points + j);
    }
  }
}
