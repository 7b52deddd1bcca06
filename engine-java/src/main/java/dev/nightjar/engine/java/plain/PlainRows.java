package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.ring.Torus;
import java.util.Arrays;

/**
 * Complex numbers in rows, real and imaginary parts of each row in an array of its own, and loops over rows
 * that C2 turns into vector instructions for the reasons given in {@link PlainPasses}.
 *
 * <p>C2 unrolls a loop far enough only if its body has at most 60 nodes, and an array counts three: two for
 * the address and one for the access. The radix-4 butterfly with its eight arrays would have a few more. Its
 * counter runs from 2, so that the constant in the address, two elements of header, vanishes, and with it one
 * node for each array.
 *
 * <p>The values of a row may be followed by unused ones: an array takes a multiple of 64 bytes, so that rows
 * allocated one after the other lie alike with respect to cache lines, and a loop that aligns its accesses to
 * one of them aligns them to all.
 *
 * @param re real parts, a row each
 * @param im imaginary parts
 */
record PlainRows(double[][] re, double[][] im) {
  private static final double ROUND = Torus.ROUND;

  /** Doubles that the header of an array takes. */
  private static final int HEADER = 2;

  private static final int CACHE_LINE = 8;

  /** Rows of zeros. */
  static PlainRows allocate(int rows, int length) {
    int padded = (length + HEADER + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE - HEADER;
    return new PlainRows(new double[rows][padded], new double[rows][padded]);
  }

  /** Makes row {@code i} share the arrays of a row of others. */
  void take(int i, PlainRows other, int row) {
    re[i] = other.re[row];
    im[i] = other.im[row];
  }

  /** Exchanges row {@code i} with a row of others. */
  void exchange(int i, PlainRows other, int row) {
    double[] ownRe = re[i];
    double[] ownIm = im[i];
    take(i, other, row);
    other.re[row] = ownRe;
    other.im[row] = ownIm;
  }

  private static double fma(double a, double b, double c) {
    return PlainPasses.fma(a, b, c);
  }

  /** {@code (a, b) = (a + wb, wb - a)} for rows a and b. */
  void butterfly(int a, int b, double wr, double wi, int length) {
    butterfly(re[a], im[a], re[b], im[b], wr, wi, length);
  }

  private static void butterfly(double[] ar, double[] ai, double[] br, double[] bi, double wr, double wi,
      int length) {
    double minus = -wi;
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double xr = ar[j];
      double xi = ai[j];
      double sr = fma(bi[j], minus, fma(br[j], wr, xr));
      double si = fma(bi[j], wr, fma(br[j], wi, xi));
      ar[j] = sr;
      ai[j] = si;
      br[j] = fma(xr, -2, sr);
      bi[j] = fma(xi, -2, si);
    }
  }

  /**
   * A radix-4 butterfly of four rows: with {@code w2} between rows {@code near} apart, then with {@code w1}
   * and {@code v} between the results, {@code far} apart.
   *
   * @param t where the factors {@code w1, w2, v} begin in a table of {@link PlainPasses#withTurn}
   */
  void butterfly4(int first, int near, int far, double[] factors, int t, int length) {
    int b = first + near;
    int c = first + far;
    int d = b + far;
    butterfly4(re[first], im[first], re[b], im[b], re[c], im[c], re[d], im[d], factors[t], factors[t + 1],
        factors[t + 2], factors[t + 3], factors[t + 4], factors[t + 5], length);
  }

  private static void butterfly4(double[] ar, double[] ai, double[] br, double[] bi, double[] cr, double[] ci,
      double[] dr, double[] di, double w1r, double w1i, double w2r, double w2i, double vr, double vi,
      int length) {
    double minus1 = -w1i;
    double minus2 = -w2i;
    double minusV = -vi;
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double xr = ar[j];
      double xi = ai[j];
      double sr = fma(bi[j], minus2, fma(br[j], w2r, xr));
      double si = fma(bi[j], w2r, fma(br[j], w2i, xi));
      double er = fma(xr, -2, sr);
      double ei = fma(xi, -2, si);
      double yr = cr[j];
      double yi = ci[j];
      double tr = fma(di[j], minus2, fma(dr[j], w2r, yr));
      double ti = fma(di[j], w2r, fma(dr[j], w2i, yi));
      double fr = fma(yr, -2, tr);
      double fi = fma(yi, -2, ti);
      double pr = fma(ti, minus1, fma(tr, w1r, sr));
      double pi = fma(ti, w1r, fma(tr, w1i, si));
      ar[j] = pr;
      ai[j] = pi;
      cr[j] = fma(sr, -2, pr);
      ci[j] = fma(si, -2, pi);
      double qr = fma(fi, minusV, fma(fr, vr, er));
      double qi = fma(fi, vr, fma(fr, vi, ei));
      br[j] = qr;
      bi[j] = qi;
      dr[j] = fma(er, -2, qr);
      di[j] = fma(ei, -2, qi);
    }
  }

  /** The same where {@code w1 = w2 = 1} and {@code v = i}. */
  void butterfly4(int first, int near, int far, int length) {
    int b = first + near;
    int c = first + far;
    int d = b + far;
    turn(re[first], im[first], re[b], im[b], re[c], im[c], re[d], im[d], length);
  }

  /** These rows with real and imaginary parts exchanged, for which a turn by i is one by -i. */
  PlainRows exchanged() {
    return new PlainRows(im, re);
  }

  private static void turn(double[] ar, double[] ai, double[] br, double[] bi, double[] cr, double[] ci,
      double[] dr, double[] di, int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double sr = ar[j] + br[j];
      double si = ai[j] + bi[j];
      double er = br[j] - ar[j];
      double ei = bi[j] - ai[j];
      double tr = cr[j] + dr[j];
      double ti = ci[j] + di[j];
      double fr = dr[j] - cr[j];
      double fi = di[j] - ci[j];
      ar[j] = sr + tr;
      ai[j] = si + ti;
      cr[j] = tr - sr;
      ci[j] = ti - si;
      br[j] = er - fi;
      bi[j] = ei + fr;
      dr[j] = -fi - er;
      di[j] = fr - ei;
    }
  }

  /** Row {@code i} times row {@code i} of other rows, value by value. */
  void multiply(int i, PlainRows w, int length) {
    multiply(re[i], im[i], w.re[i], w.im[i], length);
  }

  private static void multiply(double[] xr, double[] xi, double[] wr, double[] wi, int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double x = xr[j];
      double y = xi[j];
      xr[j] = x * wr[j] - y * wi[j];
      xi[j] = fma(x, wi[j], y * wr[j]);
    }
  }

  /** {@code out_0 = Σ_{r < count} this_r key_{first + r}}, count being at least 1. */
  void innerProduct(PlainRows key, int first, int count, PlainRows out, int length) {
    if (count == 1) {
      Arrays.fill(out.re[0], 0, length, 0);
      Arrays.fill(out.im[0], 0, length, 0);
      addProduct(re[0], im[0], key.re[first], key.im[first], out.re[0], out.im[0], length);
      return;
    }
    product(re[0], im[0], re[1], im[1], key.re[first], key.im[first], key.re[first + 1], key.im[first + 1],
        out.re[0], out.im[0], length);
    for (int r = 2; r < count; r++) {
      addProduct(re[r], im[r], key.re[first + r], key.im[first + r], out.re[0], out.im[0], length);
    }
  }

  /** {@code out = a k + b l}. */
  static void product(double[] ar, double[] ai, double[] br, double[] bi, double[] kr, double[] ki,
      double[] lr, double[] li, double[] outRe, double[] outIm, int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double xr = ar[j];
      double xi = ai[j];
      double yr = br[j];
      double yi = bi[j];
      outRe[j] = fma(xr, kr[j], yr * lr[j]) - fma(xi, ki[j], yi * li[j]);
      outIm[j] = fma(xr, ki[j], yr * li[j]) + fma(xi, kr[j], yi * lr[j]);
    }
  }

  /** {@code out = keep out + (a k + b l) w}: as fast as the sum in brackets alone. */
  static void product(double[] ar, double[] ai, double[] br, double[] bi, double[] kr, double[] ki,
      double[] lr, double[] li, double[] wr, double[] wi, double keep, double[] outRe, double[] outIm,
      int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double xr = ar[j];
      double xi = ai[j];
      double yr = br[j];
      double yi = bi[j];
      double pr = fma(xr, kr[j], yr * lr[j]) - fma(xi, ki[j], yi * li[j]);
      double pi = fma(xr, ki[j], yr * li[j]) + fma(xi, kr[j], yi * lr[j]);
      outRe[j] = fma(outRe[j], keep, pr * wr[j]) - pi * wi[j];
      outIm[j] = fma(pr, wi[j], fma(outIm[j], keep, pi * wr[j]));
    }
  }

  /** {@code out += a k}. */
  static void addProduct(double[] ar, double[] ai, double[] kr, double[] ki, double[] outRe, double[] outIm,
      int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      outRe[j] = fma(ar[j], kr[j], outRe[j]) - ai[j] * ki[j];
      outIm[j] = fma(ai[j], kr[j], fma(ar[j], ki[j], outIm[j]));
    }
  }

  /** {@code out = keep out + a b}. */
  static void product(double[] ar, double[] ai, double[] br, double[] bi, double keep, double[] outRe,
      double[] outIm, int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      outRe[j] = fma(outRe[j], keep, ar[j] * br[j]) - ai[j] * bi[j];
      outIm[j] = fma(ar[j], bi[j], fma(outIm[j], keep, ai[j] * br[j]));
    }
  }

  /** {@code out = a b - 1}. */
  static void productMinusOne(double[] ar, double[] ai, double[] br, double[] bi, double[] outRe,
      double[] outIm, int length) {
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      outRe[j] = fma(ar[j], br[j], -1) - ai[j] * bi[j];
      outIm[j] = fma(ar[j], bi[j], ai[j] * br[j]);
    }
  }

  /**
   * Adds {@code x (ur + i ui)} to two rows of accumulators, modulo 1, and replaces x by the sums rounded to
   * multiples of {@code 1/scale}, times {@code scale}.
   */
  static void accumulate(double[] xr, double[] xi, double ur, double ui, double[] accRe, double[] accIm,
      double scale, int length) {
    double minus = -ui;
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double x = xr[j];
      double y = xi[j];
      double re = fma(y, minus, fma(x, ur, accRe[j]));
      double im = fma(y, ur, fma(x, ui, accIm[j]));
      re -= re + ROUND - ROUND;
      im -= im + ROUND - ROUND;
      accRe[j] = re;
      accIm[j] = im;
      xr[j] = re * scale + ROUND - ROUND;
      xi[j] = im * scale + ROUND - ROUND;
    }
  }

  /** {@code (rest, quotient) = (rest - B q, q)} with {@code q = round(rest / B)}. */
  static void split(double[] rest, double[] quotient, double base, int length) {
    double inverse = 1 / base;
    for (int i = HEADER; i < length + HEADER; i++) {
      int j = i - HEADER;
      double q = rest[j] * inverse + ROUND - ROUND;
      quotient[j] = q;
      rest[j] -= q * base;
    }
  }
}
