package dev.nightjar.api.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A linear model: {@code score_o = Σ_f weights[o][f] x_f + intercepts[o]}.
 *
 * @param weights one row for each score; copied
 * @param intercepts one for each score; copied
 * @param task what the scores mean
 */
public record LinearModel(double[][] weights, double[] intercepts, Task task) implements ImportedModel {
  public LinearModel {
    Objects.requireNonNull(task, "task");
    if (weights.length == 0 || weights.length != intercepts.length || weights[0].length == 0) {
      throw new IllegalArgumentException(
          weights.length + " rows of weights do not match " + intercepts.length + " intercepts");
    }
    weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    intercepts = intercepts.clone();
    for (double[] row : weights) {
      if (row.length != weights[0].length) {
        throw new IllegalArgumentException("every score needs " + weights[0].length + " weights");
      }
    }
  }

  @Override
  public int features() {
    return weights[0].length;
  }

  @Override
  public String description() {
    return "linear model";
  }

  @Override
  public double[] scores(double[] x) {
    double[] s = intercepts.clone();
    for (int o = 0; o < s.length; o++) {
      for (int f = 0; f < x.length; f++) {
        s[o] += weights[o][f] * x[f];
      }
    }
    return s;
  }
}
