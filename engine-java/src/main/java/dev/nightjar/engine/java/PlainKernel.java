package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.PlainPasses.BUTTERFLY;
import static dev.nightjar.engine.java.PlainPasses.ROW;

import java.util.Arrays;

/**
 * The kernel in plain Java, written so that C2 vectorises what it can ({@link PlainPasses}): butterflies
 * between rows, the product, the decomposition. What is left of the transform lies within rows and is scalar.
 */
final class PlainKernel implements PolynomialKernel {
  private final Constants constants;
  private final Shape shape;
  private final int points;
  private final int rows;

  private final double[][] re;
  private final double[][] im;
  private final double[][] digitRe;
  private final double[][] digitIm;
  private final double[] a = new double[ROW];
  private final double[] b = new double[ROW];
  private final double[] c = new double[ROW];
  private final double[] d = new double[ROW];

  /**
   * Twiddles. Between rows: forward one for each block of rows, inverse a row of them for each row of a
   * block. Within rows: radix 4. The untwist: real parts, imaginary parts, and these negated.
   */
  private record Constants(Shape shape, double[][] forwardRows, double[][][] inverseRe,
      double[][][] inverseIm,
      double[][] forwardInRow, double[][] inverseInRow, double[][] untwistRe, double[][] untwistIm,
      double[][] untwistMinus, UnityRoots roots) {

    static Constants of(Shape shape) {
      int points = shape.points();
      int rows = points / ROW;
      int levels = Roots.log2(rows);
      double[][] forwardRows = new double[levels][];
      double[][][] inverseRe = new double[levels][][];
      double[][][] inverseIm = new double[levels][][];
      for (int level = 0; level < levels; level++) {
        forwardRows[level] = Twiddles.forward2(1 << level);
        double[] table = Twiddles.inverse2(points >> level, 1);
        inverseRe[level] = column(table, 0, 1);
        inverseIm[level] = column(table, 1, 1);
      }
      double[][] forwardInRow = new double[3][];
      double[][] inverseInRow = new double[3][];
      for (int pass = 0; pass < 3; pass++) {
        int size = ROW >> 2 * pass;
        forwardInRow[pass] = PlainPasses.withTurn(Twiddles.forward4(points / size), 1);
        inverseInRow[pass] = PlainPasses.withTurn(Twiddles.inverse4(size, 1), -1);
      }
      double[] untwist = Twiddles.untwist(points, 1);
      return new Constants(shape, forwardRows, inverseRe, inverseIm, forwardInRow, inverseInRow,
          column(untwist, 0, 1), column(untwist, 1, 1), column(untwist, 1, -1),
          new UnityRoots(shape.polynomialSize()));
    }

    /** Real (0) or imaginary (1) parts of an interleaved table, times a sign, in rows. */
    private static double[][] column(double[] table, int part, double sign) {
      double[][] out = new double[table.length / 2 / ROW][ROW];
      for (int j = 0; j < table.length / 2; j++) {
        out[j / ROW][j % ROW] = sign * table[2 * j + part];
      }
      return out;
    }
  }

  PlainKernel(Shape shape) {
    this(Constants.of(shape));
  }

  private PlainKernel(Constants constants) {
    this.constants = constants;
    this.shape = constants.shape;
    this.points = shape.points();
    this.rows = points / ROW;
    this.re = new double[rows][ROW];
    this.im = new double[rows][ROW];
    this.digitRe = new double[shape.rows()][ROW];
    this.digitIm = new double[shape.rows()][ROW];
  }

  @Override
  public PolynomialKernel forThread() {
    return new PlainKernel(constants);
  }

  @Override
  public int group() {
    return ROW;
  }

  @Override
  public int accumulatorStride() {
    return shape.polynomialSize();
  }

  private void readRows(double[] from, int at) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, at + r * ROW, re[r], 0, ROW);
      System.arraycopy(from, at + points + r * ROW, im[r], 0, ROW);
    }
  }

  @Override
  public void forward(double[] polynomial, int at) {
    readRows(polynomial, at);
    for (int level = 0; level < constants.forwardRows.length; level++) {
      int half = rows >> level + 1;
      for (int block = 0; block < 1 << level; block++) {
        double wr = constants.forwardRows[level][2 * block];
        double wi = constants.forwardRows[level][2 * block + 1];
        for (int r = 2 * half * block; r < 2 * half * block + half; r++) {
          PlainPasses.butterfly(re[r], im[r], re[r + half], im[r + half], wr, wi);
        }
      }
    }
    for (int r = 0; r < rows; r++) {
      for (int pass = 0; pass < 3; pass++) {
        int q = ROW >> 2 * pass + 2;
        PlainPasses.passInRow(re[r], im[r], 2 * q, q, constants.forwardInRow[pass], BUTTERFLY * r << 2 * pass,
            BUTTERFLY, 0);
      }
      System.arraycopy(re[r], 0, polynomial, at + r * ROW, ROW);
      System.arraycopy(im[r], 0, polynomial, at + points + r * ROW, ROW);
    }
  }

  /** Leaves the result, still twisted, in the rows. */
  private void inverse(double[] polynomial, int at) {
    readRows(polynomial, at);
    for (int r = 0; r < rows; r++) {
      for (int pass = 2; pass >= 0; pass--) {
        int q = ROW >> 2 * pass + 2;
        PlainPasses.passInRow(re[r], im[r], q, 2 * q, constants.inverseInRow[pass], 0, 0, BUTTERFLY);
      }
    }
    for (int level = constants.forwardRows.length - 1; level >= 0; level--) {
      int half = rows >> level + 1;
      for (int block = 0; block < rows; block += 2 * half) {
        for (int r = 0; r < half; r++) {
          PlainPasses.butterfly(re[block + r], im[block + r], re[block + r + half], im[block + r + half],
              constants.inverseRe[level][r], constants.inverseIm[level][r]);
        }
      }
    }
  }

  @Override
  public void decomposeDifference(double[] acc, int own, int source, int rotation, double[] digits, int to,
      int levelStride) {
    int n = shape.polynomialSize();
    int shift = rotation & (n - 1);
    double sign = rotation < n ? 1 : -1;
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    for (int j = 0; j < n; j += ROW) {
      System.arraycopy(acc, own + j, b, 0, ROW);
      if (j + ROW <= shift) {
        System.arraycopy(acc, source + n + j - shift, a, 0, ROW);
        PlainPasses.differenceDigits(a, b, -sign, scale, c);
      } else {
        int wrapped = Math.max(0, shift - j);
        System.arraycopy(acc, source + j + wrapped - shift, a, wrapped, ROW - wrapped);
        for (int i = 0; i < wrapped; i++) {
          a[i] = -acc[source + n + j + i - shift];
        }
        PlainPasses.differenceDigits(a, b, sign, scale, c);
      }
      writeDigits(digits, to + j, levelStride);
    }
  }

  @Override
  public void decompose(double[] acc, int at, double[] digits, int to, int levelStride) {
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    Arrays.fill(b, 0);
    for (int j = 0; j < shape.polynomialSize(); j += ROW) {
      System.arraycopy(acc, at + j, a, 0, ROW);
      PlainPasses.differenceDigits(a, b, 1, scale, c);
      writeDigits(digits, to + j, levelStride);
    }
  }

  /** Writes a row of all levels, given their sum in {@code c}. */
  private void writeDigits(double[] digits, int to, int levelStride) {
    int out = to;
    for (int level = 1; level < shape.pbsLevel(); level++, out += levelStride) {
      PlainPasses.splitDigits(c, d, 1L << shape.pbsBaseLog());
      System.arraycopy(c, 0, digits, out, ROW);
      System.arraycopy(d, 0, c, 0, ROW);
    }
    System.arraycopy(c, 0, digits, out, ROW);
  }

  @Override
  public void addDifference(double[] product, int own, int source, int exponent, double[] sum, int to) {
    UnityRoots roots = constants.roots;
    for (int p = 0; p < points; p++) {
      int root = roots.index(exponent, p);
      double wr = roots.values()[root];
      double wi = roots.values()[root + 1];
      double xr = product[source + p];
      double xi = product[source + points + p];
      sum[to + p] += xr * wr - xi * wi - product[own + p];
      sum[to + points + p] += xr * wi + xi * wr - product[own + points + p];
    }
  }

  @Override
  public void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to) {
    int n = shape.polynomialSize();
    for (int p = 0, k = keyAt; p < points; p += ROW) {
      for (int r = 0; r < shape.rows(); r++) {
        System.arraycopy(digits, from + r * n + p, digitRe[r], 0, ROW);
        System.arraycopy(digits, from + r * n + points + p, digitIm[r], 0, ROW);
      }
      for (int column = 0; column < shape.columns(); column++) {
        Arrays.fill(c, 0);
        Arrays.fill(d, 0);
        for (int r = 0; r < shape.rows(); r++, k += 2 * ROW) {
          System.arraycopy(key, k, a, 0, ROW);
          System.arraycopy(key, k + ROW, b, 0, ROW);
          PlainPasses.multiplyAdd(digitRe[r], digitIm[r], a, b, c, d);
        }
        System.arraycopy(c, 0, product, to + column * n + p, ROW);
        System.arraycopy(d, 0, product, to + column * n + points + p, ROW);
      }
    }
  }

  @Override
  public void accumulate(double[] product, int from, double[] acc, int at) {
    inverse(product, from);
    for (int r = 0; r < rows; r++) {
      addRow(acc, at + r * ROW, re[r], constants.untwistRe[r], im[r], constants.untwistMinus[r]);
      addRow(acc, at + points + r * ROW, im[r], constants.untwistRe[r], re[r], constants.untwistIm[r]);
    }
  }

  private void addRow(double[] acc, int at, double[] x, double[] u, double[] y, double[] v) {
    System.arraycopy(acc, at, a, 0, ROW);
    PlainPasses.addModOne(a, x, u, y, v);
    System.arraycopy(a, 0, acc, at, ROW);
  }

  @Override
  public void seal(double[] acc, int at) {}
}
