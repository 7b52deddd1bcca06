package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** TreeEnsembleClassifier, TreeEnsembleRegressor and TreeEnsemble. */
final class OnnxTrees {
  /** By their codes in TreeEnsemble. */
  private static final List<String> AGGREGATES = List.of("AVERAGE", "SUM", "MIN", "MAX");

  private OnnxTrees() {
  }

  /** {@code TreeEnsembleRegressor}. */
  static ScoredModel regressor(OnnxAttributes a, int features) {
    String post = a.text("post_transform", "NONE");
    if (!post.equals("NONE")) {
      throw a.refused("post_transform", post, "a regressor's must be NONE, since runtimes leave others out for one"
          + " target; export the function as an operator behind the trees");
    }
    long targets = a.integer("n_targets", 1);
    if (targets < 1 || targets > OnnxTreeNodes.MAX_SCORES) {
      throw a.refused("n_targets", String.valueOf(targets), "1 to " + OnnxTreeNodes.MAX_SCORES + " are");
    }
    String aggregate = a.text("aggregate_function", "SUM");
    requireSums(a, aggregate, Arrays.stream(a.integers("nodes_treeids")).distinct().count());
    OnnxTreeNodes nodes = OnnxTreeLists.read(a, "target");
    double[] base = base(a, (int) targets);
    requireBases(a, nodes, base);
    return regressor(features, base, nodes, aggregate);
  }

  /** Of several targets, runtimes add a base value to those alone that some leaf of the row adds to. */
  private static void requireBases(OnnxAttributes a, OnnxTreeNodes nodes, double[] base) {
    Set<Integer> always = base.length == 1 ? Set.of(0) : nodes.alwaysScored();
    for (int t = 0; t < base.length; t++) {
      if (base[t] != 0 && !always.contains(t)) {
        throw OnnxImporter.invalid(a.operator() + ": some leaves have no weight for target " + t + ", and runtimes"
            + " leave out its base value there; export one model for each target");
      }
    }
  }

  private static ScoredModel regressor(int features, double[] base, OnnxTreeNodes nodes, String aggregate) {
    List<Tree> trees = nodes.trees(base.length);
    if (aggregate.equals("AVERAGE")) {
      double share = 1.0 / trees.size();
      trees = mapLeaves(trees, v -> Arrays.stream(v).map(x -> x * share).toArray());
    }
    return ScoredModel.of(new TreeEnsemble(features, base, trees, Task.regression(), nodes.missing()), false);
  }

  /** {@code TreeEnsemble} of ai.onnx.ml 5, which has no labels and no base values. */
  static ScoredModel ensemble(OnnxAttributes a, int features) {
    long post = a.integer("post_transform", 0);
    if (post != 0) {
      throw a.refused("post_transform", String.valueOf(post), "0 (none) is, since runtimes take the others for other"
          + " functions than the specification does; export the function as an operator behind the trees");
    }
    long targets = a.integer("n_targets", 1);
    if (targets < 1 || targets > OnnxTreeNodes.MAX_SCORES) {
      throw a.refused("n_targets", String.valueOf(targets), "1 to " + OnnxTreeNodes.MAX_SCORES + " are");
    }
    long aggregate = a.integer("aggregate_function", 1);
    if (aggregate < 0 || aggregate >= AGGREGATES.size()) {
      throw a.refused("aggregate_function", String.valueOf(aggregate), "0 to " + (AGGREGATES.size() - 1) + " are");
    }
    requireSums(a, AGGREGATES.get((int) aggregate), a.integers("tree_roots").length);
    return regressor(features, new double[(int) targets], OnnxTreeArrays.read(a), AGGREGATES.get((int) aggregate));
  }

  /** Of one tree, the smallest and the largest value are the sum. */
  private static void requireSums(OnnxAttributes a, String aggregate, long trees) {
    if (!AGGREGATES.contains(aggregate)) {
      throw a.refused("aggregate_function", aggregate, "supported are SUM and AVERAGE");
    }
    if ((aggregate.equals("MIN") || aggregate.equals("MAX")) && trees > 1) {
      throw a.refused("aggregate_function", aggregate, "the smallest or largest value of several trees is no sum: train"
          + " with SUM or AVERAGE");
    }
  }

  /** {@code TreeEnsembleClassifier}; what a task cannot say of its scores is said beside it. */
  static ScoredModel classifier(OnnxAttributes a, int features, boolean integerLabels) {
    List<String> labels = a.labels("classlabels_int64s", "classlabels_strings");
    if (labels.size() > OnnxTreeNodes.MAX_SCORES) {
      throw OnnxImporter.invalid("TreeEnsembleClassifier has " + labels.size() + " classes; at most "
          + OnnxTreeNodes.MAX_SCORES + " are supported");
    }
    Post post = post(a, a.text("post_transform", "NONE"));
    OnnxTreeNodes nodes = OnnxTreeLists.read(a, "class");
    if (labels.size() == 2) {
      return new TwoClasses(a, features, labels, post, nodes, integerLabels).read();
    }
    double[] base = base(a, labels.size());
    requireScored(a, nodes, labels);
    Link link = post == Post.SOFTMAX ? Link.SOFTMAX : Link.IDENTITY;
    return ScoredModel.of(new TreeEnsemble(features, base, nodes.trees(labels.size()), new Task(link, labels),
        nodes.missing()), scored(post), integerLabels);
  }

  /** The post-transforms of trees. */
  enum Post {
    NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO, PROBIT
  }

  static Post post(OnnxAttributes a, String name) {
    for (Post post : Post.values()) {
      if (post.name().equals(name)) {
        return post;
      }
    }
    throw a.refused("post_transform", name, "there are NONE, LOGISTIC, SOFTMAX, SOFTMAX_ZERO and PROBIT");
  }

  /** What is behind scores of which a task says no more than that they are outputs, or the softmax of them. */
  static ScoredModel.Post scored(Post post) {
    return switch (post) {
      case LOGISTIC -> ScoredModel.Post.LOGISTIC;
      case SOFTMAX_ZERO -> ScoredModel.Post.SOFTMAX_ZERO;
      case PROBIT -> ScoredModel.Post.PROBIT;
      default -> ScoredModel.Post.TASK;
    };
  }

  /**
   * Runtimes choose among the classes that some leaf of a row adds to, so that one without a weight cannot win over
   * negative scores, as a score of 0 would. With base values every class has a score.
   */
  private static void requireScored(OnnxAttributes a, OnnxTreeNodes nodes, List<String> labels) {
    if (!nodes.hasNegativeWeight() || a.numbers("base_values").length > 0) {
      return;
    }
    Set<Integer> always = nodes.alwaysScored();
    for (int c = 0; c < labels.size(); c++) {
      if (!always.contains(c)) {
        throw unscored(a, labels.get(c));
      }
    }
  }

  static NightjarException unscored(OnnxAttributes a, String label) {
    return OnnxImporter.invalid(a.operator() + ": some leaves have no weight for class '" + label + "', and runtimes do"
        + " not count that as 0; export it with a weight for each class");
  }

  static double[] base(OnnxAttributes a, int scores) {
    double[] base = a.numbers("base_values");
    if (base.length != 0 && base.length != scores) {
      throw a.refused("base_values", "of " + base.length + " numbers", "this model has " + scores
          + " scores");
    }
    return base.length == 0 ? new double[scores] : base;
  }

  static List<Tree> mapLeaves(List<Tree> trees, UnaryOperator<double[]> values) {
    return trees.stream().map(t -> mapLeaves(t, values)).toList();
  }

  private static Tree mapLeaves(Tree tree, UnaryOperator<double[]> values) {
    if (tree instanceof Tree.Branch b) {
      return new Tree.Branch(b.feature(), b.threshold(), mapLeaves(b.below(), values),
          mapLeaves(b.above(), values), b.missingBelow());
    }
    if (tree instanceof Tree.Member m) {
      return new Tree.Member(m.feature(), m.values(), m.missingIn(), mapLeaves(m.in(), values),
          mapLeaves(m.out(), values));
    }
    return new Tree.Leaf(values.apply(((Tree.Leaf) tree).values()));
  }
}
