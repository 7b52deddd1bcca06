package dev.nightjar.engine.java.vector.points;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.vector.passes.LaneStep;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import jdk.incubator.vector.DoubleVector;

/** The kernel on the Vector API, neighbouring points in the lanes: the least latency for one ciphertext. */
public final class VectorKernel implements PolynomialKernel {
  private final Shape shape;
  private final int points;
  private final LaneStep.Tile polynomial;
  private final VectorTransform transform;
  private final VectorMonomials monomials;
  private final VectorStepProduct steps;

  public VectorKernel(Shape shape) {
    this.shape = shape;
    this.points = shape.points();
    this.polynomial = new LaneStep.Tile(1, 0, points, points);
    this.transform = new VectorTransform(points);
    this.monomials = new VectorMonomials(shape.polynomialSize());
    this.steps = new VectorStepProduct(shape, monomials);
  }

  @Override
  public PolynomialKernel forThread() {
    return this;
  }

  @Override
  public int interleave() {
    return LANES;
  }

  @Override
  public int accumulatorStride() {
    return shape.polynomialSize() + LANES;
  }

  @Override
  public void forward(double[] d, int at) {
    transform.forward(d, at);
  }

  /**
   * The rotated polynomial is read shifted. Coefficients below the shift come from the
   * end with the opposite sign; the vector that straddles the border finds its other coefficients, negated,
   * behind the end ({@link #mirrorTail}).
   */
  @Override
  public void decomposeDifference(double[] acc, int base, int source, int rotation, double[] digits, int to,
      int levelStride) {
    int n = shape.polynomialSize();
    int shift = rotation & (n - 1);
    double sign = rotation < n ? 1 : -1;
    int border = (shift + LANES - 1) / LANES * LANES;
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    roundDifference(acc, base, source + n - shift, -sign, border, scale, digits, to);
    roundDifference(acc, base + border, source + border - shift, sign, n - border, scale, digits, to + border);
    splitLevels(digits, to, levelStride);
  }

  @Override
  public void decompose(double[] acc, int at, double[] digits, int to, int levelStride) {
    double scale = 1L << shape.pbsBaseLog() * shape.pbsLevel();
    roundDifference(acc, at, at, 0, shape.polynomialSize(), -scale, digits, to);
    splitLevels(digits, to, levelStride);
  }

  private void splitLevels(double[] digits, int to, int levelStride) {
    if (shape.pbsLevel() > 1) {
      LaneStep.decompose(digits, to, polynomial, 1L << shape.pbsBaseLog(), shape.pbsLevel(), levelStride);
    }
  }

  /**
   * {@code round(scale ((sign rotated - base) modulo 1))}: the digits, if there is one level. Four vectors a round,
   * which makes the loop too large for C2 to inline: see {@link VectorPasses}.
   */
  private static void roundDifference(double[] acc, int base, int rotated, double sign, int count,
      double scale, double[] digits, int to) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector signs = broadcast(sign);
    DoubleVector scales = broadcast(scale);
    int j = 0;
    for (; j <= count - 4 * LANES; j += 4 * LANES) {
      DoubleVector w = load(acc, rotated + j).mul(signs).sub(load(acc, base + j));
      DoubleVector x = load(acc, rotated + j + LANES).mul(signs).sub(load(acc, base + j + LANES));
      DoubleVector y = load(acc, rotated + j + 2 * LANES).mul(signs).sub(load(acc, base + j + 2 * LANES));
      DoubleVector z = load(acc, rotated + j + 3 * LANES).mul(signs).sub(load(acc, base + j + 3 * LANES));
      w.sub(w.add(round).sub(round)).fma(scales, round).sub(round).intoArray(digits, to + j);
      x.sub(x.add(round).sub(round)).fma(scales, round).sub(round).intoArray(digits, to + j + LANES);
      y.sub(y.add(round).sub(round)).fma(scales, round).sub(round).intoArray(digits, to + j + 2 * LANES);
      z.sub(z.add(round).sub(round)).fma(scales, round).sub(round).intoArray(digits, to + j + 3 * LANES);
    }
    for (; j < count; j += LANES) {
      DoubleVector x = load(acc, rotated + j).mul(signs).sub(load(acc, base + j));
      x.sub(x.add(round).sub(round)).fma(scales, round).sub(round).intoArray(digits, to + j);
    }
  }

  @Override
  public void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to) {
    if (shape.rows() == 2 && shape.columns() == 2) {
      multiplyTwoByTwo(key, keyAt, digits, from, product, to, points);
    } else {
      multiply(key, keyAt, digits, from, product, to, points, shape.rows(), shape.columns());
    }
  }

  /**
   * The offset in the key is computed in each round and not incremented: only then C2 of JDK 17 checks bounds before
   * the loop.
   */
  private static void multiplyTwoByTwo(double[] key, int keyAt, double[] digits, int from, double[] product,
      int to, int points) {
    for (int p = 0; p < points; p += LANES) {
      int k = keyAt + 8 * p;
      DoubleVector xr = load(digits, from + p);
      DoubleVector xi = load(digits, from + p + points);
      DoubleVector yr = load(digits, from + p + 2 * points);
      DoubleVector yi = load(digits, from + p + 3 * points);
      DoubleVector k0r = load(key, k);
      DoubleVector k0i = load(key, k + LANES);
      DoubleVector k1r = load(key, k + 2 * LANES);
      DoubleVector k1i = load(key, k + 3 * LANES);
      yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i))).intoArray(product, to + p);
      yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i)))).intoArray(product, to + p + points);
      k0r = load(key, k + 4 * LANES);
      k0i = load(key, k + 5 * LANES);
      k1r = load(key, k + 6 * LANES);
      k1i = load(key, k + 7 * LANES);
      yr.fma(k1r, xr.mul(k0r)).sub(yi.fma(k1i, xi.mul(k0i))).intoArray(product, to + p + 2 * points);
      yi.fma(k1r, yr.fma(k1i, xi.fma(k0r, xr.mul(k0i)))).intoArray(product, to + p + 3 * points);
    }
  }

  /** Two vectors a round, for C2: see {@link VectorPasses}. */
  private static void multiply(double[] key, int keyAt, double[] digits, int from, double[] product, int to,
      int points, int rows, int columns) {
    int n = 2 * points;
    int next = 2 * LANES * rows * columns;
    for (int p = 0, first = keyAt; p < points; p += 2 * LANES, first += 2 * next) {
      for (int c = 0, out = to + p, k = first; c < columns; c++, out += n) {
        DoubleVector re = broadcast(0);
        DoubleVector reMinus = re;
        DoubleVector im = re;
        DoubleVector se = re;
        DoubleVector seMinus = re;
        DoubleVector sm = re;
        for (int r = 0, in = from + p; r < rows; r++, in += n, k += 2 * LANES) {
          DoubleVector xr = load(digits, in);
          DoubleVector xi = load(digits, in + points);
          DoubleVector kr = load(key, k);
          DoubleVector ki = load(key, k + LANES);
          re = xr.fma(kr, re);
          reMinus = xi.fma(ki, reMinus);
          im = xi.fma(kr, xr.fma(ki, im));
          xr = load(digits, in + LANES);
          xi = load(digits, in + points + LANES);
          kr = load(key, k + next);
          ki = load(key, k + next + LANES);
          se = xr.fma(kr, se);
          seMinus = xi.fma(ki, seMinus);
          sm = xi.fma(kr, xr.fma(ki, sm));
        }
        re.sub(reMinus).intoArray(product, out);
        im.intoArray(product, out + points);
        se.sub(seMinus).intoArray(product, out + LANES);
        sm.intoArray(product, out + points + LANES);
      }
    }
  }

  @Override
  public void addDifference(double[] product, int base, int source, int exponent, double[] sum, int to) {
    monomials.addDifference(product, base, source, exponent, sum, to);
  }

  @Override
  public int factorWords() {
    return VectorStepProduct.canMultiply(shape) ? VectorStepProduct.factorWords(shape) : 0;
  }

  @Override
  public void multiplyStep(double[] key, int keyAt, int[] exponents, int at, double[] d, int digits, int factors,
      int product) {
    steps.multiply(key, keyAt, exponents, at, d, digits, factors, product);
  }

  @Override
  public void accumulate(double[] product, int from, double[] acc, int at) {
    transform.inverseAdd(product, from, acc, at);
    mirrorTail(acc, at);
  }

  @Override
  public void mirrorTail(double[] acc, int at) {
    for (int j = at; j < at + LANES; j++) {
      acc[j + 2 * points] = -acc[j];
    }
  }
}
