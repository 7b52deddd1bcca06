package dev.nightjar.api.model;

import java.util.List;
import java.util.Objects;

/**
 * A sum of decision trees: {@code score_o = base[o] + Σ_trees value_o(leaf reached)}; averages are already folded into
 * the leaf values.
 *
 * @param features number of input features
 * @param base value that each score starts from; copied
 * @param trees the trees
 * @param task what the scores mean
 */
public record TreeEnsemble(int features, double[] base, List<Tree> trees, Task task) implements ImportedModel {
  public TreeEnsemble {
    Objects.requireNonNull(task, "task");
    base = base.clone();
    trees = List.copyOf(trees);
    if (features < 1 || base.length < 1 || trees.isEmpty()) {
      throw new IllegalArgumentException("a tree ensemble needs features, scores and trees");
    }
    for (Tree tree : trees) {
      tree.check(features, base.length);
    }
  }

  /** A node of a tree. */
  public sealed interface Tree {
    /**
     * A test.
     *
     * @param feature feature that is compared
     * @param threshold goes to {@code below} when {@code x <= threshold}, else to {@code above}; single precision
     *     comparisons of other libraries are made exact by the importer
     * @param below sub-tree of {@code x <= threshold}
     * @param above sub-tree of {@code x > threshold}
     */
    record Branch(int feature, double threshold, Tree below, Tree above) implements Tree {
    }

    /**
     * A leaf.
     *
     * @param values one value for each score; not copied
     */
    record Leaf(double[] values) implements Tree {
    }

    private void check(int features, int scores) {
      if (this instanceof Branch b) {
        if (b.feature < 0 || b.feature >= features || Double.isNaN(b.threshold)) {
          throw new IllegalArgumentException("a test on feature " + b.feature + " at " + b.threshold
              + " does not fit a model of " + features + " features");
        }
        b.below.check(features, scores);
        b.above.check(features, scores);
      } else if (this instanceof Leaf leaf && leaf.values.length != scores) {
        throw new IllegalArgumentException("a leaf has " + leaf.values.length + " values, not " + scores);
      }
    }

    /** The values of the leaf that a row reaches. */
    default double[] evaluate(double[] x) {
      Tree t = this;
      while (t instanceof Branch b) {
        t = x[b.feature] <= b.threshold ? b.below : b.above;
      }
      return ((Leaf) t).values;
    }
  }

  @Override
  public String description() {
    return trees.size() == 1 ? "decision tree" : "ensemble of " + trees.size() + " trees";
  }

  @Override
  public double[] scores(double[] x) {
    double[] s = base.clone();
    for (Tree tree : trees) {
      double[] v = tree.evaluate(x);
      for (int o = 0; o < s.length; o++) {
        s[o] += v[o];
      }
    }
    return s;
  }
}
