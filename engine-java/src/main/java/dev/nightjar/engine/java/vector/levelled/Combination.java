package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
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
   * them. Coefficients below a shift go to the end and change their sign; where the shift is a multiple of a vector,
   * all vectors are whole.
   *
   * @param q where Q is, R and W a {@code stride} behind each other
   */
  static void fourMasks(int shift, long[] p, int at, long[] products, int q, int stride, long[] children,
      int[] childAt) {
    int r = q + stride;
    int w = r + stride;
    int first = 0;
    if (shift % LANES != 0) {
      first = (3 * shift + LANES - 1) / LANES * LANES;
      wrapped(shift, first, p, at, products, q, r, w, children, childAt);
    }
    for (int range = first / shift; range < 3 && first < 3 * shift; range++) {
      wholeVectors(range * shift, (range + 1) * shift, p, at, products, q, r, w, children, childAt, shift);
    }
    wholeVectors(Math.max(first, 3 * shift), HALF, p, at, products, q, r, w, children, childAt, shift);
  }

  private static void wrapped(int shift, int end, long[] p, int at, long[] products, int q, int r, int w,
      long[] children, int[] childAt) {
    for (int j = 0; j < end; j++) {
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
  }

  private static void put(long[] out, int to, int place, long value) {
    if (place < 0) {
      out[to + SIZE + place] = -value;
    } else {
      out[to + place] = value;
    }
  }

  /** Where coefficient {@code first} goes when it is moved down, all up to the next multiple of the shift alike. */
  private static int moved(int childAt, int first, int down) {
    return first < down ? childAt + SIZE - down : childAt - down;
  }

  private static LongVector sign(int first, int down) {
    return LongVector.broadcast(WORDS, first < down ? -1 : 0);
  }

  /** Coefficients in {@code [first, end)}, a stretch in which none or all of a child's change their sign. */
  private static void wholeVectors(int first, int end, long[] p, int at, long[] products, int q, int r, int w,
      long[] children, int[] childAt, int shift) {
    int a = childAt[0];
    int b = moved(childAt[1], first, 2 * shift);
    int c = moved(childAt[2], first, shift);
    int d = moved(childAt[3], first, 3 * shift);
    int b1 = childAt[1] - 2 * shift + HALF;
    int c1 = childAt[2] - shift + HALF;
    int d1 = childAt[3] - 3 * shift + HALF;
    LongVector bSign = sign(first, 2 * shift);
    LongVector cSign = sign(first, shift);
    LongVector dSign = sign(first, 3 * shift);
    for (int j = first; j < end; j += LANES) {
      LongVector r0 = words(products, r + j);
      LongVector w0 = words(products, w + j);
      LongVector r1 = words(products, r + j + HALF);
      LongVector w1 = words(products, w + j + HALF);
      LongVector y0 = r0.sub(w0);
      LongVector y1 = r1.sub(w1);
      LongVector p0 = words(p, at + j);
      LongVector q0 = words(products, q + j);
      LongVector sum = p0.add(q0);
      LongVector other = r0.add(w0);
      sum.add(other).intoArray(children, a + j);
      sum.sub(other).lanewise(VectorOperators.XOR, bSign).sub(bSign).intoArray(children, b + j);
      LongVector difference = p0.sub(q0);
      difference.add(y1).lanewise(VectorOperators.XOR, cSign).sub(cSign).intoArray(children, c + j);
      difference.sub(y1).lanewise(VectorOperators.XOR, dSign).sub(dSign).intoArray(children, d + j);
      LongVector p1 = words(p, at + j + HALF);
      LongVector q1 = words(products, q + j + HALF);
      sum = p1.add(q1);
      other = r1.add(w1);
      sum.add(other).intoArray(children, a + j + HALF);
      sum.sub(other).intoArray(children, b1 + j);
      difference = p1.sub(q1);
      difference.sub(y0).intoArray(children, c1 + j);
      difference.add(y0).intoArray(children, d1 + j);
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
