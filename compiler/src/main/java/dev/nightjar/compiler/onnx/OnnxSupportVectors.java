package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.compiler.onnx.ScoredModel.Post;
import java.util.ArrayList;
import java.util.List;

/**
 * SVMClassifier and SVMRegressor with a linear kernel: their support vectors add up to weights. The operators are those
 * of LIBSVM (Chang and Lin, 2011): one decision function for each pair of classes, which votes for one of the two.
 */
final class OnnxSupportVectors {
  private final OnnxAttributes a;
  private final int features;
  private final double[] vectors;
  private final double[] coefficients;
  private final double[] rho;
  private final int count;

  private OnnxSupportVectors(OnnxAttributes a, int features) {
    this.a = a;
    this.features = features;
    a.text("kernel_type", "LINEAR");
    vectors = a.numbers("support_vectors");
    coefficients = a.numbers("coefficients");
    rho = a.numbers("rho");
    count = vectors.length / features;
    String post = a.text("post_transform", "NONE");
    if (!post.equals("NONE")) {
      throw a.refused("post_transform", post, "support vector machines have NONE");
    }
    if (vectors.length == 0 || vectors.length % features != 0 || rho.length == 0) {
      throw OnnxImporter.invalid(a.operator() + " has " + vectors.length + " numbers of support vectors of " + features
          + " features and " + rho.length + " constants");
    }
  }

  /** Whether a node's kernel is linear. */
  static boolean isLinear(OnnxNode node) {
    return node.proto().getAttributeList().stream()
        .noneMatch(a -> a.getName().equals("kernel_type") && !a.getS().toStringUtf8().equals("LINEAR"));
  }

  static ScoredModel regressor(OnnxAttributes a, int features) {
    OnnxSupportVectors svm = new OnnxSupportVectors(a, features);
    if (a.integer("one_class", 0) != 0) {
      throw a.refused("one_class", "1", "train an isolation forest");
    }
    a.integer("n_supports", 0);
    a.requireAllKnown("kernel_params");
    svm.require(svm.coefficients.length == svm.count && svm.rho.length == 1);
    double[] weights = new double[features];
    svm.add(weights, 0, 0, svm.count);
    return ScoredModel.of(new LinearModel(new double[][] {weights}, svm.rho, Task.regression()), true);
  }

  private void require(boolean fits) {
    if (!fits) {
      throw OnnxImporter.invalid(a.operator() + ": " + coefficients.length + " coefficients and " + rho.length
          + " constants do not fit " + count + " support vectors");
    }
  }

  static ScoredModel classifier(OnnxAttributes a, int features, boolean integerLabels) {
    return new OnnxSupportVectors(a, features).classifier(integerLabels);
  }

  private ScoredModel classifier(boolean integerLabels) {
    List<String> labels = a.labels("classlabels_ints", "classlabels_strings");
    long[] each = a.integers("vectors_per_class");
    double[] slopes = a.numbers("prob_a");
    double[] shifts = a.numbers("prob_b");
    a.requireAllKnown("kernel_params");
    int classes = labels.size();
    int[] starts = starts(each, classes);
    require(coefficients.length == count * (classes - 1) && rho.length == classes * (classes - 1) / 2);
    List<double[]> weights = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      for (int j = i + 1; j < classes; j++) {
        double[] pair = new double[features];
        add(pair, (j - 1) * count, starts[i], starts[i + 1]);
        add(pair, i * count, starts[j], starts[j + 1]);
        weights.add(pair);
      }
    }
    LinearModel model = new LinearModel(weights.toArray(double[][]::new), rho, new Task(Link.IDENTITY, labels));
    if (slopes.length == 0 && shifts.length == 0) {
      return new ScoredModel(model, Post.VOTES, integerLabels, new double[0]);
    }
    if (classes > 2 || slopes.length != 1 || shifts.length != 1) {
      throw OnnxImporter.invalid(a.operator() + " couples the probabilities of " + classes + " classes, which is not"
          + " supported: train with probability=False");
    }
    return new ScoredModel(model, Post.VOTES, integerLabels, new double[] {slopes[0], shifts[0]});
  }

  private int[] starts(long[] each, int classes) {
    int[] starts = new int[classes + 1];
    require(each.length == classes);
    for (int c = 0; c < classes; c++) {
      require(each[c] >= 0 && each[c] <= count - starts[c]);
      starts[c + 1] = starts[c] + (int) each[c];
    }
    require(starts[classes] == count);
    return starts;
  }

  /** Adds support vectors times their coefficients to weights. */
  private void add(double[] weights, int row, int from, int to) {
    for (int v = from; v < to; v++) {
      for (int f = 0; f < features; f++) {
        weights[f] += coefficients[row + v] * vectors[v * features + f];
      }
    }
  }
}
