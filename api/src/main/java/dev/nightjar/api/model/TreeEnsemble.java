package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * A sum of decision trees: {@code score_o = base[o] + Σ_trees value_o(leaf reached)}; averages are already folded into
 * the leaf values.
 *
 * @param features number of input features
 * @param base value that each score starts from, finite; copied
 * @param trees the trees
 * @param task what the scores mean
 */
public record TreeEnsemble(int features, double[] base, List<Tree> trees, Task task) implements ImportedModel {
  public TreeEnsemble {
    Objects.requireNonNull(task, "task");
    base = base.clone();
    trees = List.copyOf(trees);
    if (features < 1 || base.length < 1 || trees.isEmpty()) {
      throw invalid("a tree ensemble needs features, scores and trees");
    }
    requireFinite("base value", base);
    for (Tree tree : trees) {
      requireFits(tree, features, base.length);
    }
  }

  /** Walks a tree without recursion: an imported chain of branches may be deeper than the stack. */
  private static void requireFits(Tree root, int features, int scores) {
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      if (tree instanceof Tree.Branch b) {
        if (b.feature < 0 || b.feature >= features || Double.isNaN(b.threshold)) {
          throw invalid("a test on feature " + b.feature + " at " + b.threshold + " does not fit a model of " + features
              + " features");
        }
        open.push(b.above);
        open.push(b.below);
      } else if (tree instanceof Tree.Leaf leaf) {
        if (leaf.values.length != scores) {
          throw invalid("a leaf has " + leaf.values.length + " values, not " + scores);
        }
        requireFinite("leaf value", leaf.values);
      }
    }
  }

  private static void requireFinite(String what, double[] values) {
    for (double v : values) {
      if (!Double.isFinite(v)) {
        throw invalid("a tree ensemble cannot have the " + what + " " + v);
      }
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** The value that each score starts from, a copy. */
  @Override
  public double[] base() {
    return base.clone();
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
      public Branch {
        Objects.requireNonNull(below, "below");
        Objects.requireNonNull(above, "above");
      }
    }

    /**
     * A leaf.
     *
     * @param values one finite value for each score; not copied
     */
    record Leaf(double[] values) implements Tree {
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
