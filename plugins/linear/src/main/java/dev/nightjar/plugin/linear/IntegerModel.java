package dev.nightjar.plugin.linear;

import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.LinearModel;

/**
 * A linear model in integers: {@code score_o ≈ offsets[o] + steps[o] Σ_f weights[o][f] q_f}, where
 * {@code q_f} is the quantised feature. Only the weights and the features are rounded; offsets are exact.
 *
 * @param weights integer weights, one row for each score; not copied
 * @param steps worth of one unit of each score's sum; not copied
 * @param offsets value of each score when all q are 0; not copied
 * @param lowest smallest sum of each score; not copied
 * @param highest largest sum of each score; not copied
 * @param quantizers of features; not copied
 */
record IntegerModel(long[][] weights, double[] steps, double[] offsets, long[] lowest, long[] highest,
    FeatureQuantizer.Uniform[] quantizers) {
  /**
   * Rounds a model.
   *
   * @param weightBits bits of the largest weight of each score, its sign included
   */
  static IntegerModel of(LinearModel model, FeatureQuantizer.Uniform[] quantizers, int weightBits) {
    int scores = model.intercepts().length;
    IntegerModel out = new IntegerModel(new long[scores][quantizers.length], new double[scores],
        model.intercepts().clone(), new long[scores], new long[scores], quantizers);
    double[][] all = model.weights();
    long top = (1L << weightBits - 1) - 1;
    for (int o = 0; o < scores; o++) {
      double[] w = all[o];
      double largest = 0;
      for (int f = 0; f < w.length; f++) {
        largest = Math.max(largest, Math.abs(w[f] * quantizers[f].step()));
        out.offsets[o] += w[f] * quantizers[f].min();
      }
      out.steps[o] = largest > 0 ? largest / top : 1;
      for (int f = 0; f < w.length; f++) {
        long integer = Math.round(w[f] * quantizers[f].step() / out.steps[o]);
        out.weights[o][f] = integer;
        out.lowest[o] += Math.min(0, integer * (quantizers[f].levels() - 1));
        out.highest[o] += Math.max(0, integer * (quantizers[f].levels() - 1));
      }
    }
    return out;
  }

  /** By how much the weights of a score, in units of the features, differ from these. */
  double[] weightErrors(double[] exact, int score) {
    double[] errors = new double[exact.length];
    for (int f = 0; f < errors.length; f++) {
      errors[f] = weights[score][f] * steps[score] / quantizers[f].step() - exact[f];
    }
    return errors;
  }

  /** The same with offsets that make up for the rounding of weights where features have these values. */
  IntegerModel exactAt(double[] values, LinearModel model) {
    double[] moved = offsets.clone();
    double[][] all = model.weights();
    for (int o = 0; o < moved.length; o++) {
      double[] errors = weightErrors(all[o], o);
      for (int f = 0; f < errors.length; f++) {
        moved[o] -= errors[f] * (values[f] - quantizers[f].min());
      }
    }
    return new IntegerModel(weights, steps, moved, lowest, highest, quantizers);
  }

  /** Whether a feature has a weight in any score. */
  boolean uses(int feature) {
    for (long[] row : weights) {
      if (row[feature] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a score depends on any feature. */
  boolean varies(int score) {
    return highest[score] > lowest[score];
  }

  /** Bits of the widest range of a score's sum. */
  int rangeBits() {
    int bits = 1;
    for (int o = 0; o < lowest.length; o++) {
      bits = Math.max(bits, Long.SIZE - Long.numberOfLeadingZeros(highest[o] - lowest[o]));
    }
    return bits;
  }
}
