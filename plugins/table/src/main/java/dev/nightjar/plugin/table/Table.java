package dev.nightjar.plugin.table;

import dev.nightjar.api.model.ImportedModel;
import java.util.stream.IntStream;

/** The scores of a model at all points of a grid. Immutable. */
final class Table {
  private final double[][] scores;
  private final double[] lowest;
  private final double[] highest;

  private Table(double[][] scores) {
    this.scores = scores;
    lowest = scores[0].clone();
    highest = scores[0].clone();
    for (double[] point : scores) {
      for (int s = 0; s < lowest.length; s++) {
        lowest[s] = Math.min(lowest[s], point[s]);
        highest[s] = Math.max(highest[s], point[s]);
      }
    }
  }

  /** Evaluates a model at all points of a grid, on all threads of the machine: models are immutable. */
  static Table of(ImportedModel model, Grid grid) {
    Table table = new Table(IntStream.range(0, 1 << grid.allBits()).parallel()
        .mapToObj(number -> model.scores(grid.point(number))).toArray(double[][]::new));
    for (int s = 0; s < table.scores(); s++) {
      if (!Double.isFinite(table.lowest[s]) || !Double.isFinite(table.highest[s])) {
        throw TablePlugin.refused("score " + s + " of this model is no finite number at some point of the table");
      }
    }
    return table;
  }

  /** Number of points. */
  int points() {
    return scores.length;
  }

  /** Number of scores. */
  int scores() {
    return lowest.length;
  }

  /** A score at a point. */
  double score(int point, int score) {
    return scores[point][score];
  }

  double lowest(int score) {
    return lowest[score];
  }

  double highest(int score) {
    return highest[score];
  }

  /** The scores that are not the same at all points. */
  int[] varying() {
    return IntStream.range(0, scores()).filter(s -> highest[s] > lowest[s]).toArray();
  }

  /** The distance of two of so many levels of a score. */
  double step(int score, int levels) {
    return (highest[score] - lowest[score]) / (levels - 1);
  }

  /** The level of a score at a point, from 0. */
  int level(int point, int score, int levels) {
    return highest[score] > lowest[score]
        ? (int) Math.rint((scores[point][score] - lowest[score]) / step(score, levels)) : 0;
  }
}
