package com.example.scorecard;

import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Task;
import java.util.List;

/**
 * A scorecard: each feature gives the points of the interval that it lies in, and the score is their sum.
 *
 * @param base points that everybody starts with
 * @param characteristics one for each feature, in the order of a row
 */
record Scorecard(int base, List<Characteristic> characteristics) implements ImportedModel {

  /**
   * One feature's intervals {@code (-∞, upTo_0], (upTo_0, upTo_1], …, (upTo_last, ∞)}.
   *
   * @param name of the feature
   * @param upTo strictly ascending inner bounds
   * @param points of each interval, one more than bounds
   */
  record Characteristic(String name, List<Double> upTo, List<Integer> points) {
    int pointsOf(double x) {
      int interval = 0;
      while (interval < upTo.size() && x > upTo.get(interval)) {
        interval++;
      }
      return points.get(interval);
    }
  }

  Scorecard {
    characteristics = List.copyOf(characteristics);
  }

  @Override
  public int features() {
    return characteristics.size();
  }

  @Override
  public String description() {
    return "scorecard";
  }

  @Override
  public double[] scores(double[] x) {
    double score = base;
    for (int f = 0; f < features(); f++) {
      score += characteristics.get(f).pointsOf(x[f]);
    }
    return new double[] {score};
  }

  @Override
  public Task task() {
    return Task.regression();
  }
}
