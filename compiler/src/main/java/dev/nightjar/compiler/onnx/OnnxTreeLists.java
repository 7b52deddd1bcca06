package dev.nightjar.compiler.onnx;

import dev.nightjar.compiler.onnx.OnnxTreeNodes.Mode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lists of {@code TreeEnsembleClassifier} and {@code TreeEnsembleRegressor}: nodes named by tree and number. */
final class OnnxTreeLists {
  private final String operator;
  private final Map<Long, Map<Long, Integer>> trees = new LinkedHashMap<>();
  private final OnnxTreeNodes nodes;

  private OnnxTreeLists(OnnxAttributes a, String prefix) {
    operator = a.operator();
    long[] treeIds = a.integers("nodes_treeids");
    long[] ids = a.integers("nodes_nodeids");
    long[] features = a.integers("nodes_featureids");
    double[] values = a.numbers("nodes_values");
    List<String> modes = a.texts("nodes_modes");
    long[] whenTrue = a.integers("nodes_truenodeids");
    long[] whenFalse = a.integers("nodes_falsenodeids");
    // A flag that is not there is 0.
    long[] missing = Arrays.copyOf(a.integers("nodes_missing_value_tracks_true"), ids.length);
    nodes = new OnnxTreeNodes(operator, ids.length, a.isDouble("nodes_values"));
    requireLengths(ids.length, treeIds.length, features.length, values.length, modes.size(), whenTrue.length,
        whenFalse.length);
    for (int i = 0; i < ids.length; i++) {
      if (trees.computeIfAbsent(treeIds[i], t -> new HashMap<>()).put(ids[i], i) != null) {
        throw OnnxImporter.invalid(operator + ": tree " + treeIds[i] + " has two nodes " + ids[i]);
      }
    }
    for (int i = 0; i < ids.length; i++) {
      Mode mode = mode(modes.get(i));
      if (mode == Mode.LEAF) {
        nodes.leaf(i);
      } else {
        Map<Long, Integer> tree = trees.get(treeIds[i]);
        nodes.test(i, mode, features[i], values[i], tree.getOrDefault(whenTrue[i], -1),
            tree.getOrDefault(whenFalse[i], -1), missing[i] == 1);
      }
    }
    trees.forEach((tree, places) -> nodes.root(root(tree, places, whenTrue, whenFalse)));
    readWeights(a, prefix);
    a.requireAllKnown("nodes_hitrates", "nodes_hitrates_as_tensor", "base_values", "base_values_as_tensor");
  }

  /**
   * The nodes of a model.
   *
   * @param prefix of the attributes of leaf weights: {@code class} or {@code target}
   */
  static OnnxTreeNodes read(OnnxAttributes a, String prefix) {
    return new OnnxTreeLists(a, prefix).nodes;
  }

  private void requireLengths(int count, int... lengths) {
    for (int length : lengths) {
      if (length != count) {
        throw OnnxImporter.invalid(operator + ": its node lists differ in length, " + count + " and " + length);
      }
    }
  }

  private Mode mode(String name) {
    for (Mode mode : Mode.values()) {
      if (mode.name().equals(name) && mode != Mode.BRANCH_MEMBER) {
        return mode;
      }
    }
    throw OnnxImporter.invalid(operator + " has the unknown node mode '" + name + "'");
  }

  /** The root is the one node that no other names. */
  private int root(long tree, Map<Long, Integer> places, long[] whenTrue, long[] whenFalse) {
    Map<Long, Integer> left = new HashMap<>(places);
    places.values().stream().filter(i -> !nodes.isLeaf(i)).forEach(i -> {
      left.remove(whenTrue[i]);
      left.remove(whenFalse[i]);
    });
    if (left.size() != 1) {
      throw OnnxImporter.invalid(operator + ": tree " + tree + " has " + left.size() + " roots instead of one");
    }
    return left.values().iterator().next();
  }

  private void readWeights(OnnxAttributes a, String prefix) {
    long[] treeIds = a.integers(prefix + "_treeids");
    long[] nodeIds = a.integers(prefix + "_nodeids");
    long[] scores = a.integers(prefix + "_ids");
    double[] values = a.numbers(prefix + "_weights");
    if (treeIds.length != values.length || nodeIds.length != values.length || scores.length != values.length) {
      throw OnnxImporter.invalid(operator + ": its lists of leaf weights differ in length");
    }
    for (int i = 0; i < values.length; i++) {
      Integer node = trees.getOrDefault(treeIds[i], Map.of()).get(nodeIds[i]);
      if (node == null || !nodes.isLeaf(node)) {
        throw OnnxImporter.invalid(
            operator + ": node " + nodeIds[i] + " of tree " + treeIds[i] + " has a weight but is no leaf");
      }
      nodes.weight(node, scores[i], values[i]);
    }
  }
}
