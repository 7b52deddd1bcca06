package dev.nightjar.engine.java;

/**
 * Loops in the one form that C2 turns into vector instructions by itself, on JDK 17 as on later ones: a
 * handful of separate arrays, all read and written at the same index, and a body small enough to be unrolled.
 *
 * <p>Two stretches of one array, or an index with an offset, are taken to overlap and stay scalar. So
 * polynomials are worked on as rows of {@value #ROW} values, each an array of its own.
 */
final class PlainPasses {
  /** Values in a row: the shortest for which the vector loop outweighs what comes before and after it. */
  static final int ROW = 64;

  /** Doubles for a radix-4 butterfly in a table of {@link #withTurn}. */
  static final int BUTTERFLY = 6;

  private static final double ROUND = Torus.ROUND;
  private static final boolean FUSED = fusedMultiplyAddIsFast();

  private PlainPasses() {}

  /** Without hardware support, {@code Math.fma} goes through BigDecimal and takes a microsecond or more. */
  private static boolean fusedMultiplyAddIsFast() {
    double x = 1;
    long start = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      x = Math.fma(x, 0.999, 0.5);
    }
    return System.nanoTime() - start < 500_000 && x > 0;
  }

  private static double fma(double a, double b, double c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /** {@code (a, b) = (a + wb, wb - a)}, one twiddle for the row. */
  static void butterfly(double[] ar, double[] ai, double[] br, double[] bi, double wr, double wi) {
    double minus = -wi;
    for (int j = 0; j < ROW; j++) {
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

  /** The same with a row of twiddles. */
  static void butterfly(double[] ar, double[] ai, double[] br, double[] bi, double[] wr, double[] wi) {
    for (int j = 0; j < ROW; j++) {
      double xr = ar[j];
      double xi = ai[j];
      double sr = fma(br[j], wr[j], xr) - bi[j] * wi[j];
      double si = fma(bi[j], wr[j], fma(br[j], wi[j], xi));
      ar[j] = sr;
      ai[j] = si;
      br[j] = fma(xr, -2, sr);
      bi[j] = fma(xi, -2, si);
    }
  }

  /**
   * The third factor of a radix-4 butterfly and the two of a table, side by side: {@code w1, w2, v = turn
   * w1}.
   */
  static double[] withTurn(double[] pairs, double turn) {
    double[] table = new double[pairs.length / 4 * BUTTERFLY];
    for (int from = 0, to = 0; from < pairs.length; from += 4, to += BUTTERFLY) {
      System.arraycopy(pairs, from, table, to, 4);
      table[to + 4] = -turn * pairs[from + 1];
      table[to + 5] = turn * pairs[from];
    }
    return table;
  }

  /**
   * A radix-4 pass within a row: first butterflies with {@code w2} between values {@code near} apart, then
   * with {@code w1} and {@code v} between the results, {@code far} apart.
   *
   * @param near twice {@code far} in the forward direction, half of it in the inverse one; the smaller is the
   *     number of butterflies in a block
   * @param blockStep from the factors of one block to those of the next
   * @param positionStep from the factors of one butterfly of a block to those of the next
   */
  static void passInRow(double[] re, double[] im, int near, int far, double[] factors, int first,
      int blockStep, int positionStep) {
    int width = Math.min(near, far);
    for (int block = 0, blockFactor = first; block < ROW; block += 4 * width, blockFactor += blockStep) {
      for (int j = block, t = blockFactor; j < block + width; j++, t += positionStep) {
        double w1r = factors[t];
        double w1i = factors[t + 1];
        double w2r = factors[t + 2];
        double w2i = factors[t + 3];
        double vr = factors[t + 4];
        double vi = factors[t + 5];
        int jb = j + near;
        int jc = j + far;
        int jd = jb + far;
        double ar = re[j];
        double ai = im[j];
        double br = re[jb];
        double bi = im[jb];
        double sr = fma(-bi, w2i, fma(br, w2r, ar));
        double si = fma(bi, w2r, fma(br, w2i, ai));
        double er = fma(ar, -2, sr);
        double ei = fma(ai, -2, si);
        double cr = re[jc];
        double ci = im[jc];
        double dr = re[jd];
        double di = im[jd];
        double tr = fma(-di, w2i, fma(dr, w2r, cr));
        double ti = fma(di, w2r, fma(dr, w2i, ci));
        double fr = fma(cr, -2, tr);
        double fi = fma(ci, -2, ti);
        double yr = fma(-ti, w1i, fma(tr, w1r, sr));
        double yi = fma(ti, w1r, fma(tr, w1i, si));
        re[j] = yr;
        im[j] = yi;
        re[jc] = fma(sr, -2, yr);
        im[jc] = fma(si, -2, yi);
        double zr = fma(-fi, vi, fma(fr, vr, er));
        double zi = fma(fi, vr, fma(fr, vi, ei));
        re[jb] = zr;
        im[jb] = zi;
        re[jd] = fma(er, -2, zr);
        im[jd] = fma(ei, -2, zi);
      }
    }
  }

  /** {@code sum += x y}. */
  static void multiplyAdd(double[] xr, double[] xi, double[] yr, double[] yi, double[] sumRe,
      double[] sumIm) {
    for (int j = 0; j < ROW; j++) {
      sumRe[j] = fma(xr[j], yr[j], sumRe[j]) - xi[j] * yi[j];
      sumIm[j] = fma(xi[j], yr[j], fma(xr[j], yi[j], sumIm[j]));
    }
  }

  /**
   * {@code x = x + Re(z u)} modulo 1; with {@code (zi, zr)} instead of {@code (zr, -zi)}, {@code Im(z u)}.
   */
  static void addModOne(double[] x, double[] a, double[] u, double[] b, double[] v) {
    for (int j = 0; j < ROW; j++) {
      double y = fma(a[j], u[j], x[j]) + b[j] * v[j];
      x[j] = y - (y + ROUND - ROUND);
    }
  }

  /** {@code out = round(scale ((sign rotated - own) modulo 1))}. */
  static void differenceDigits(double[] rotated, double[] own, double sign, double scale, double[] out) {
    for (int j = 0; j < ROW; j++) {
      double x = rotated[j] * sign - own[j];
      x -= x + ROUND - ROUND;
      out[j] = x * scale + ROUND - ROUND;
    }
  }

  /** {@code (rest, quotient) = (rest - B q, q)} with {@code q = round(rest / B)}. */
  static void splitDigits(double[] rest, double[] quotient, double base) {
    double inverse = 1 / base;
    for (int j = 0; j < ROW; j++) {
      double q = rest[j] * inverse + ROUND - ROUND;
      quotient[j] = q;
      rest[j] -= q * base;
    }
  }
}
