package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A sum of decision trees: {@code score_o = base[o] + Σ_trees value_o(leaf reached)}; averages are already folded into
 * the leaf values. A feature that is NaN is missing; every test says where it goes.
 *
 * @param features number of input features
 * @param base value that each score starts from, finite; copied
 * @param trees the trees
 * @param task what the scores mean
 * @param missing features that the model expects to be missing now and then: it was told where NaN goes, rather than
 *     that it goes where a comparison with it happens to lead. Compiled models take NaN in these; copied
 */
public record TreeEnsemble(int features, double[] base, List<Tree> trees, Task task, Set<Integer> missing)
    implements ImportedModel {
  public TreeEnsemble {
    Objects.requireNonNull(task, "task");
    base = base.clone();
    trees = List.copyOf(trees);
    missing = Set.copyOf(missing);
    if (features < 1 || base.length < 1 || trees.isEmpty()) {
      throw invalid("a tree ensemble needs features, scores and trees");
    }
    requireFinite("base value", base);
    for (Tree tree : trees) {
      requireFits(tree, features, base.length);
    }
    for (int feature : missing) {
      if (feature < 0 || feature >= features) {
        throw invalid("a model of " + features + " features cannot expect feature " + feature + " to be missing");
      }
    }
  }

  /** An ensemble that expects those features to be missing for which a test sends NaN below, or into its set. */
  public TreeEnsemble(int features, double[] base, List<Tree> trees, Task task) {
    this(features, base, trees, task, sentBelow(trees));
  }

  private static Set<Integer> sentBelow(List<Tree> trees) {
    Set<Integer> found = new HashSet<>();
    Deque<Tree> open = new ArrayDeque<>(trees);
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      if (tree instanceof Tree.Branch b && b.missingBelow) {
        found.add(b.feature);
      } else if (tree instanceof Tree.Member m && m.missingIn) {
        found.add(m.feature);
      }
      tree.children().forEach(open::push);
    }
    return found;
  }

  /** Walks a tree without recursion: an imported chain of branches may be deeper than the stack. */
  private static void requireFits(Tree root, int features, int scores) {
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      tree.children().forEach(open::push);
      if (tree instanceof Tree.Branch b) {
        if (b.feature < 0 || b.feature >= features || Double.isNaN(b.threshold)) {
          throw invalid("a test on feature " + b.feature + " at " + b.threshold + " does not fit a model of " + features
              + " features");
        }
      } else if (tree instanceof Tree.Member m) {
        if (m.feature < 0 || m.feature >= features) {
          throw invalid("a test of what feature " + m.feature + " equals does not fit a model of " + features
              + " features");
        }
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
     * A comparison.
     *
     * @param feature feature that is compared
     * @param threshold goes to {@code below} when {@code x <= threshold}, else to {@code above}; single precision
     *     comparisons of other libraries are made exact by the importer
     * @param below sub-tree of {@code x <= threshold}
     * @param above sub-tree of {@code x > threshold}
     * @param missingBelow whether NaN goes to {@code below}, else to {@code above}
     */
    record Branch(int feature, double threshold, Tree below, Tree above, boolean missingBelow) implements Tree {
      public Branch {
        Objects.requireNonNull(below, "below");
        Objects.requireNonNull(above, "above");
      }

      /** A comparison that sends NaN to {@code above}. */
      public Branch(int feature, double threshold, Tree below, Tree above) {
        this(feature, threshold, below, above, false);
      }

      /** Whether a value goes to {@code below}. */
      public boolean test(double x) {
        return x <= threshold || missingBelow && Double.isNaN(x);
      }

      @Override
      public List<Tree> children() {
        return List.of(below, above);
      }
    }

    /**
     * A test of what a feature equals: for categories.
     *
     * @param feature feature that is compared
     * @param values goes to {@code in} when x equals one of these, else to {@code out}. A value that single precision
     *     has stands for all numbers that it rounds to this value, as runtimes compare; finite, any order, at least
     *     one; copied
     * @param missingIn whether NaN goes to {@code in}, else to {@code out}
     * @param in sub-tree of the values
     * @param out sub-tree of everything else
     */
    record Member(int feature, double[] values, boolean missingIn, Tree in, Tree out) implements Tree {
      public Member {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        values = Arrays.stream(values).map(v -> v + 0.0).sorted().distinct().toArray();
        if (values.length == 0) {
          throw invalid("a test of what feature " + feature + " equals needs values");
        }
        requireFinite("category", values);
      }

      /** The values in ascending order, each once; a copy. */
      @Override
      public double[] values() {
        return values.clone();
      }

      /**
       * The largest number that is less than all numbers that a value stands for: x counts as the value exactly when
       * {@code below(value) < x && x <= upTo(value)}.
       */
      public static double below(double value) {
        return value == (float) value ? upToFloat(Math.nextDown((float) value)) : Math.nextDown(value);
      }

      /** The largest number that a value stands for. */
      public static double upTo(double value) {
        return value == (float) value ? upToFloat((float) value) : value;
      }

      /** The largest number that rounds to a number of single precision: ties go to the even one. */
      private static double upToFloat(float value) {
        double middle = value == Float.MAX_VALUE ? value + Math.ulp(value) / 2.0
            : value == Float.NEGATIVE_INFINITY ? -Float.MAX_VALUE - Math.ulp(Float.MAX_VALUE) / 2.0
            : ((double) value + Math.nextUp(value)) / 2;
        boolean even = (Float.floatToRawIntBits(value) & 1) == 0;
        return even ? middle : Math.nextDown(middle);
      }

      /** Whether a value goes to {@code in}. */
      public boolean test(double x) {
        return Double.isNaN(x) ? missingIn
            : Arrays.binarySearch(values, x + 0.0) >= 0 || Arrays.binarySearch(values, (float) x + 0.0) >= 0;
      }

      @Override
      public List<Tree> children() {
        return List.of(in, out);
      }
    }

    /**
     * A leaf.
     *
     * @param values one finite value for each score; not copied
     */
    record Leaf(double[] values) implements Tree {
      @Override
      public List<Tree> children() {
        return List.of();
      }
    }

    /** The two sub-trees of a test, the one where it holds first; none for a leaf. */
    List<Tree> children();

    /** The values of the leaf that a row reaches; NaN is a feature that is missing. */
    default double[] evaluate(double[] x) {
      Tree t = this;
      while (!(t instanceof Leaf)) {
        if (t instanceof Branch b) {
          t = b.test(x[b.feature]) ? b.below : b.above;
        } else if (t instanceof Member m) {
          t = m.test(x[m.feature]) ? m.in : m.out;
        }
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
