package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
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

  /** Share of a step by which a value may miss an integer and still counts as one: leaves are of single precision. */
  private static final double EXACT = 1e-4;

  /**
   * The scale of one score: at most {@code 2^bits} integers for the tree whose leaves differ most, as few as give all
   * leaves exactly if any do and they are no probabilities.
   *
   * @param leaves of each tree: those that some input reaches, so that no other stretches the scale
   * @param moreBits beyond the usual number
   */
  static LeafScale of(TreeEnsemble model, int score, List<List<double[]>> leaves, int moreBits) {
    Task task = model.task();
    boolean probability = task.link() == Task.Link.COMPLEMENT
        || task.link() == Task.Link.IDENTITY && task.classifier();
    int top = (1 << (probability ? PROBABILITY_BITS : VALUE_BITS) + moreBits) - 1;
    double[] anchor = new double[leaves.size()];
    if (task.link() == Task.Link.COMPLEMENT && leaves.size() == 1 && model.base()[0] == 0) {
      // With an odd number of steps from 0 to 1 no integer stands for 1/2, so rounding keeps each leaf's
      // class.
      return new LeafScale(1.0 / top, anchor);
    }
    double widest = 0;
    double[][] values = new double[leaves.size()][];
    for (int t = 0; t < anchor.length; t++) {
      values[t] = leaves.get(t).stream().mapToDouble(leaf -> leaf[score]).sorted().distinct().toArray();
      anchor[t] = values[t][0];
      widest = Math.max(widest, values[t][values[t].length - 1] - anchor[t]);
    }
    if (!(widest > 0)) {
      return new LeafScale(1, anchor);
    }
    for (int steps = 1; !probability && steps < top; steps++) {
      LeafScale scale = new LeafScale(widest / steps, anchor);
      if (scale.isExact(values)) {
        return scale;
      }
    }
    return new LeafScale(widest / top, anchor);
  }

  private boolean isExact(double[][] values) {
    for (int t = 0; t < values.length; t++) {
      for (double value : values[t]) {
        double integer = (value - anchor[t]) / step;
        if (Math.abs(integer - Math.rint(integer)) > EXACT) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The integer nearest to a value, the lower one of two: a classifier's probability of 1/2 is the first
   * class.
   */
  int quantize(int tree, double value) {
    return (int) Math.ceil((value - anchor[tree]) / step - 0.5);
  }

  /** What the integer of a value stands for. */
  double rounded(int tree, double value) {
    return anchor[tree] + step * quantize(tree, value);
  }
}
