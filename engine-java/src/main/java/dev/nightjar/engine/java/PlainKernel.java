package dev.nightjar.engine.java;

/** The kernel in plain Java. */
final class PlainKernel implements PolynomialKernel {
  private final Shape shape;
  private final int points;
  private final double[][] forward;
  private final double[][] inverse;
  private final double[] untwist;

  PlainKernel(Shape shape) {
    this.shape = shape;
    this.points = shape.points();
    int log = Roots.log2(points);
    this.forward = new double[log][];
    this.inverse = new double[log][];
    for (int s = 0; s < log; s++) {
      forward[s] = Twiddles.forward2(1 << s);
      inverse[s] = Twiddles.inverse2(2 << s, 1);
    }
    this.untwist = Twiddles.untwist(points, 1);
  }

  @Override
  public int group() {
    return points;
  }

  @Override
  public int accumulatorStride() {
    return shape.polynomialSize();
  }

  @Override
  public void forward(double[] d, int at) {
    for (int s = 0; s < forward.length; s++) {
      int half = points >> (s + 1);
      for (int b = 0; b < 1 << s; b++) {
        double wr = forward[s][2 * b];
        double wi = forward[s][2 * b + 1];
        for (int j = at + 2 * half * b, e = j + half; j < e; j++) {
          butterfly(d, j, j + half, wr, wi);
        }
      }
    }
  }

  private void butterfly(double[] d, int a, int b, double wr, double wi) {
    double br = d[b];
    double bi = d[b + points];
    double tr = br * wr - bi * wi;
    double ti = br * wi + bi * wr;
    d[b] = tr - d[a];
    d[b + points] = ti - d[a + points];
    d[a] += tr;
    d[a + points] += ti;
  }

  private void inverse(double[] d, int at) {
    for (int s = 0; s < inverse.length; s++) {
      int half = 1 << s;
      for (int block = at; block < at + points; block += 2 * half) {
        for (int j = 0; j < half; j++) {
          butterfly(d, block + j, block + j + half, inverse[s][2 * j], inverse[s][2 * j + 1]);
        }
      }
    }
  }

  @Override
  public void decompose(double[] acc, int at, int rotation, double[] digits, int to, int levelStride) {
    int n = shape.polynomialSize();
    int shift = rotation & (n - 1);
    double sign = rotation < n ? 1 : -1;
    for (int j = 0; j < n; j++) {
      double rotated = j < shift ? -sign * acc[at + n - shift + j] : sign * acc[at + j - shift];
      double x = rotated - acc[at + j];
      digits(x - Math.rint(x), digits, to + j, levelStride);
    }
  }

  private void digits(double x, double[] digits, int to, int levelStride) {
    double base = 1L << shape.pbsBaseLog();
    double d = Math.rint(x * (1L << shape.pbsBaseLog() * shape.pbsLevel()));
    for (int level = 0; level < shape.pbsLevel() - 1; level++) {
      double q = Math.rint(d / base);
      digits[to + level * levelStride] = d - q * base;
      d = q;
    }
    digits[to + (shape.pbsLevel() - 1) * levelStride] = d;
  }

  @Override
  public void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to) {
    int n = shape.polynomialSize();
    int k = keyAt;
    for (int c = 0; c < shape.columns(); c++) {
      int out = to + c * n;
      for (int r = 0; r < shape.rows(); r++, k += n) {
        int in = from + r * n;
        for (int p = 0; p < points; p++) {
          double xr = digits[in + p];
          double xi = digits[in + points + p];
          double yr = key[k + p];
          double yi = key[k + points + p];
          product[out + p] = (r == 0 ? 0 : product[out + p]) + xr * yr - xi * yi;
          product[out + points + p] = (r == 0 ? 0 : product[out + points + p]) + xr * yi + xi * yr;
        }
      }
    }
  }

  @Override
  public void accumulate(double[] product, int from, double[] acc, int at) {
    inverse(product, from);
    for (int j = 0; j < points; j++) {
      double re = product[from + j];
      double im = product[from + points + j];
      double ur = untwist[2 * j];
      double ui = untwist[2 * j + 1];
      double x = acc[at + j] + (re * ur - im * ui);
      double y = acc[at + points + j] + (re * ui + im * ur);
      acc[at + j] = x - Math.rint(x);
      acc[at + points + j] = y - Math.rint(y);
    }
  }

  @Override
  public void seal(double[] acc, int at) {}
}
