package dev.nightjar.plugin.linear;

import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.LinearModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Grids of linear models. Bits go where they help: error is rounding of features, {@code step²/12} each, and rounding
 * of weights, which counts with the variance of a feature about its mean since offsets are exact there. Both are
 * related to the standard deviation of a score over the calibration rows and stay below 0.4 % of it together where an
 * agreement of 0.99 is asked for; what is left over makes ranges wider. Immutable.
 */
final class LinearGrids extends Grids {
  /** Most error, of what the wanted agreement allows a regressor. */
  private static final double SHARE = 0.4;
  private static final int MOST_WEIGHT_BITS = 13;

  /** Rows of which means and deviations are taken, and their values in all, at most. */
  private static final int MOST_ROWS = 2000;
  private static final int MOST_VALUES = 4_000_000;
  private static final int LEAST_ROWS = 100;

  private final LinearModel model;
  private final double[][] weights;
  private final double[] mean;
  private final double[] centre;
  private final double[] width;
  private final double[] deviation;
  private final double[] scoreDeviation;
  private final double featureError;
  private final Map<Integer, Double> weightErrors = new HashMap<>();
  private final List<Choice> choices;

  LinearGrids(LinearModel model, CompileRequest request) {
    super(request, SHARE, MOST_WEIGHT_BITS);
    this.model = model;
    weights = model.weights();
    int features = model.features();
    Uniform[] ranges = new Uniform[features];
    Arrays.setAll(ranges, f -> request.robustQuantizer(f, 2));
    double[][] rows = clamped(sample(request.calibration()), ranges);
    mean = new double[features];
    deviation = new double[features];
    for (int f = 0; f < features; f++) {
      int feature = f;
      double[] moments = moments(Arrays.stream(rows).mapToDouble(row -> row[feature]).toArray());
      mean[f] = moments[0];
      deviation[f] = moments[1];
    }
    double[][] scores = Arrays.stream(rows).map(model::scores).toArray(double[][]::new);
    scoreDeviation = new double[model.intercepts().length];
    Arrays.setAll(scoreDeviation, o -> spread(Arrays.stream(scores).mapToDouble(s -> s[o]).toArray()));
    centre = new double[features];
    width = new double[features];
    double[] largest = largestWeights();
    for (int f = 0; f < features; f++) {
      centre[f] = ranges[f].min() / 2 + ranges[f].max() / 2;
      width[f] = deviation[f] > 0 ? ranges[f].max() - ranges[f].min() : Math.max(Math.abs(centre[f]), largest[f]);
    }
    featureError = featureError();
    choices = sorted(equalSteps());
  }

  /** The deviation of a score, or where it does not vary its magnitude, as {@link Agreement} has it. */
  private static double spread(double[] scores) {
    double[] moments = moments(scores);
    return moments[1] > 0 ? moments[1] : moments[0] != 0 ? Math.abs(moments[0]) : 1;
  }

  /** Values far outside say nothing of how much a score varies. */
  private static double[][] clamped(double[][] rows, Uniform[] ranges) {
    double[][] out = new double[rows.length][ranges.length];
    for (int i = 0; i < out.length; i++) {
      for (int f = 0; f < ranges.length; f++) {
        out[i][f] = Math.max(ranges[f].min(), Math.min(ranges[f].max(), rows[i][f]));
      }
    }
    return out;
  }

  private static double[][] sample(double[][] rows) {
    int most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_VALUES / rows[0].length));
    if (rows.length <= most) {
      return rows;
    }
    double[][] out = new double[most][];
    Arrays.setAll(out, i -> rows[(int) ((long) i * rows.length / most)]);
    return out;
  }

  /** Mean and standard deviation. */
  private static double[] moments(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double deviation = Math.sqrt(variance);
    return new double[] {mean, deviation > 1e-12 * Math.abs(mean) ? deviation : 0};
  }

  /** For each feature how much of it changes some score by the score's deviation; 1 where that says nothing. */
  private double[] largestWeights() {
    double[] out = new double[model.features()];
    for (int f = 0; f < out.length; f++) {
      double most = 0;
      for (int o = 0; o < weights.length; o++) {
        double changes = Math.abs(weights[o][f]) / scoreDeviation[o];
        most = Double.isFinite(changes) ? Math.max(most, changes) : most;
      }
      out[f] = most > 0 && Double.isFinite(1 / most) ? 1 / most : 1;
    }
    return out;
  }

  @Override
  IntegerModel integers(Choice choice) {
    // Offsets make up for what rounds weights, at the means of features.
    return rounded(quantizers(choice.bits(), choice.wideningLog2()), choice.weightBits()).exactAt(mean, model);
  }

  @Override
  IntegerModel rounded(Uniform[] quantizers, int weightBits) {
    return IntegerModel.of(model, quantizers, weightBits);
  }

  @Override
  Uniform[] quantizers(int bits, int wideningLog2) {
    Uniform[] out = new Uniform[width.length];
    for (int f = 0; f < out.length; f++) {
      double half = Math.scalb(width[f], wideningLog2 - 1);
      double min = Math.max(-Double.MAX_VALUE / 4, centre[f] - half);
      double max = Math.min(Double.MAX_VALUE / 4, centre[f] + half);
      out[f] = Uniform.over(min + 0.0, max, 1 << bits);
    }
    return out;
  }

  @Override
  List<Choice> choices() {
    return choices;
  }

  @Override
  double error(int bits, int weightBits, int wideningLog2) {
    double weight = weightErrors.computeIfAbsent(weightBits,
        w -> weightError(rounded(quantizers(LEAST_BITS, 0), w)));
    return Math.hypot(Math.scalb(featureError, wideningLog2 - bits), weight);
  }

  /** Of features with one bit over ranges that are not widened. */
  private double featureError() {
    double worst = 0;
    for (int o = 0; o < scoreDeviation.length; o++) {
      double[] w = weights[o];
      double sum = IntStream.range(0, w.length).mapToDouble(f -> Math.pow(w[f] * width[f], 2) / 12).sum();
      worst = Math.max(worst, relative(Math.sqrt(sum), o));
    }
    return worst;
  }

  private double weightError(IntegerModel integers) {
    double worst = 0;
    for (int o = 0; o < scoreDeviation.length; o++) {
      double[] errors = integers.weightErrors(weights[o], o);
      double sum = IntStream.range(0, errors.length).mapToDouble(f -> Math.pow(errors[f] * deviation[f], 2)).sum();
      worst = Math.max(worst, relative(Math.sqrt(sum), o));
    }
    return worst;
  }

  private double relative(double error, int score) {
    return error / scoreDeviation[score];
  }
}
