package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree.Condition;
import java.util.List;

/**
 * One bootstrap. Its phase is {@code step (K · satisfied conditions + cell)} with K cells: when all d
 * conditions hold, it is one of the K highest values that can occur, and otherwise below them. The whole
 * range {@code step (K (d + 1) - 1)} is at most half of the torus, so that the highest value lies opposite
 * the lowest or before that.
 *
 * <p>Weights are in thermometer bits, 2^{@value #DELTA_LOG2} torus words each.
 *
 * @param tree tree that it belongs to
 * @param cut index of the look-up whose indicator is one of the conditions, -1 for none
 * @param level 0 when it needs no other look-up
 * @param read the other conditions, which are read off the query
 * @param region the tests that number the cell
 * @param score first score that it changes
 * @param changeOfExit by how much it changes scores, {@code [exit][score - first]}; no scores for a cut
 * @param step weight of one step
 * @param cutFactor factor that the indicator of the cut enters with
 * @param indicator for a cut, the weight of its own indicator
 */
record Lookup(int tree, int cut, int level, List<Condition> read, Region region, int score,
    int[][] changeOfExit, long step, long cutFactor, long indicator) {
  /**
   * log2 of the torus word that stands for a thermometer bit: weights up to 2^13 keep fresh noise harmless.
   */
  static final int DELTA_LOG2 = 50;

  /** Weight that takes a thermometer bit to half of the torus. */
  static final long HALF_TORUS = 1L << 63 - DELTA_LOG2;

  /** Cells, K. */
  int cells() {
    return region.cells();
  }

  /** Conditions, d, the cut included. */
  int conditions() {
    return read.size() + (cut >= 0 ? 1 : 0);
  }

  /** Whether this is the indicator of a cut. */
  boolean isCut() {
    return indicator > 0;
  }

  /** Weight of a condition other than the cut. */
  long conditionWeight() {
    return cells() * step;
  }

  /**
   * Phase, in steps of weight, half a step below the highest cell. The table turns there: phases above it give the
   * negative of what the lowest phase gives.
   */
  double upperEdge(long cutWeight) {
    return read.size() * conditionWeight() + cutWeight + (cells() - 1.5) * step;
  }

  /** Torus distance between a value that can occur and the nearest edge, were the edges exact. */
  double idealMargin() {
    return Math.scalb((double) step, DELTA_LOG2 - 65);
  }

  /** 2-norm of the weights over fresh coefficients. */
  double freshNorm2() {
    double sum = 0;
    for (Condition c : read) {
      sum += c.terms() * Math.pow(conditionWeight(), 2);
    }
    for (Axis a : region.axes()) {
      for (int i = 0; i < a.levels().length; i++) {
        double weight = a.gridWeight(i) * (double) step;
        sum += weight * weight + 2 * weight * conditionWeight() * sign(a.feature(), a.levels()[i]);
      }
    }
    return Math.sqrt(sum);
  }

  /** How often the conditions read {@code [q <= level]}, counted with its sign. */
  private int sign(int feature, int level) {
    int sign = 0;
    for (Condition c : read) {
      sign += c.feature() == feature ? c.levels().signAt(level) : 0;
    }
    return sign;
  }

  /** The score behind the last one that it may change. */
  int endScore() {
    return score + changeOfExit[0].length;
  }

  /** Whether it changes a score. */
  boolean changes(int wanted) {
    int o = wanted - score;
    if (o < 0) {
      return false;
    }
    for (int[] change : changeOfExit) {
      if (o < change.length && change[o] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Change of a score in a cell. */
  int change(int cell, int wanted) {
    return changeOfExit[region.exitOfCell()[cell]][wanted - score];
  }

  /**
   * Change of a score when a condition fails (0), or for a look-up without conditions that of the first cell.
   */
  int lowest(int wanted) {
    return conditions() == 0 ? change(0, wanted) : 0;
  }

  /** Change of a score in the last cell. */
  int highest(int wanted) {
    return change(cells() - 1, wanted);
  }
}
