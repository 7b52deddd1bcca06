package dev.nightjar.api.primitives;

/**
 * Real polynomials modulo {@code X^N + 1} as their values at the {@code N / 2} roots {@code e^{iπ(4t+1)/N}};
 * the other roots are the conjugates. The polynomial is folded into N/2 complex numbers {@code (p_j + i
 * p_{j+N/2}) e^{iπj/N}} and transformed by decimation in frequency; the inverse, by decimation in time, takes
 * the values in the order in which they come, so that nothing is ever reordered. Source: Klemsa, <em>Fast and
 * Error-Free Negacyclic Integer Convolution using Extended Fourier Transform</em>, eprint 2021/480.
 *
 * <p>The same operations in the same order for all values. Immutable and thread-safe: the caller owns the
 * arrays.
 *
 * <p><b>Rounding.</b> {@link #productError} bounds the error of products, whatever the polynomials are. The proof
 * follows Percival, <em>Rapid multiplication modulo the sum and difference of highly composite numbers</em>,
 * Mathematics of Computation 72 (2003), theorem 5.1. Let u = 2^-53.
 *
 * <ul>
 *   <li>A twiddle factor is wrong by at most β = 5.7 u: its angle, below π, by a factor of at most 1 + 1.36 u (the
 *       constant π and one multiplication; dividing by a power of two is exact), and sine and cosine by one unit in the
 *       last place each, at most u (the guarantee of {@link Math#cos}).
 *   <li>A complex product has a relative error of at most √5 u (Brent, Percival and Zimmermann, Mathematics of
 *       Computation 76, 2007), a complex sum one of u. So each stage, the twist included, changes a value v by at most
 *       θ|v|, where 1 + θ = (1 + u)(1 + √5 u)(1 + β); θ is below 9 u.
 *   <li>Forward: stages scale the 2-norm of all values by √2 exactly. After log2(N/2) stages and the twist the values
 *       of x are wrong by at most ((1 + θ)^log2(N) - 1) √(N/2) ‖x‖ in 2-norm, where ‖x‖ is the 2-norm of the
 *       coefficients.
 *   <li>Products of values, summed over k pairs: by the Cauchy-Schwarz inequality the sum over all points of the
 *       magnitudes of their errors is at most ((1 + θ)^(2 log2 N) (1 + √5 u)(1 + u)^k - 1) (N/2) Σ ‖x‖‖y‖.
 *   <li>Backward: a coefficient is reached by each value at each stage over one path at most, with weights of magnitude
 *       1, and the values that reach it, summed by magnitude, are at most 1 + θ times as large after a stage as before
 *       it. So their errors add up to at most (1 + θ)^log2(N) - 1 times the sum over all points, which is at most (N/2)
 *       Σ ‖x‖‖y‖ (1 + …); the scale 2/N is a power of two.
 * </ul>
 */
public final class NegacyclicFft {
  /** A rounding error, u. */
  private static final double UNIT = 0x1p-53;
  /** Bound of a stage's relative error, in units of u. */
  private static final double STAGE = 9;

  private final int half;
  private final double[] twistRe;
  private final double[] twistIm;
  /** Roots of the stage with blocks of 2h: {@code e^{iπj/h}} at {@code h - 1 + j}, j below h. */
  private final double[] rootRe;
  private final double[] rootIm;

  /**
   * A transform of polynomials of a size.
   *
   * @param polynomialSize N, a power of two, at least 2
   */
  public NegacyclicFft(int polynomialSize) {
    if (polynomialSize < 2 || Integer.bitCount(polynomialSize) != 1) {
      throw new IllegalArgumentException("a polynomial has a power of two of coefficients, not " + polynomialSize);
    }
    half = polynomialSize / 2;
    twistRe = new double[half];
    twistIm = new double[half];
    rootRe = new double[half];
    rootIm = new double[half];
    for (int j = 0; j < half; j++) {
      twistRe[j] = Math.cos(Math.PI * j / polynomialSize);
      twistIm[j] = Math.sin(Math.PI * j / polynomialSize);
    }
    for (int h = 1; h < half; h *= 2) {
      for (int j = 0; j < h; j++) {
        rootRe[h - 1 + j] = Math.cos(Math.PI * j / h);
        rootIm[h - 1 + j] = Math.sin(Math.PI * j / h);
      }
    }
  }

  /**
   * Forward, in place.
   *
   * @param re coefficients 0 to N/2 - 1, becomes the real parts of the values
   * @param im coefficients N/2 to N - 1, becomes the imaginary parts
   */
  public void forward(double[] re, double[] im) {
    for (int j = 0; j < half; j++) {
      double x = re[j];
      double y = im[j];
      re[j] = x * twistRe[j] - y * twistIm[j];
      im[j] = x * twistIm[j] + y * twistRe[j];
    }
    for (int h = half / 2; h >= 1; h /= 2) {
      for (int block = 0; block < half; block += 2 * h) {
        for (int j = 0; j < h; j++) {
          int a = block + j;
          int b = a + h;
          double wr = rootRe[h - 1 + j];
          double wi = rootIm[h - 1 + j];
          double dr = re[a] - re[b];
          double di = im[a] - im[b];
          re[a] += re[b];
          im[a] += im[b];
          re[b] = dr * wr - di * wi;
          im[b] = dr * wi + di * wr;
        }
      }
    }
  }

  /** Backward, in place: values become coefficients, as {@link #forward} takes them. */
  public void backward(double[] re, double[] im) {
    for (int h = 1; h < half; h *= 2) {
      for (int block = 0; block < half; block += 2 * h) {
        for (int j = 0; j < h; j++) {
          int a = block + j;
          int b = a + h;
          double wr = rootRe[h - 1 + j];
          double wi = rootIm[h - 1 + j];
          double vr = re[b] * wr + im[b] * wi;
          double vi = im[b] * wr - re[b] * wi;
          re[b] = re[a] - vr;
          im[b] = im[a] - vi;
          re[a] += vr;
          im[a] += vi;
        }
      }
    }
    double scale = 1.0 / half;
    for (int j = 0; j < half; j++) {
      double x = re[j] * scale;
      double y = im[j] * scale;
      re[j] = x * twistRe[j] + y * twistIm[j];
      im[j] = y * twistRe[j] - x * twistIm[j];
    }
  }

  /**
   * A bound for the error of sums of products of polynomials: where the values of k pairs of polynomials x and y are
   * made by {@link #forward}, multiplied as complex numbers and summed, and brought back by {@link #backward}, each
   * coefficient differs from that of {@code Σ x y} by at most this times {@code Σ ‖x‖ ‖y‖}, of 2-norms of coefficients.
   * It holds for all polynomials of integers or fractions that are exact as {@code double}, as long as nothing
   * overflows or underflows; the class comment has the proof.
   *
   * @param pairs k, at least 1
   */
  public double productError(int pairs) {
    if (pairs < 1) {
      throw new IllegalArgumentException("a sum has 1 product or more, not " + pairs);
    }
    int stages = Integer.numberOfTrailingZeros(2 * half);
    double first = (3 * stages * STAGE + Math.sqrt(5) + pairs) * UNIT;
    // (1 + x)^m - 1 is at most mx / (1 - mx).
    return first / (1 - first);
  }
}
