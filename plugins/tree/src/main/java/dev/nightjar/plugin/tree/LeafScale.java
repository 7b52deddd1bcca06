package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.List;

/**
 * Integers for leaf values: {@code value ≈ anchor[tree] + step * k} for one score, on one step for all trees,
 * so that integers of several trees can be added.
 *
 * @param step worth of one integer step
 * @param anchor what k = 0 stands for in each tree; not copied
 */
record LeafScale(double step, double[] anchor) {
  /** Bits of a class probability. */
  static final int PROBABILITY_BITS = 6;
  /** Bits of any other leaf value. */
  static final int VALUE_BITS = 8;

  /** The scale of one score: {@code 2^bits} integers for the tree whose leaves differ most. */
  static LeafScale of(TreeEnsemble model, int score) {
    Task task = model.task();
    boolean probability = task.link() == Task.Link.COMPLEMENT
        || task.link() == Task.Link.IDENTITY && task.classifier();
    int top = (1 << (probability ? PROBABILITY_BITS : VALUE_BITS)) - 1;
    List<Tree> trees = model.trees();
    double[] anchor = new double[trees.size()];
    if (task.link() == Task.Link.COMPLEMENT && trees.size() == 1 && model.base()[0] == 0) {
      // With an odd number of steps from 0 to 1 no integer stands for 1/2, so rounding keeps each leaf's
      // class.
      return new LeafScale(1.0 / top, anchor);
    }
    double widest = 0;
    for (int t = 0; t < anchor.length; t++) {
      double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      widen(trees.get(t), score, range);
      anchor[t] = range[0];
      widest = Math.max(widest, range[1] - range[0]);
    }
    return new LeafScale(widest > 0 ? widest / top : 1, anchor);
  }

  private static void widen(Tree tree, int score, double[] range) {
    tree.children().forEach(child -> widen(child, score, range));
    if (tree instanceof Tree.Leaf leaf) {
      range[0] = Math.min(range[0], leaf.values()[score]);
      range[1] = Math.max(range[1], leaf.values()[score]);
    }
  }

  /**
   * The integer nearest to a value, the lower one of two: a classifier's probability of 1/2 is the first
   * class.
   */
  int quantize(int tree, double value) {
    return (int) Math.ceil((value - anchor[tree]) / step - 0.5);
  }
}
