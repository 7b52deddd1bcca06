package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.compiler.onnx.ScoredModel.Post;
import java.util.Arrays;
import java.util.List;

/** LinearClassifier and LinearRegressor. */
final class OnnxLinear {
  private OnnxLinear() {
  }

  static LinearModel regressor(OnnxAttributes a, int features) {
    requireNone(a);
    int targets = (int) a.integer("targets", 1);
    double[][] weights = rows(a, features);
    double[] intercepts = intercepts(a, weights.length);
    a.requireAllKnown();
    if (weights.length != targets) {
      throw OnnxImporter.invalid("LinearRegressor has coefficients for " + weights.length + " targets, not "
          + targets);
    }
    return new LinearModel(weights, intercepts, Task.regression());
  }

  private static void requireNone(OnnxAttributes a) {
    String post = a.text("post_transform", "NONE");
    if (!post.equals("NONE")) {
      throw a.refused("post_transform", post, "a regressor's must be NONE");
    }
  }

  /** A classifier; what a task cannot say of its scores is said beside it. */
  static ScoredModel scored(OnnxAttributes a, int features, boolean integerLabels) {
    Post post = switch (a.text("post_transform", "NONE")) {
      case "PROBIT" -> Post.PROBIT;
      case "SOFTMAX_ZERO" -> Post.SOFTMAX_ZERO;
      case "LOGISTIC" -> Post.LOGISTIC;
      default -> Post.TASK;
    };
    if (post == Post.TASK) {
      return ScoredModel.of(classifier(a, features, false), integerLabels);
    }
    List<String> labels = a.labels("classlabels_ints", "classlabels_strings");
    double[][] weights = rows(a, features);
    double[] intercepts = intercepts(a, weights.length);
    boolean opposite = weights.length == 2 && opposite(weights, intercepts);
    if (post == Post.LOGISTIC && labels.size() == 2 && (weights.length == 1 || opposite)) {
      return ScoredModel.of(classifier(a, features, false), integerLabels);
    }
    a.requireAllKnown("multi_class");
    requireRows(weights, labels);
    if (weights.length == 1) {
      weights = new double[][] {negative(weights[0]), weights[0]};
      intercepts = new double[] {-intercepts[0], intercepts[0]};
    }
    return ScoredModel.of(new LinearModel(weights, intercepts, new Task(Link.IDENTITY, labels)), post, integerLabels);
  }

  private static void requireRows(double[][] weights, List<String> labels) {
    if (weights.length != labels.size() && (weights.length != 1 || labels.size() != 2)) {
      throw OnnxImporter.invalid(
          "LinearClassifier has coefficients for " + weights.length + " of " + labels.size() + " classes");
    }
  }

  static LinearModel classifier(OnnxAttributes a, int features, boolean normalized) {
    List<String> labels = a.labels("classlabels_ints", "classlabels_strings");
    String post = a.text("post_transform", "NONE");
    double[][] weights = rows(a, features);
    double[] intercepts = intercepts(a, weights.length);
    a.requireAllKnown("multi_class");
    requireRows(weights, labels);
    ClassScores.requireNormalizable(a, normalized, post);
    if (labels.size() > 2) {
      return new LinearModel(weights, intercepts, new Task(ClassScores.link(a, post), labels));
    }
    double[] w = weights[weights.length - 1];
    double b = intercepts[intercepts.length - 1];
    switch (post) {
      case "LOGISTIC" -> {
        if (weights.length == 2 && !opposite(weights, intercepts)) {
          throw a.refused("post_transform", "LOGISTIC of two independent rows",
              "the rows of two classes must be each other's negative");
        }
        return new LinearModel(new double[][] {w}, new double[] {b}, new Task(Link.LOGISTIC, labels));
      }
      case "SOFTMAX" -> {
        // The softmax of (s0, s1) is the logistic function of s1 - s0; one row stands for (-s, s).
        double[] first = weights.length == 2 ? weights[0] : negative(w);
        double firstIntercept = weights.length == 2 ? intercepts[0] : -b;
        double[] difference = new double[w.length];
        Arrays.setAll(difference, f -> w[f] - first[f]);
        return new LinearModel(new double[][] {difference}, new double[] {b - firstIntercept},
            new Task(Link.LOGISTIC, labels));
      }
      default -> {
        Link link = ClassScores.link(a, post);
        return weights.length == 2 ? new LinearModel(weights, intercepts, new Task(link, labels))
            : new LinearModel(new double[][] {negative(w), w}, new double[] {-b, b}, new Task(link, labels));
      }
    }
  }

  private static boolean opposite(double[][] weights, double[] intercepts) {
    return Arrays.equals(negative(weights[0]), weights[1]) && intercepts[0] == -intercepts[1];
  }

  /** Negated, with positive zeros. */
  private static double[] negative(double[] w) {
    return Arrays.stream(w).map(x -> 0 - x).toArray();
  }

  private static double[][] rows(OnnxAttributes a, int features) {
    double[] flat = a.numbers("coefficients");
    int intercepts = a.numbers("intercepts").length;
    if (intercepts > 0 && flat.length / intercepts > features) {
      throw OnnxImporter.invalid(a.operator() + " has " + flat.length + " coefficients for " + features
          + " features and " + intercepts + " intercepts: the export may leave out a step that makes features, as"
          + " indicators of missing values; export the model without that step");
    }
    if (flat.length == 0 || flat.length % features != 0) {
      throw OnnxImporter.invalid(a.operator() + " has " + flat.length + " coefficients for " + features
          + " features");
    }
    double[][] rows = new double[flat.length / features][];
    Arrays.setAll(rows, r -> Arrays.copyOfRange(flat, r * features, (r + 1) * features));
    return rows;
  }

  private static double[] intercepts(OnnxAttributes a, int rows) {
    double[] b = a.numbers("intercepts");
    if (b.length != 0 && b.length != rows) {
      throw OnnxImporter.invalid(a.operator() + " has " + b.length + " intercepts for " + rows + " rows");
    }
    return b.length == 0 ? new double[rows] : b;
  }
}
