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
 */
public final class NegacyclicFft {
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
}
