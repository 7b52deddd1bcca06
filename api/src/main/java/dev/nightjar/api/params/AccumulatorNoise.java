package dev.nightjar.api.params;

import dev.nightjar.api.primitives.NegacyclicFft;

/** The noise of combinations of an accumulator's coefficients, {@link NoiseModel#combinationVarianceBound}. */
final class AccumulatorNoise {
  /** Up to this many weights their products are summed one by one. */
  private static final int FEW = 48;

  private AccumulatorNoise() {
  }

  static double combination(Parameters p, int[] position, double[] weight) {
    int size = p.polynomialSize();
    int k = p.glweDimension();
    double all = NoiseModel.bootstrapVarianceBound(p);
    double masks = NoiseModel.bootstrapCovarianceBound(p) / NoiseFormulas.keyCorrelation(k, size);
    double sum = 0;
    int parts = p.tableSize() / size;
    for (int part = 0; part < parts; part++) {
      double[] correlation = autocorrelation(position, weight, part, parts, size);
      // Of a white noise with the variance of one coefficient; what is beyond distance 0 may add or cancel.
      double shared = correlation[0];
      for (int t = 1; t < size / 2; t++) {
        shared += correlation[t] * (1 - 2.0 * t / size)
            + Math.abs(correlation[t]) * NoiseFormulas.keyDeviation(k, size);
      }
      sum += (all - masks) * correlation[0] + masks * Math.max(0, shared);
    }
    return sum;
  }

  /** The negacyclic autocorrelation of a part's weights at distances 0 to {@code N / 2 - 1}. */
  private static double[] autocorrelation(int[] position, double[] weight, int part, int parts, int size) {
    int[] at = new int[position.length];
    double[] of = new double[position.length];
    int count = 0;
    for (int i = 0; i < position.length; i++) {
      if (position[i] % parts == part) {
        at[count] = position[i] / parts;
        of[count++] = weight[i];
      }
    }
    return count <= FEW ? byPairs(at, of, count, size) : byTransform(at, of, count, size);
  }

  private static double[] byPairs(int[] at, double[] of, int count, int size) {
    double[] sum = new double[Math.max(1, size / 2)];
    for (int i = 0; i < count; i++) {
      sum[0] += of[i] * of[i];
      for (int j = 0; j < i; j++) {
        int distance = Math.abs(at[i] - at[j]);
        int folded = Math.min(distance, size - distance);
        if (folded < size / 2) {
          sum[folded] += distance == folded ? of[i] * of[j] : -of[i] * of[j];
        }
      }
    }
    return sum;
  }

  private static double[] byTransform(int[] at, double[] of, int count, int size) {
    double[] re = new double[size / 2];
    double[] im = new double[size / 2];
    for (int i = 0; i < count; i++) {
      double[] half = at[i] < size / 2 ? re : im;
      half[at[i] % (size / 2)] = of[i];
    }
    NegacyclicFft fft = new NegacyclicFft(size);
    fft.forward(re, im);
    for (int i = 0; i < re.length; i++) {
      re[i] = re[i] * re[i] + im[i] * im[i];
      im[i] = 0;
    }
    fft.backward(re, im);
    return re;
  }
}
