package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes the core of the forms that it must compute: a linear model of features, or trees. */
final class Cores {
  private final Interpreter graph;
  private final List<Form> scores;
  private final Task task;

  /**
   * A core to be made.
   *
   * @param scores what it computes
   * @param task what the scores mean
   */
  Cores(Interpreter graph, List<Form> scores, Task task) {
    this.graph = graph;
    this.scores = scores;
    this.task = task;
  }

  /**
   * A core and what it reads.
   *
   * @param model the core
   * @param features its features
   */
  record Core(ImportedModel model, FeatureSpace features) {
  }

  Core build() {
    Set<TreeNode> trees = new LinkedHashSet<>();
    boolean linear = false;
    for (Form score : scores) {
      for (int t = 0; t < score.size(); t++) {
        if (graph.atoms().get(score.atom(t)) instanceof Atom.Column column) {
          trees.add(column.model());
        } else {
          linear = true;
        }
      }
    }
    if (trees.isEmpty()) {
      return linear();
    }
    if (linear || trees.size() > 1) {
      throw OnnxImporter.invalid("the model combines " + trees.size() + " tree models" + (linear
          ? " and a linear one" : "") + ", which is not supported");
    }
    return trees(trees.iterator().next());
  }

  private Core linear() {
    Set<Integer> used = new TreeSet<>();
    scores.forEach(score -> {
      for (int t = 0; t < score.size(); t++) {
        used.add(score.atom(t));
      }
    });
    FeatureSpace features = new FeatureSpace(graph, used);
    double[][] weights = new double[scores.size()][features.size()];
    double[] intercepts = new double[scores.size()];
    for (int s = 0; s < weights.length; s++) {
      Form score = scores.get(s);
      for (int t = 0; t < score.size(); t++) {
        weights[s][features.position(score.atom(t))] = score.weight(t);
      }
      intercepts[s] = score.offset();
    }
    return new Core(new LinearModel(weights, intercepts, task), features);
  }

  private Core trees(TreeNode node) {
    TreeEnsemble model = node.model();
    TreeFold fold = new TreeFold(node.described(), node.input(), graph.atoms());
    List<Tree> folded = model.trees().stream().map(fold::fold).toList();
    Set<Integer> used = new TreeSet<>();
    folded.forEach(tree -> Trees.mapFeatures(tree, atom -> {
      used.add(atom);
      return atom;
    }));
    FeatureSpace features = new FeatureSpace(graph, used);
    List<Tree> trees = new ArrayList<>();
    double[][] matrix = matrix(model.base().length);
    boolean same = isIdentity(matrix);
    for (Tree tree : folded) {
      Tree placed = Trees.mapFeatures(tree, features::position);
      trees.add(same ? placed : Trees.mapLeaves(placed, v -> product(matrix, v)));
    }
    double[] base = same ? model.base() : product(matrix, model.base());
    for (int s = 0; s < base.length; s++) {
      base[s] += scores.get(s).offset();
    }
    return new Core(new TreeEnsemble(features.size(), base, trees, task), features);
  }

  /** What each score is of each column of the model. */
  private double[][] matrix(int columns) {
    double[][] matrix = new double[scores.size()][columns];
    for (int s = 0; s < matrix.length; s++) {
      Form score = scores.get(s);
      for (int t = 0; t < score.size(); t++) {
        matrix[s][((Atom.Column) graph.atoms().get(score.atom(t))).index()] = score.weight(t);
      }
    }
    return matrix;
  }

  private static boolean isIdentity(double[][] matrix) {
    if (matrix.length != matrix[0].length) {
      return false;
    }
    for (int s = 0; s < matrix.length; s++) {
      for (int c = 0; c < matrix.length; c++) {
        if (matrix[s][c] != (s == c ? 1 : 0)) {
          return false;
        }
      }
    }
    return true;
  }

  private static double[] product(double[][] matrix, double[] values) {
    double[] out = new double[matrix.length];
    for (int s = 0; s < out.length; s++) {
      for (int c = 0; c < values.length; c++) {
        if (matrix[s][c] != 0) {
          out[s] += matrix[s][c] * values[c];
        }
      }
    }
    return out;
  }
}
