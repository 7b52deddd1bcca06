package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Twiddles;
import dev.nightjar.engine.java.ring.UnityRoots;
import java.util.Arrays;

/**
 * The kernel in plain Java, written so that C2 vectorises it ({@link PlainRows}).
 *
 * <p>Points of a spectrum, and of a key, lie in the order of {@link PlainTransform}: blocks of a place side
 * by side, where {@link Twiddles} has places of a block side by side.
 */
final class PlainKernel implements PolynomialKernel {
  private final Constants constants;
  private final Shape shape;
  private final PlainTransform transform;
  private final int points;
  private final int blocks;

  private final PlainRows coefficients;
  private final PlainRows[] spectrum;
  private final PlainRows digitRows;
  private final PlainRows keyRows;
  private final PlainRows productRow;
  private final double[] a;
  private final double[] b;
  private final double[] c;

  /** What threads share: the untwist is for each coefficient its real and its imaginary part. */
  private record Constants(Shape shape, PlainTransform transform, double[] untwistRe, double[] untwistIm,
      double[] untwistMinus, UnityRoots roots) {
    static Constants of(Shape shape) {
      PlainTransform transform = new PlainTransform(shape.points(), 1);
      double[] re = new double[shape.points()];
      double[] im = new double[shape.points()];
      double[] minus = new double[shape.points()];
      Arrays.setAll(re, j -> transform.untwistRe(j / PlainTransform.PLACES));
      Arrays.setAll(im, j -> transform.untwistIm(j / PlainTransform.PLACES));
      Arrays.setAll(minus, j -> -im[j]);
      return new Constants(shape, transform, re, im, minus, new UnityRoots(shape.polynomialSize()));
    }
  }

  PlainKernel(Shape shape) {
    this(Constants.of(shape));
  }

  private PlainKernel(Constants constants) {
    this.constants = constants;
    this.shape = constants.shape;
    this.transform = constants.transform;
    this.points = shape.points();
    this.blocks = transform.blocks();
    this.coefficients = transform.allocateBlocks();
    this.spectrum = transform.allocateTiles();
    this.digitRows = PlainRows.allocate(shape.rows(), blocks);
    this.keyRows = PlainRows.allocate(shape.rows(), blocks);
    this.productRow = PlainRows.allocate(1, blocks);
    this.a = new double[shape.polynomialSize()];
    this.b = new double[shape.polynomialSize()];
    this.c = new double[shape.polynomialSize()];
  }

  @Override
  public PolynomialKernel forThread() {
    return new PlainKernel(constants);
  }

  @Override
  public int interleave() {
    return blocks;
  }

  @Override
  public int accumulatorStride() {
    return shape.polynomialSize();
  }

  @Override
  public void forward(double[] polynomial, int at) {
    for (int block = 0, from = at; block < blocks; block++, from += PlainTransform.PLACES) {
      System.arraycopy(polynomial, from, coefficients.re()[block], 0, PlainTransform.PLACES);
      System.arraycopy(polynomial, from + points, coefficients.im()[block], 0, PlainTransform.PLACES);
    }
    for (int row = 0; row < transform.quarter(); row++) {
      transform.begin(coefficients, row);
    }
    transform.forward(coefficients, spectrum);
    for (int place = 0, to = at; place < PlainTransform.PLACES; place++, to += blocks) {
      System.arraycopy(spectrum[0].re()[place], 0, polynomial, to, blocks);
      System.arraycopy(spectrum[0].im()[place], 0, polynomial, to + points, blocks);
    }
  }

  @Override
  public void decomposeDifference(double[] acc, int base, int source, int rotation, double[] digits, int to,
      int levelStride) {
    int n = shape.polynomialSize();
    int shift = rotation & (n - 1);
    double sign = rotation < n ? 1 : -1;
    System.arraycopy(acc, source + n - shift, a, 0, shift);
    System.arraycopy(acc, source, a, shift, n - shift);
    System.arraycopy(acc, base, b, 0, n);
    PlainPasses.negate(a, shift);
    PlainPasses.differenceDigits(a, b, sign, scale(), c);
    writeDigits(digits, to, levelStride);
  }

  @Override
  public void decompose(double[] acc, int at, double[] digits, int to, int levelStride) {
    System.arraycopy(acc, at, a, 0, shape.polynomialSize());
    Arrays.fill(b, 0);
    PlainPasses.differenceDigits(a, b, 1, scale(), c);
    writeDigits(digits, to, levelStride);
  }

  /** What turns torus elements into multiples of the smallest digit. */
  private double scale() {
    return 1L << shape.pbsBaseLog() * shape.pbsLevel();
  }

  /** Writes all levels, given their sum in {@code c}. */
  private void writeDigits(double[] digits, int to, int levelStride) {
    int n = shape.polynomialSize();
    int out = to;
    for (int level = 1; level < shape.pbsLevel(); level++, out += levelStride) {
      PlainRows.split(c, b, 1L << shape.pbsBaseLog(), n);
      System.arraycopy(c, 0, digits, out, n);
      System.arraycopy(b, 0, c, 0, n);
    }
    System.arraycopy(c, 0, digits, out, n);
  }

  @Override
  public void addDifference(double[] product, int base, int source, int exponent, double[] sum, int to) {
    UnityRoots roots = constants.roots;
    for (int p = 0; p < points; p++) {
      int root = roots.index(exponent, p % blocks * PlainTransform.PLACES + p / blocks);
      double wr = roots.values()[root];
      double wi = roots.values()[root + 1];
      double xr = product[source + p];
      double xi = product[source + points + p];
      sum[to + p] += xr * wr - xi * wi - product[base + p];
      sum[to + points + p] += xr * wi + xi * wr - product[base + points + p];
    }
  }

  @Override
  public void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to) {
    int n = shape.polynomialSize();
    for (int p = 0, k = keyAt; p < points; p += blocks) {
      for (int r = 0; r < shape.rows(); r++) {
        System.arraycopy(digits, from + r * n + p, digitRows.re()[r], 0, blocks);
        System.arraycopy(digits, from + r * n + points + p, digitRows.im()[r], 0, blocks);
      }
      for (int column = 0; column < shape.columns(); column++) {
        for (int r = 0; r < shape.rows(); r++, k += 2 * blocks) {
          System.arraycopy(key, k, keyRows.re()[r], 0, blocks);
          System.arraycopy(key, k + blocks, keyRows.im()[r], 0, blocks);
        }
        digitRows.innerProduct(keyRows, 0, shape.rows(), productRow, blocks);
        System.arraycopy(productRow.re()[0], 0, product, to + column * n + p, blocks);
        System.arraycopy(productRow.im()[0], 0, product, to + column * n + points + p, blocks);
      }
    }
  }

  @Override
  public void accumulate(double[] product, int from, double[] acc, int at) {
    for (int place = 0, p = from; place < PlainTransform.PLACES; place++, p += blocks) {
      System.arraycopy(product, p, spectrum[0].re()[place], 0, blocks);
      System.arraycopy(product, p + points, spectrum[0].im()[place], 0, blocks);
    }
    transform.inverse(spectrum, coefficients);
    for (int row = 0; row < transform.quarter(); row++) {
      transform.end(coefficients, row);
    }
    for (int block = 0, to = 0; block < blocks; block++, to += PlainTransform.PLACES) {
      System.arraycopy(coefficients.re()[block], 0, a, to, PlainTransform.PLACES);
      System.arraycopy(coefficients.im()[block], 0, b, to, PlainTransform.PLACES);
    }
    add(acc, at, a, b, constants.untwistMinus);
    add(acc, at + points, b, a, constants.untwistIm);
  }

  private void add(double[] acc, int at, double[] x, double[] y, double[] im) {
    System.arraycopy(acc, at, c, 0, points);
    PlainPasses.addModOne(c, x, constants.untwistRe, y, im, points);
    System.arraycopy(c, 0, acc, at, points);
  }

  @Override
  public void mirrorTail(double[] acc, int at) {}
}
