package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.compiler.onnx.OnnxTrees.Post;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A {@code TreeEnsembleClassifier} of two classes, as ONNX Runtime counts them (tree_ensemble_aggregator.h, checked
 * with version 1.32):
 *
 * <p>Weights of one class alone are the score s of the second class, which is chosen above 1/2 when no weight is
 * negative and else above 0. With the ids of the first class, outputs are (1 - s, s) or (-s, s), and the logistic
 * function makes (σ(-s), σ(s)) of them; with the ids of the second class they are (0, s), each post-transformed alone,
 * and a single base value is not used.
 *
 * <p>With weights of both classes there are two scores, each post-transformed; the second class is chosen where its
 * score is above 0, whatever the first one is. Labels that are integers are then 0 and 1. Two base values b make
 * (-t, t) of the scores, with t = b1 + s0.
 */
final class TwoClasses {
  /** How far two probabilities of single precision may be from summing to 1. */
  private static final double TOLERANCE = 1e-5;

  private final OnnxAttributes a;
  private final int features;
  private final List<String> labels;
  private final Post post;
  private final OnnxTreeNodes nodes;
  private final boolean integerLabels;
  private final int bases;

  TwoClasses(OnnxAttributes a, int features, List<String> labels, Post post, OnnxTreeNodes nodes,
      boolean integerLabels) {
    this.a = a;
    this.features = features;
    this.labels = labels;
    this.post = post;
    this.nodes = nodes;
    this.integerLabels = integerLabels;
    bases = a.numbers("base_values").length;
  }

  ScoredModel read() {
    if (nodes.scores().size() > 1) {
      return both();
    }
    boolean second = nodes.scores().contains(1);
    List<Tree> trees = second ? leaves(nodes.trees(2), v -> new double[] {v[1]}) : nodes.trees(1);
    double base = OnnxTrees.base(a, 1)[0];
    double above = nodes.hasNegativeWeight() ? 0 : 0.5;
    return second ? second(trees, above) : first(trees, base, above);
  }

  private ScoredModel first(List<Tree> trees, double base, double above) {
    return switch (post) {
      case LOGISTIC -> model(Link.LOGISTIC, trees, above == 0 ? OptionalDouble.empty() : OptionalDouble.of(above),
          base);
      case NONE, SOFTMAX, SOFTMAX_ZERO -> above == 0
          ? model(Link.IDENTITY, leaves(trees, v -> new double[] {-v[0], v[0]}), OptionalDouble.empty(), -base, base)
          : model(Link.COMPLEMENT, trees, OptionalDouble.empty(), base);
      case PROBIT -> throw a.refused("post_transform", "PROBIT", "export the model with LOGISTIC or NONE");
    };
  }

  /** Scores (0, s), whose softmax is (σ(-s), σ(s)). */
  private ScoredModel second(List<Tree> trees, double above) {
    return post == Post.SOFTMAX ? model(Link.LOGISTIC, trees, OptionalDouble.of(above), 0)
        : of(new TreeEnsemble(features, new double[2], leaves(trees, v -> new double[] {0, v[0]}),
            new Task(Link.IDENTITY, labels), nodes.missing()), OnnxTrees.scored(post), OptionalDouble.of(above));
  }

  private ScoredModel both() {
    if (!nodes.alwaysScored().contains(1)) {
      throw OnnxTrees.unscored(a, labels.get(1));
    }
    List<Tree> trees = nodes.trees(2);
    if (bases == 2) {
      double base = OnnxTrees.base(a, 2)[1];
      return opposite(leaves(trees, v -> new double[] {v[0]}), base);
    }
    double base = OnnxTrees.base(a, 1)[0];
    if (base == 0 && leavesAre(trees, v -> v[0] == -v[1])) {
      return opposite(leaves(trees, v -> new double[] {v[1]}), 0);
    }
    OptionalDouble above = OptionalDouble.of(0);
    if (post == Post.SOFTMAX) {
      // The softmax of (s0, s1) is the logistic function of s1 - s0, but the choice is that of s1.
      return of(new TreeEnsemble(features, new double[] {base, 0}, trees, new Task(Link.SOFTMAX, chosen()),
          nodes.missing()), ScoredModel.Post.TASK, above);
    }
    if (post == Post.NONE && sumsToOne(base, trees)) {
      return model(Link.COMPLEMENT, leaves(trees, v -> new double[] {v[1]}), above, 0);
    }
    return of(new TreeEnsemble(features, new double[] {base, 0}, trees, new Task(Link.IDENTITY, chosen()),
        nodes.missing()), OnnxTrees.scored(post), above);
  }

  /** Scores (-t, t): the choice is that of the larger one. */
  private ScoredModel opposite(List<Tree> trees, double base) {
    return switch (post) {
      case LOGISTIC -> of(new TreeEnsemble(features, new double[] {base}, trees, new Task(Link.LOGISTIC, chosen()),
          nodes.missing()), ScoredModel.Post.TASK, OptionalDouble.empty());
      case SOFTMAX -> of(new TreeEnsemble(features, new double[] {2 * base},
          leaves(trees, v -> new double[] {2 * v[0]}), new Task(Link.LOGISTIC, chosen()), nodes.missing()),
          ScoredModel.Post.TASK, OptionalDouble.empty());
      default -> of(new TreeEnsemble(features, new double[] {-base, base},
          leaves(trees, v -> new double[] {-v[0], v[0]}), new Task(Link.IDENTITY, chosen()), nodes.missing()),
          OnnxTrees.scored(post), OptionalDouble.empty());
    };
  }

  /** What runtimes call the classes when both have weights. */
  private List<String> chosen() {
    return integerLabels ? List.of("0", "1") : labels;
  }

  private ScoredModel model(Link link, List<Tree> trees, OptionalDouble above, double... base) {
    return of(new TreeEnsemble(features, base, trees, new Task(link, nodes.scores().size() > 1 ? chosen() : labels),
        nodes.missing()), ScoredModel.Post.TASK, above);
  }

  private ScoredModel of(TreeEnsemble model, ScoredModel.Post after, OptionalDouble above) {
    return ScoredModel.of(model, after, integerLabels).choosingAbove(above);
  }

  private static List<Tree> leaves(List<Tree> trees, UnaryOperator<double[]> values) {
    return OnnxTrees.mapLeaves(trees, values);
  }

  private static boolean leavesAre(List<Tree> trees, Predicate<double[]> condition) {
    boolean[] all = {true};
    leaves(trees, v -> {
      all[0] &= condition.test(v);
      return v;
    });
    return all[0];
  }

  private static boolean sumsToOne(double base, List<Tree> trees) {
    double sum = base;
    for (Tree tree : trees) {
      double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      leaves(List.of(tree), v -> {
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
}
