package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A linear model: {@code score_o = Σ_f weights[o][f] x_f + intercepts[o]}.
 *
 * @param weights one row for each score, finite; copied
 * @param intercepts one for each score, finite; copied
 * @param task what the scores mean
 */
public record LinearModel(double[][] weights, double[] intercepts, Task task) implements ImportedModel {
  public LinearModel {
    Objects.requireNonNull(task, "task");
    if (weights.length == 0 || weights.length != intercepts.length || weights[0].length == 0) {
      throw invalid(weights.length + " rows of weights do not match " + intercepts.length + " intercepts");
    }
    weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    intercepts = intercepts.clone();
    for (double[] row : weights) {
      if (row.length != weights[0].length) {
        throw invalid("every score needs " + weights[0].length + " weights, not " + row.length);
      }
      requireFinite("weight", row);
    }
    requireFinite("intercept", intercepts);
  }

  private static void requireFinite(String what, double[] values) {
    for (double v : values) {
      if (!Double.isFinite(v)) {
        throw invalid("a linear model cannot have the " + what + " " + v);
      }
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** The weights, a copy. */
  @Override
  public double[][] weights() {
    return Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
  }

  /** The intercepts, a copy. */
  @Override
  public double[] intercepts() {
    return intercepts.clone();
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

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearModel that && Arrays.deepEquals(weights, that.weights)
        && Arrays.equals(intercepts, that.intercepts) && task.equals(that.task);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.deepHashCode(weights), Arrays.hashCode(intercepts), task);
  }
}
