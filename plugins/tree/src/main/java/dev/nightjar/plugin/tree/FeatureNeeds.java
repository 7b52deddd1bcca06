package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * What the quantizers of a model's features must tell apart however coarse they are: the categories of a feature, and
 * missing values from all others. Immutable.
 */
final class FeatureNeeds {
  /** Most levels of a feature whose categories are whole numbers; they all travel with each query. */
  static final int MAX_CATEGORY_LEVELS = 4096;

  /** Most values of calibration rows among which the categories of a model are hidden, where they are no integers. */
  private static final int MAX_OTHER_VALUES = 1000;

  private final List<TreeSet<Double>> categories;
  private final List<TreeSet<Double>> thresholds;
  private final List<TreeSet<Double>> others;
  private final boolean[] missing;

  private FeatureNeeds(int features) {
    categories = emptySets(features);
    thresholds = emptySets(features);
    others = emptySets(features);
    missing = new boolean[features];
  }

  /** The needs of a model that is calibrated with these rows. */
  static FeatureNeeds of(TreeEnsemble model, CompileRequest request) {
    FeatureNeeds needs = new FeatureNeeds(model.features());
    model.missing().forEach(f -> needs.missing[f] = true);
    model.trees().forEach(needs::collect);
    for (double[] row : request.calibration()) {
      for (int f = 0; f < row.length; f++) {
        if (Double.isNaN(row[f])) {
          needs.missing[f] = true;
        } else if (needs.categorical(f)) {
          needs.others.get(f).add(row[f] + 0.0);
        }
      }
    }
    return needs;
  }

  private static List<TreeSet<Double>> emptySets(int features) {
    List<TreeSet<Double>> sets = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      sets.add(new TreeSet<>());
    }
    return sets;
  }

  private void collect(Tree root) {
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      if (tree instanceof Tree.Branch b && Double.isFinite(b.threshold())) {
        thresholds.get(b.feature()).add(b.threshold() + 0.0);
      } else if (tree instanceof Tree.Member m) {
        for (double value : m.values()) {
          categories.get(m.feature()).add(value);
        }
      }
      tree.children().forEach(open::push);
    }
  }

  /** Whether the model tests what the feature equals. */
  boolean categorical(int feature) {
    return !categories.get(feature).isEmpty();
  }

  /** Whether the feature may be missing. */
  boolean missing(int feature) {
    return missing[feature];
  }

  /** A quantizer of a feature's numbers with a level for missing values, if it needs one. */
  FeatureQuantizer withMissing(int feature, FeatureQuantizer numbers) {
    return missing[feature] ? new FeatureQuantizer.Missing(numbers) : numbers;
  }

  /**
   * The quantizer of a feature with categories that does not tell which of them the model tests. Where all are
   * integers, every integer from the least to the largest of the model and of the calibration rows is a level; values
   * outside of these are levels of their own, and what is no integer counts as the nearest one. Otherwise the levels
   * are exact: the values of the calibration rows and those that the model tests, with what lies between them.
   */
  FeatureQuantizer categories(int feature) {
    TreeSet<Double> all = new TreeSet<>(others.get(feature));
    all.addAll(categories.get(feature));
    double levels = all.last() - all.first() + 3;
    if (levels <= MAX_CATEGORY_LEVELS && all.stream().allMatch(v -> v == Math.rint(v) && Math.abs(v) < 1 << 24)) {
      return new FeatureQuantizer.Uniform(all.first() - 1, 1, (int) levels);
    }
    TreeSet<Double> cuts = new TreeSet<>(thresholds.get(feature));
    (all.size() <= MAX_OTHER_VALUES ? all : categories.get(feature)).forEach(v -> addCuts(v, cuts));
    return new FeatureQuantizer.Grid(cuts.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The cuts that a model's own tests need: all of them. */
  FeatureQuantizer.Thresholds cuts(int feature) {
    TreeSet<Double> cuts = new TreeSet<>(thresholds.get(feature));
    categories.get(feature).forEach(v -> addCuts(v, cuts));
    return new FeatureQuantizer.Thresholds(cuts.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void addCuts(double value, TreeSet<Double> cuts) {
    cuts.add(Tree.Member.below(value) + 0.0);
    cuts.add(Tree.Member.upTo(value) + 0.0);
  }
}
