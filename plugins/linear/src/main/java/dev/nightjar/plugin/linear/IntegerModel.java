package dev.nightjar.plugin.linear;

import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.LinearModel;
import java.util.Arrays;

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
    double[][] all = model.weights();
    double[] steps = new double[all.length];
    long top = (1L << weightBits - 1) - 1;
    for (int o = 0; o < steps.length; o++) {
      double largest = 0;
      for (int f = 0; f < quantizers.length; f++) {
        largest = Math.max(largest, Math.abs(all[o][f] * quantizers[f].step()));
      }
      steps[o] = largest > 0 ? largest / top : 1;
    }
    return of(model.intercepts(), all, quantizers, steps);
  }

  /** Rounds a model all of whose sums are integers of one unit, so that they can be compared. */
  static IntegerModel inUnits(LinearModel model, FeatureQuantizer.Uniform[] quantizers, double unit) {
    double[] steps = new double[model.intercepts().length];
    Arrays.fill(steps, unit);
    return of(model.intercepts(), model.weights(), quantizers, steps);
  }

  private static IntegerModel of(double[] intercepts, double[][] weights, FeatureQuantizer.Uniform[] quantizers,
      double[] steps) {
    int scores = steps.length;
    IntegerModel out = new IntegerModel(new long[scores][quantizers.length], steps, intercepts, new long[scores],
        new long[scores], quantizers);
    for (int o = 0; o < scores; o++) {
      double[] w = weights[o];
      for (int f = 0; f < w.length; f++) {
        out.offsets[o] += w[f] * quantizers[f].min();
        long integer = Math.round(w[f] * quantizers[f].step() / steps[o]);
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

  /** A score of a row, as the encrypted sum gives it. */
  double score(int score, double[] row) {
    long sum = 0;
    for (int f = 0; f < row.length; f++) {
      sum += weights[score][f] * quantizers[f].quantize(row[f]);
    }
    return offsets[score] + steps[score] * sum;
  }

  /** Bits of the largest weight, its sign included. */
  int weightBits() {
    long largest = Arrays.stream(weights).flatMapToLong(Arrays::stream).map(Math::abs).max().orElse(0);
    return Long.SIZE - Long.numberOfLeadingZeros(largest) + 1;
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
