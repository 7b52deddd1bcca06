package dev.nightjar.compiler.onnx;

import dev.nightjar.compiler.onnx.OnnxTreeNodes.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arrays of {@code TreeEnsemble} of ai.onnx.ml 5: inner nodes and leaves apart, each named by its place. Here
 * leaves come behind the inner nodes.
 */
final class OnnxTreeArrays {
  private final String operator;
  private final OnnxTreeNodes nodes;
  private final int inner;
  private final int leaves;

  private OnnxTreeArrays(OnnxAttributes a) {
    operator = a.operator();
    int[] modes = a.codes("nodes_modes");
    long[] features = a.integers("nodes_featureids");
    double[] splits = a.tensor("nodes_splits");
    long[] targets = a.integers("leaf_targetids");
    double[] weights = a.tensor("leaf_weights");
    long[] roots = a.integers("tree_roots");
    long[] missing = Arrays.copyOf(a.integers("nodes_missing_value_tracks_true"), modes.length);
    inner = modes.length;
    leaves = targets.length;
    nodes = new OnnxTreeNodes(operator, inner + leaves, a.isDoubleTensor("nodes_splits"));
    int[] yes = children(a.integers("nodes_truenodeids"), a.integers("nodes_trueleafs"));
    int[] no = children(a.integers("nodes_falsenodeids"), a.integers("nodes_falseleafs"));
    if (features.length != inner || splits.length != inner || weights.length != leaves) {
      throw OnnxImporter.invalid(operator + ": its lists differ in length: " + inner + " modes, " + features.length
          + " features, " + splits.length + " splits; " + leaves + " targets and " + weights.length + " weights");
    }
    for (int i = 0; i < inner; i++) {
      if (modes[i] > Mode.BRANCH_MEMBER.ordinal()) {
        throw OnnxImporter.invalid(operator + " has the unknown node mode " + modes[i]);
      }
      nodes.test(i, Mode.values()[modes[i]], features[i], splits[i], yes[i], no[i], missing[i] == 1);
    }
    for (int i = 0; i < leaves; i++) {
      nodes.leaf(inner + i);
      nodes.weight(inner + i, targets[i], weights[i]);
    }
    members(modes, a.tensor("membership_values"));
    for (long root : roots) {
      nodes.root((int) Math.max(-1, Math.min(inner, root)));
    }
    if (roots.length == 0 || Arrays.stream(roots).anyMatch(root -> root < 0 || root >= inner)) {
      throw OnnxImporter.invalid(operator + ": its tree_roots must name some of its " + inner + " nodes");
    }
    a.requireAllKnown("nodes_hitrates");
  }

  /** The nodes of a model. */
  static OnnxTreeNodes read(OnnxAttributes a) {
    return new OnnxTreeArrays(a).nodes;
  }

  /** Places of the nodes that inner nodes lead to. */
  private int[] children(long[] ids, long[] isLeaf) {
    if (ids.length != inner || isLeaf.length != inner) {
      throw OnnxImporter.invalid(operator + ": its node lists differ in length, " + inner + ", " + ids.length
          + " and " + isLeaf.length);
    }
    int[] out = new int[inner];
    for (int i = 0; i < inner; i++) {
      int most = isLeaf[i] == 0 ? inner : leaves;
      out[i] = ids[i] < 0 || ids[i] >= most ? -1 : (int) ids[i] + (isLeaf[i] == 0 ? 0 : inner);
    }
    return out;
  }

  /** One set for each test for membership, in the order of nodes, a NaN behind each. */
  private void members(int[] modes, double[] values) {
    int next = 0;
    for (int i = 0; i < inner; i++) {
      if (modes[i] == Mode.BRANCH_MEMBER.ordinal()) {
        List<Double> set = new ArrayList<>();
        while (next < values.length && !Double.isNaN(values[next])) {
          set.add(values[next++]);
        }
        next++;
        if (set.isEmpty()) {
          throw OnnxImporter.invalid(operator + ": membership_values holds no set for node " + i);
        }
        nodes.members(i, set.stream().mapToDouble(Double::doubleValue).toArray());
      }
    }
    if (next < values.length) {
      throw OnnxImporter.invalid(operator + ": membership_values holds more sets than there are tests for them");
    }
  }
}
