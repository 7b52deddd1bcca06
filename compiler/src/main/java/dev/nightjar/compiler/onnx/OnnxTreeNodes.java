package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nodes of a tree ensemble by their place in the lists of a file, whatever operator they come from, and the trees
 * that they are. Nodes that two others name are read as one sub-tree each, as exports of categories have them: a chain
 * of tests for equality that lead to the same node is one test.
 */
final class OnnxTreeNodes {
  /** Most scores of a model. */
  static final int MAX_SCORES = 1024;

  /** Most nodes, also when a sub-tree is counted as often as it is named. */
  static final int MAX_NODES = 1 << 22;

  /** Tests in the order of their codes in {@code TreeEnsemble} of version 5, and leaves. */
  enum Mode {
    BRANCH_LEQ, BRANCH_LT, BRANCH_GTE, BRANCH_GT, BRANCH_EQ, BRANCH_NEQ, BRANCH_MEMBER, LEAF
  }

  private record Weight(int score, double value) {
  }

  private final String operator;
  private final boolean doubles;
  private final Mode[] modes;
  private final long[] features;
  private final double[] values;
  private final double[][] members;
  private final int[] yes;
  private final int[] no;
  private final boolean[] missingYes;
  private final List<List<Weight>> weights;
  private final List<Integer> roots = new ArrayList<>();
  private final Set<Integer> ids = new HashSet<>();
  private int maxScore;
  private boolean negative;

  /**
   * Nodes without content.
   *
   * @param operator what messages call them
   * @param doubles whether tests compare in double precision
   */
  OnnxTreeNodes(String operator, int count, boolean doubles) {
    if (count == 0 || count > MAX_NODES) {
      throw OnnxImporter.invalid(operator + " has " + count + " nodes; 1 to " + MAX_NODES + " are supported");
    }
    this.operator = operator;
    this.doubles = doubles;
    modes = new Mode[count];
    features = new long[count];
    values = new double[count];
    members = new double[count][];
    yes = new int[count];
    no = new int[count];
    missingYes = new boolean[count];
    weights = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      weights.add(List.of());
    }
  }

  /**
   * A test.
   *
   * @param value what the feature is compared with; for {@link Mode#BRANCH_MEMBER} see {@link #members}
   * @param yes place of the node where it leads when it holds, -1 for none that exists
   * @param no place of the node where it leads when it does not
   * @param missingYes whether NaN counts as if the test held
   */
  void test(int at, Mode mode, long feature, double value, int yes, int no, boolean missingYes) {
    modes[at] = mode;
    features[at] = feature;
    values[at] = value;
    this.yes[at] = yes;
    this.no[at] = no;
    this.missingYes[at] = missingYes;
  }

  /** The set of a test for membership. */
  void members(int at, double[] set) {
    members[at] = set;
  }

  void leaf(int at) {
    modes[at] = Mode.LEAF;
  }

  boolean isLeaf(int at) {
    return modes[at] == Mode.LEAF;
  }

  /** Adds to a score at a leaf. */
  void weight(int leaf, long score, double value) {
    if (score < 0 || score >= MAX_SCORES || !Double.isFinite(value)) {
      throw OnnxImporter.invalid(operator + ": weight " + value + " of score " + score + " is out of range");
    }
    if (weights.get(leaf).isEmpty()) {
      weights.set(leaf, new ArrayList<>(1));
    }
    weights.get(leaf).add(new Weight((int) score, value));
    ids.add((int) score);
    maxScore = Math.max(maxScore, (int) score);
    negative |= value < 0;
  }

  /** A tree begins at a node. */
  void root(int at) {
    roots.add(at);
  }

  /** The scores that some leaf adds to. */
  Set<Integer> scores() {
    return ids;
  }

  boolean hasNegativeWeight() {
    return negative;
  }

  /**
   * The scores that every row has: some tree adds to it in each of its leaves. Runtimes tell a score that no leaf added
   * to from one of 0.
   */
  Set<Integer> alwaysScored() {
    Set<Integer> always = new HashSet<>();
    BitSet seen = new BitSet();
    for (int root : roots) {
      Set<Integer> inAll = null;
      Deque<Integer> open = new ArrayDeque<>(List.of(root));
      while (!open.isEmpty()) {
        int at = open.pop();
        if (at < 0 || seen.get(at)) {
          continue;
        }
        seen.set(at);
        if (isLeaf(at)) {
          Set<Integer> here = weights.get(at).stream().map(Weight::score).collect(Collectors.toSet());
          if (inAll == null) {
            inAll = here;
          } else {
            inAll.retainAll(here);
          }
        } else {
          open.push(yes[at]);
          open.push(no[at]);
        }
      }
      always.addAll(inAll == null ? Set.of() : inAll);
    }
    return always;
  }

  /** The features for which a test says that NaN counts as if it held: the model was told of missing values. */
  Set<Integer> missing() {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < modes.length; i++) {
      if (missingYes[i] && !isLeaf(i)) {
        found.add(feature(i));
      }
    }
    return found;
  }

  /** The feature; -1 for one that no model has. */
  int feature(int at) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, features[at]));
  }

  /** The trees in order, each leaf with one value for each of {@code scores} scores. */
  List<Tree> trees(int scores) {
    if (maxScore >= scores) {
      throw OnnxImporter.invalid(operator + ": a leaf adds to score " + maxScore + " of " + scores);
    }
    return new OnnxTreeBuilder(this, scores).trees();
  }

  String operator() {
    return operator;
  }

  /** Whether tests compare in double precision. */
  boolean doubles() {
    return doubles;
  }

  int count() {
    return modes.length;
  }

  List<Integer> roots() {
    return roots;
  }

  Mode mode(int at) {
    return modes[at];
  }

  /** The feature as the file has it. */
  long rawFeature(int at) {
    return features[at];
  }

  double value(int at) {
    return values[at];
  }

  double[] members(int at) {
    return members[at];
  }

  int yes(int at) {
    return yes[at];
  }

  int no(int at) {
    return no[at];
  }

  boolean missingYes(int at) {
    return missingYes[at];
  }

  /** What a leaf adds to each score. */
  double[] sums(int leaf, int scores) {
    double[] sums = new double[scores];
    weights.get(leaf).forEach(w -> sums[w.score] += w.value);
    return sums;
  }
}
