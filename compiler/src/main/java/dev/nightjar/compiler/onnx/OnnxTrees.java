package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** TreeEnsembleClassifier and TreeEnsembleRegressor. */
final class OnnxTrees {
  /** How far two probabilities of single precision may be from summing to 1. */
  private static final double TOLERANCE = 1e-5;

  private OnnxTrees() {
  }

  static TreeEnsemble regressor(OnnxAttributes a, int features) {
    String post = a.text("post_transform", "NONE");
    if (!post.equals("NONE")) {
      throw a.refused("post_transform", post, "a regressor's must be NONE");
    }
    long targets = a.integer("n_targets", 1);
    if (targets < 1 || targets > OnnxTreeNodes.MAX_SCORES) {
      throw a.refused("n_targets", String.valueOf(targets), "1 to " + OnnxTreeNodes.MAX_SCORES + " are");
    }
    String aggregate = a.text("aggregate_function", "SUM");
    if (!aggregate.equals("SUM") && !aggregate.equals("AVERAGE")) {
      throw a.refused("aggregate_function", aggregate, "supported are SUM and AVERAGE");
    }
    OnnxTreeNodes nodes = OnnxTreeNodes.read(a, "target");
    List<Tree> trees = nodes.trees((int) targets);
    if (aggregate.equals("AVERAGE")) {
      double share = 1.0 / trees.size();
      trees = mapLeaves(trees, v -> Arrays.stream(v).map(x -> x * share).toArray());
    }
    return new TreeEnsemble(features, base(a, nodes, (int) targets), trees, Task.regression());
  }

  static TreeEnsemble classifier(OnnxAttributes a, int features, boolean normalized) {
    List<String> labels = a.labels("classlabels_int64s", "classlabels_strings");
    if (labels.size() > OnnxTreeNodes.MAX_SCORES) {
      throw OnnxImporter.invalid("TreeEnsembleClassifier has " + labels.size() + " classes; at most "
          + OnnxTreeNodes.MAX_SCORES + " are supported");
    }
    String post = a.text("post_transform", "NONE");
    OnnxTreeNodes nodes = OnnxTreeNodes.read(a, "class");
    ClassScores.requireNormalizable(a, normalized, post);
    if (labels.size() > 2) {
      return new TreeEnsemble(features, base(a, nodes, labels.size()), nodes.trees(labels.size()),
          new Task(ClassScores.link(a, post), labels));
    }
    return nodes.maxScore() == 0 ? oneColumn(a, features, labels, post, nodes)
        : twoColumns(a, features, labels, post, nodes);
  }

  /**
   * Two classes, one weight a leaf: the score of the second class. With no post-transform, runtimes take it
   * for a probability when no weight is negative, and else for a decision function with threshold 0.
   */
  private static TreeEnsemble oneColumn(OnnxAttributes a, int features, List<String> labels, String post,
      OnnxTreeNodes nodes) {
    double[] base = base(a, nodes, 1);
    List<Tree> trees = nodes.trees(1);
    return switch (post) {
      case "LOGISTIC" -> new TreeEnsemble(features, base, trees, new Task(Link.LOGISTIC, labels));
      case "NONE" -> nodes.hasNegativeWeight()
          ? new TreeEnsemble(features, new double[] {-base[0], base[0]},
              mapLeaves(trees, v -> new double[] {-v[0], v[0]}), new Task(Link.IDENTITY, labels))
          : new TreeEnsemble(features, base, trees, new Task(Link.COMPLEMENT, labels));
      default -> throw a.refused("post_transform", post + " for one weight a leaf",
          "supported are NONE and LOGISTIC");
    };
  }

  /** Two classes with a weight each: one score is enough when the other follows from it. */
  private static TreeEnsemble twoColumns(OnnxAttributes a, int features, List<String> labels, String post,
      OnnxTreeNodes nodes) {
    double[] base = base(a, nodes, 2);
    List<Tree> trees = nodes.trees(2);
    switch (post) {
      case "SOFTMAX" -> {
        // The softmax of (s0, s1) is the logistic function of s1 - s0.
        return new TreeEnsemble(features, new double[] {base[1] - base[0]},
            mapLeaves(trees, v -> new double[] {v[1] - v[0]}), new Task(Link.LOGISTIC, labels));
      }
      case "NONE" -> {
        if (sumsToOne(base, trees)) {
          return new TreeEnsemble(features, new double[] {base[1]},
              mapLeaves(trees, v -> new double[] {v[1]}),
              new Task(Link.COMPLEMENT, labels));
        }
        return new TreeEnsemble(features, base, trees, new Task(Link.IDENTITY, labels));
      }
      default -> throw a.refused("post_transform", post + " for two weights a leaf",
          "supported are NONE and SOFTMAX");
    }
  }

  private static boolean sumsToOne(double[] base, List<Tree> trees) {
    double sum = base[0] + base[1];
    for (Tree tree : trees) {
      double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      mapLeaves(tree, v -> {
        range[0] = Math.min(range[0], v[0] + v[1]);
        range[1] = Math.max(range[1], v[0] + v[1]);
        return v;
      });
      if (range[1] - range[0] > TOLERANCE / trees.size()) {
        return false;
      }
      sum += range[0];
    }
    return Math.abs(sum - 1) <= TOLERANCE;
  }

  private static double[] base(OnnxAttributes a, OnnxTreeNodes nodes, int scores) {
    double[] base = nodes.base();
    if (base.length != 0 && base.length != scores) {
      throw a.refused("base_values", "of " + base.length + " numbers", "this model has " + scores
          + " scores");
    }
    return base.length == 0 ? new double[scores] : base;
  }

  private static List<Tree> mapLeaves(List<Tree> trees, UnaryOperator<double[]> values) {
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
