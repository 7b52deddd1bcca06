package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How the children of a step of the expansion are made: {@link
 * dev.nightjar.engine.java.levelled.LevelledKernel#combineMasks} and {@code combineBodies}.
 */
final class Combination {
  private static final VectorSpecies<Long> WORDS = Exchange.WORDS;

  private static final int HALF = SIZE / 2;

  private Combination() {}

  private static LongVector words(long[] words, int at) {
    return LongVector.fromArray(WORDS, words, at);
  }

  /** The masks of two children. */
  static void twoMasks(int shift, long[] p, int at, long[] q, int from, long[] children, int[] childAt) {
    int sum = childAt[0];
    int difference = childAt[1] - shift;
    for (int j = 0; j < SIZE; j++) {
      children[sum + j] = p[at + j] + q[from + j];
    }
    for (int j = 0; j < shift; j++) {
      children[difference + SIZE + j] = q[from + j] - p[at + j];
    }
    for (int j = shift; j < SIZE; j++) {
      children[difference + j] = p[at + j] - q[from + j];
    }
  }

  /**
   * The masks of four children. A coefficient and the one N/2 behind it are taken together, because X^(-N/2) exchanges
   * them. Coefficients below the shift go to the end and change their sign; all others are whole vectors.
   *
   * @param q where Q is, R and W a {@code stride} behind each other
   */
  static void fourMasks(int shift, long[] p, int at, long[] products, int q, int stride, long[] children,
      int[] childAt) {
    int r = q + stride;
    int w = r + stride;
    int wrapped = (3 * shift + LANES - 1) / LANES * LANES;
    for (int j = 0; j < wrapped; j++) {
      long y = products[r + HALF + j] - products[w + HALF + j];
      long d = p[at + j] - products[q + j];
      long sum = p[at + j] + products[q + j];
      long other = products[r + j] + products[w + j];
      children[childAt[0] + j] = sum + other;
      put(children, childAt[1], j - 2 * shift, sum - other);
      put(children, childAt[2], j - shift, d + y);
      put(children, childAt[3], j - 3 * shift, d - y);
      int h = HALF + j;
      y = products[w + j] - products[r + j];
      d = p[at + h] - products[q + h];
      sum = p[at + h] + products[q + h];
      other = products[r + h] + products[w + h];
      children[childAt[0] + h] = sum + other;
      put(children, childAt[1], h - 2 * shift, sum - other);
      put(children, childAt[2], h - shift, d + y);
      put(children, childAt[3], h - 3 * shift, d - y);
    }
    wholeVectors(wrapped, p, at, products, q, r, w, children, childAt[0], childAt[1] - 2 * shift, childAt[2] - shift,
        childAt[3] - 3 * shift);
  }

  private static void put(long[] out, int to, int place, long value) {
    if (place < 0) {
      out[to + SIZE + place] = -value;
    } else {
      out[to + place] = value;
    }
  }

  private static void wholeVectors(int first, long[] p, int at, long[] products, int q, int r, int w, long[] children,
      int a, int b, int c, int d) {
    for (int j = first; j < HALF; j += LANES) {
      LongVector p0 = words(p, at + j);
      LongVector p1 = words(p, at + j + HALF);
      LongVector q0 = words(products, q + j);
      LongVector q1 = words(products, q + j + HALF);
      LongVector r0 = words(products, r + j);
      LongVector r1 = words(products, r + j + HALF);
      LongVector w0 = words(products, w + j);
      LongVector w1 = words(products, w + j + HALF);
      LongVector sum0 = p0.add(q0);
      LongVector sum1 = p1.add(q1);
      LongVector other0 = r0.add(w0);
      LongVector other1 = r1.add(w1);
      sum0.add(other0).intoArray(children, a + j);
      sum1.add(other1).intoArray(children, a + j + HALF);
      sum0.sub(other0).intoArray(children, b + j);
      sum1.sub(other1).intoArray(children, b + j + HALF);
      LongVector d0 = p0.sub(q0);
      LongVector d1 = p1.sub(q1);
      LongVector y0 = r0.sub(w0);
      LongVector y1 = r1.sub(w1);
      d0.add(y1).intoArray(children, c + j);
      d1.sub(y0).intoArray(children, c + j + HALF);
      d0.sub(y1).intoArray(children, d + j);
      d1.add(y0).intoArray(children, d + j + HALF);
    }
  }

  /** The bodies of two children; {@code x} is the spectrum of X^-s. */
  static void twoBodies(double[] x, double[] p, int at, double[] q, int from, double[] children, int[] childAt) {
    int a = childAt[0];
    int b = childAt[1];
    for (int j = 0; j < POINTS; j++) {
      double pr = p[at + j];
      double pi = p[at + j + POINTS];
      double qr = q[from + j];
      double qi = q[from + j + POINTS];
      children[a + j] = pr + qr;
      children[a + j + POINTS] = pi + qi;
      double xr = x[j];
      double xi = x[j + POINTS];
      children[b + j] = (pr - qr) * xr - (pi - qi) * xi;
      children[b + j + POINTS] = (pr - qr) * xi + (pi - qi) * xr;
    }
  }

  /** The bodies of four children; {@code x} has the spectra of X^-s, X^-2s and X^-3s. X^(-N/2) is -i at every point. */
  static void fourBodies(double[] x, double[] p, int at, double[] sums, int q, int stride, double[] children,
      int[] childAt) {
    fourBodies(x, p, at, sums, q, q + stride, q + 2 * stride, children, childAt[0], childAt[1], childAt[2],
        childAt[3]);
  }

  private static void fourBodies(double[] x, double[] p, int at, double[] sums, int q, int r, int w, double[] children,
      int a, int b, int c, int d) {
    for (int j = 0; j < POINTS; j += LANES) {
      DoubleVector pr = load(p, at + j);
      DoubleVector pi = load(p, at + j + POINTS);
      DoubleVector qr = load(sums, q + j);
      DoubleVector qi = load(sums, q + j + POINTS);
      DoubleVector rr = load(sums, r + j);
      DoubleVector ri = load(sums, r + j + POINTS);
      DoubleVector wr = load(sums, w + j);
      DoubleVector wi = load(sums, w + j + POINTS);
      DoubleVector sr = pr.add(qr);
      DoubleVector si = pi.add(qi);
      DoubleVector tr = rr.add(wr);
      DoubleVector ti = ri.add(wi);
      sr.add(tr).intoArray(children, a + j);
      si.add(ti).intoArray(children, a + j + POINTS);
      DoubleVector ur = sr.sub(tr);
      DoubleVector ui = si.sub(ti);
      DoubleVector xr = load(x, j + SIZE);
      DoubleVector xi = load(x, j + SIZE + POINTS);
      ur.mul(xr).sub(ui.mul(xi)).intoArray(children, b + j);
      ui.fma(xr, ur.mul(xi)).intoArray(children, b + j + POINTS);
      DoubleVector er = pr.sub(qr);
      DoubleVector ei = pi.sub(qi);
      DoubleVector yr = ri.sub(wi);
      DoubleVector yi = wr.sub(rr);
      ur = er.add(yr);
      ui = ei.add(yi);
      xr = load(x, j);
      xi = load(x, j + POINTS);
      ur.mul(xr).sub(ui.mul(xi)).intoArray(children, c + j);
      ui.fma(xr, ur.mul(xi)).intoArray(children, c + j + POINTS);
      ur = er.sub(yr);
      ui = ei.sub(yi);
      xr = load(x, j + 2 * SIZE);
      xi = load(x, j + 2 * SIZE + POINTS);
      ur.mul(xr).sub(ui.mul(xi)).intoArray(children, d + j);
      ui.fma(xr, ur.mul(xi)).intoArray(children, d + j + POINTS);
    }
  }
}
