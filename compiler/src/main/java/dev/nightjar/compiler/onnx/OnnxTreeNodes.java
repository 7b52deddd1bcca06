package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The node lists of a tree ensemble, checked: every reference exists and every node is reached exactly once.
 */
final class OnnxTreeNodes {
  /** Most scores of a model. */
  static final int MAX_SCORES = 1024;

  /** Longest path that is followed. */
  private static final int MAX_DEPTH = 1000;

  private static final int MAX_NODES = 1 << 22;

  private final String operator;
  private final long[] ids;
  private final long[] features;
  private final double[] thresholds;
  private final boolean doubles;
  private final List<String> modes;
  private final long[] whenTrue;
  private final long[] whenFalse;
  private final double[] base;
  private final Map<Long, Map<Long, Integer>> trees = new LinkedHashMap<>();
  private final Map<Integer, List<Weight>> weights = new HashMap<>();
  private final boolean[] reached;
  private int maxScore;
  private boolean negative;

  private record Weight(int score, double value) {
  }

  private OnnxTreeNodes(OnnxAttributes a, String prefix) {
    operator = a.operator();
    long[] treeIds = a.integers("nodes_treeids");
    ids = a.integers("nodes_nodeids");
    features = a.integers("nodes_featureids");
    thresholds = a.numbers("nodes_values");
    doubles = a.isDouble("nodes_values");
    modes = a.texts("nodes_modes");
    whenTrue = a.integers("nodes_truenodeids");
    whenFalse = a.integers("nodes_falsenodeids");
    base = a.numbers("base_values");
    reached = new boolean[ids.length];
    requireLengths(ids.length, treeIds.length, features.length, thresholds.length, modes.size(),
        whenTrue.length, whenFalse.length);
    for (int i = 0; i < ids.length; i++) {
      if (trees.computeIfAbsent(treeIds[i], t -> new HashMap<>()).put(ids[i], i) != null) {
        throw OnnxImporter.invalid(operator + ": tree " + treeIds[i] + " has two nodes " + ids[i]);
      }
    }
    readWeights(a, prefix);
    a.requireAllKnown("nodes_hitrates", "nodes_hitrates_as_tensor", "nodes_missing_value_tracks_true");
  }

  /**
   * The nodes of a model.
   *
   * @param prefix of the attributes of leaf weights: {@code class} or {@code target}
   */
  static OnnxTreeNodes read(OnnxAttributes a, String prefix) {
    return new OnnxTreeNodes(a, prefix);
  }

  private void requireLengths(int nodes, int... lengths) {
    if (nodes == 0 || nodes > MAX_NODES) {
      throw OnnxImporter.invalid(operator + " has " + nodes + " nodes; 1 to " + MAX_NODES + " are supported");
    }
    for (int length : lengths) {
      if (length != nodes) {
        throw OnnxImporter.invalid(operator + ": its node lists differ in length, " + nodes + " and "
            + length);
      }
    }
  }

  private void readWeights(OnnxAttributes a, String prefix) {
    long[] treeIds = a.integers(prefix + "_treeids");
    long[] nodeIds = a.integers(prefix + "_nodeids");
    long[] scores = a.integers(prefix + "_ids");
    double[] values = a.numbers(prefix + "_weights");
    if (treeIds.length != values.length || nodeIds.length != values.length
        || scores.length != values.length) {
      throw OnnxImporter.invalid(operator + ": its lists of leaf weights differ in length");
    }
    for (int i = 0; i < values.length; i++) {
      Integer node = trees.getOrDefault(treeIds[i], Map.of()).get(nodeIds[i]);
      if (node == null || !modes.get(node).equals("LEAF")) {
        throw OnnxImporter.invalid(
            operator + ": node " + nodeIds[i] + " of tree " + treeIds[i] + " has a weight but is no leaf");
      }
      if (scores[i] < 0 || scores[i] >= MAX_SCORES || !Double.isFinite(values[i])) {
        throw OnnxImporter.invalid(operator + ": weight " + values[i] + " of score " + scores[i]
            + " is out of range");
      }
      weights.computeIfAbsent(node, n -> new ArrayList<>()).add(new Weight((int) scores[i], values[i]));
      maxScore = Math.max(maxScore, (int) scores[i]);
      negative |= values[i] < 0;
    }
  }

  /** Largest score that a leaf adds to. */
  int maxScore() {
    return maxScore;
  }

  boolean hasNegativeWeight() {
    return negative;
  }

  /** The values that scores start from, empty when there are none. */
  double[] base() {
    return base;
  }

  /** The trees in order, each leaf with one value for each of {@code scores} scores. */
  List<Tree> trees(int scores) {
    if (maxScore >= scores) {
      throw OnnxImporter.invalid(operator + ": a leaf adds to score " + maxScore + " of " + scores);
    }
    List<Tree> out = new ArrayList<>();
    trees.forEach((id, nodes) -> out.add(build(nodes, root(id, nodes), scores, 0)));
    for (int i = 0; i < reached.length; i++) {
      if (!reached[i]) {
        throw OnnxImporter.invalid(operator + ": node " + ids[i]
            + " cannot be reached from the root of its tree");
      }
    }
    return out;
  }

  /** The root is the one node that no other names. */
  private int root(long tree, Map<Long, Integer> nodes) {
    Map<Long, Integer> left = new HashMap<>(nodes);
    nodes.values().stream().filter(i -> !modes.get(i).equals("LEAF")).forEach(i -> {
      left.remove(whenTrue[i]);
      left.remove(whenFalse[i]);
    });
    if (left.size() != 1) {
      throw OnnxImporter.invalid(operator + ": tree " + tree + " has " + left.size()
          + " roots instead of one");
    }
    return left.values().iterator().next();
  }

  private Tree build(Map<Long, Integer> nodes, Integer at, int scores, int depth) {
    if (at == null) {
      throw OnnxImporter.invalid(operator + ": a branch names a node that does not exist");
    }
    if (reached[at]) {
      throw OnnxImporter.invalid(operator + ": node " + ids[at] + " is below two branches; this is no tree");
    }
    if (depth > MAX_DEPTH) {
      throw OnnxImporter.invalid(operator + ": a path is longer than " + MAX_DEPTH
          + " tests; train shallower trees");
    }
    reached[at] = true;
    if (modes.get(at).equals("LEAF")) {
      double[] values = new double[scores];
      weights.getOrDefault(at, List.of()).forEach(w -> values[w.score] += w.value);
      return new Tree.Leaf(values);
    }
    Test test = test(at);
    Tree yes = build(nodes, nodes.get(whenTrue[at]), scores, depth + 1);
    Tree no = build(nodes, nodes.get(whenFalse[at]), scores, depth + 1);
    int feature = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, features[at]));
    return new Tree.Branch(feature, test.atMost, test.negated ? no : yes, test.negated ? yes : no);
  }

  /** A test as {@code x <= atMost}, or its negation. */
  private record Test(double atMost, boolean negated) {
  }

  private Test test(int at) {
    double t = thresholds[at];
    if (Double.isNaN(t)) {
      throw OnnxImporter.invalid(operator + ": node " + ids[at] + " compares with NaN");
    }
    return switch (modes.get(at)) {
      case "BRANCH_LEQ" -> new Test(atMost(t), false);
      case "BRANCH_GT" -> new Test(atMost(t), true);
      case "BRANCH_LT" -> new Test(below(t), false);
      case "BRANCH_GTE" -> new Test(below(t), true);
      case "BRANCH_EQ", "BRANCH_NEQ" ->
          throw OnnxImporter.invalid(operator + ": the node mode " + modes.get(at)
          + " is not supported: encode categories as one feature each (one-hot) and train again");
      default -> throw OnnxImporter.invalid(operator + " has the unknown node mode '" + modes.get(at) + "'");
    };
  }

  private double atMost(double t) {
    return doubles ? t : SinglePrecision.atMost((float) t);
  }

  private double below(double t) {
    return doubles ? Math.nextDown(t) : SinglePrecision.below((float) t);
  }
}
