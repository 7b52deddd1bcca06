package dev.nightjar.plugin.network;

/**
 * Rounds the weights of a sum to integers so that the sum changes little on calibration rows: one after the other, each
 * weight making up for what the rounding of those before it did, as far as their values go together (L. Babai, <em>On
 * Lovász' lattice reduction and the nearest lattice point problem</em>, Combinatorica 6, 1986: the nearest plane).
 */
final class Rounding {
  /** Terms beyond which weights are rounded one by one: the decomposition takes the third power of them. */
  private static final int MOST_TERMS = 700;
  /** Share of the mean variance that is added to each, so that few rows do not lead to large weights. */
  private static final double RIDGE = 0.05;

  private final double[][] factor;

  /**
   * For sums of given terms.
   *
   * @param values what weights multiply, {@code [term][row]}, with mean 0
   */
  Rounding(double[][] values) {
    factor = values.length > MOST_TERMS ? null : triangle(values);
  }

  /** The integers for real weights. */
  long[] round(double[] weights) {
    int n = weights.length;
    long[] out = new long[n];
    double[] off = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double wanted = weights[i];
      for (int j = i + 1; factor != null && j < n; j++) {
        wanted -= factor[j][i] * off[j] / factor[i][i];
      }
      out[i] = Math.round(wanted);
      off[i] = out[i] - weights[i];
    }
    return out;
  }

  /** The upper triangular R with Rᵀ R the second moments, as columns: {@code triangle[j][i]}, i no more than j. */
  private static double[][] triangle(double[][] values) {
    int n = values.length;
    double[][] moments = new double[n][];
    double trace = 0;
    for (int j = 0; j < n; j++) {
      moments[j] = new double[j + 1];
      for (int i = 0; i <= j; i++) {
        moments[j][i] = dot(values[i], values[j]);
      }
      trace += moments[j][j];
    }
    double ridge = Math.max(RIDGE * trace / n, Double.MIN_NORMAL);
    for (int j = 0; j < n; j++) {
      double[] column = moments[j];
      column[j] += ridge;
      for (int i = 0; i <= j; i++) {
        double sum = column[i];
        for (int k = 0; k < i; k++) {
          sum -= moments[i][k] * column[k];
        }
        column[i] = i == j ? Math.sqrt(sum) : sum / moments[i][i];
      }
    }
    return moments;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
