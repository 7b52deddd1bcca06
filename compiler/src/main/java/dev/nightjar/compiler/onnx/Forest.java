package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All trees that some scores are sums of, as one ensemble: each score is an affine function of the columns of the
 * graph's tree models, which folds into their leaves. Terms of a score that are no columns are left out.
 */
final class Forest {
  private final double[] base;
  private final List<Tree> trees = new ArrayList<>();
  private final Set<Integer> features = new TreeSet<>();
  private final Set<Integer> missing = new TreeSet<>();

  Forest(Interpreter graph, List<Form> scores) {
    base = new double[scores.size()];
    Map<TreeNode, double[][]> matrices = new LinkedHashMap<>();
    for (int s = 0; s < base.length; s++) {
      Form score = scores.get(s);
      base[s] = score.offset();
      for (int t = 0; t < score.size(); t++) {
        if (graph.atoms().get(score.atom(t)) instanceof Atom.Column column) {
          matrices.computeIfAbsent(column.model(), node -> new double[scores.size()][node.columns()])
              [s][column.index()] = score.weight(t);
        }
      }
    }
    matrices.forEach((node, matrix) -> add(graph, node, matrix));
  }

  private void add(Interpreter graph, TreeNode node, double[][] matrix) {
    TreeEnsemble model = node.model();
    TreeFold fold = new TreeFold(node.described(), node.input(), graph.atoms(), model.missing());
    for (Tree tree : model.trees()) {
      Tree folded = fold.fold(tree);
      Trees.mapFeatures(folded, atom -> {
        features.add(atom);
        return atom;
      });
      trees.add(isIdentity(matrix) ? folded : Trees.mapLeaves(folded, v -> product(matrix, node.columns(v))));
    }
    missing.addAll(fold.missing());
    double[] own = product(matrix, model.base());
    for (int s = 0; s < base.length; s++) {
      base[s] += own[s];
    }
  }

  /** Atoms that the trees test. */
  Set<Integer> features() {
    return features;
  }

  /** The ensemble over a block of features. */
  TreeEnsemble ensemble(FeatureSpace space, int block, Task task) {
    return new TreeEnsemble(space.size(block), base,
        trees.stream().map(tree -> Trees.mapFeatures(tree, atom -> space.position(block, atom))).toList(), task,
        missing.stream().filter(features::contains).map(atom -> space.position(block, atom))
            .collect(Collectors.toSet()));
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

  /** The scores of columns, of which the last may be left out where they are 0. */
  private static double[] product(double[][] matrix, double[] columns) {
    double[] out = new double[matrix.length];
    for (int s = 0; s < out.length; s++) {
      for (int c = 0; c < columns.length; c++) {
        if (matrix[s][c] != 0) {
          out[s] += matrix[s][c] * columns[c];
        }
      }
    }
    return out;
  }
}
