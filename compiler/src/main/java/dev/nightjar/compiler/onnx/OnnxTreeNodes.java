package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Longest path that is followed. */
  private static final int MAX_DEPTH = 1000;

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

  private int feature(int at) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, features[at]));
  }

  /** The trees in order, each leaf with one value for each of {@code scores} scores. */
  List<Tree> trees(int scores) {
    if (maxScore >= scores) {
      throw OnnxImporter.invalid(operator + ": a leaf adds to score " + maxScore + " of " + scores);
    }
    return new Builder(scores).trees();
  }

  /** Makes trees of nodes. */
  private final class Builder {
    private final int scores;
    private final Tree[] built = new Tree[modes.length];
    private final long[] sizes = new long[modes.length];
    private final boolean[] open = new boolean[modes.length];
    private final boolean[] reached = new boolean[modes.length];

    Builder(int scores) {
      this.scores = scores;
    }

    List<Tree> trees() {
      List<Tree> out = new ArrayList<>();
      long total = 0;
      for (int root : roots) {
        out.add(build(root, 0));
        total += sizes[root];
        requireSize(total);
      }
      for (int i = 0; i < reached.length; i++) {
        if (!reached[i]) {
          throw OnnxImporter.invalid(operator + ": node " + i + " of its lists cannot be reached from the root of its"
              + " tree");
        }
      }
      return out;
    }

    private void requireSize(long size) {
      if (size > MAX_NODES) {
        throw OnnxImporter.invalid(operator + ": its trees have more than " + MAX_NODES
            + " nodes, sub-trees that several nodes lead to counted each time; train smaller trees");
      }
    }

    private Tree build(int at, int depth) {
      if (at < 0 || at >= modes.length) {
        throw OnnxImporter.invalid(operator + ": a branch names a node that does not exist");
      }
      if (open[at]) {
        throw belowItself(at);
      }
      if (depth > MAX_DEPTH) {
        throw OnnxImporter.invalid(operator + ": a path is longer than " + MAX_DEPTH
            + " tests; train shallower trees");
      }
      if (built[at] == null) {
        reached[at] = true;
        open[at] = true;
        built[at] = isLeaf(at) ? leaf(at) : modes[at].compareTo(Mode.BRANCH_EQ) >= 0 ? member(at, depth)
            : branch(at, depth);
        open[at] = false;
        requireSize(sizes[at]);
      }
      return built[at];
    }

    private NightjarException belowItself(int at) {
      return OnnxImporter.invalid(operator + ": node " + at + " of its lists is below itself; this is no tree");
    }

    private Tree leaf(int at) {
      double[] sums = new double[scores];
      weights.get(at).forEach(w -> sums[w.score] += w.value);
      sizes[at] = 1;
      return new Tree.Leaf(sums);
    }

    private Tree branch(int at, int depth) {
      double t = values[at];
      if (Double.isNaN(t)) {
        throw OnnxImporter.invalid(operator + ": node " + at + " of its lists compares with NaN");
      }
      boolean atMost = modes[at] == Mode.BRANCH_LEQ || modes[at] == Mode.BRANCH_GT;
      boolean negated = modes[at] == Mode.BRANCH_GT || modes[at] == Mode.BRANCH_GTE;
      double threshold = atMost ? atMost(t) : below(t);
      Tree holds = build(yes[at], depth + 1);
      Tree fails = build(no[at], depth + 1);
      sizes[at] = 1 + sizes[yes[at]] + sizes[no[at]];
      return new Tree.Branch(feature(at), threshold, negated ? fails : holds, negated ? holds : fails,
          negated != missingYes[at]);
    }

    private int in(int at) {
      return modes[at] == Mode.BRANCH_NEQ ? no[at] : yes[at];
    }

    private int out(int at) {
      return modes[at] == Mode.BRANCH_NEQ ? yes[at] : no[at];
    }

    /** A test for equality, with those behind it that lead to the same node. */
    private Tree member(int first, int depth) {
      List<Integer> chain = new ArrayList<>();
      boolean missingIn = false;
      for (int at = first; at >= 0 && at < modes.length && follows(first, at); at = out(at)) {
        if (at != first && open[at] || at == first && !chain.isEmpty()) {
          throw belowItself(at);
        }
        reached[at] = true;
        open[at] = true;
        chain.add(at);
        // NaN differs from every number, so that a test for inequality holds.
        missingIn |= modes[at] != Mode.BRANCH_NEQ && missingYes[at];
      }
      int last = chain.get(chain.size() - 1);
      Tree in = build(in(first), depth + 1);
      Tree out = build(out(last), depth + 1);
      chain.forEach(at -> open[at] = false);
      sizes[first] = 1 + sizes[in(first)] + sizes[out(last)];
      return new Tree.Member(feature(first), chain.stream().flatMapToDouble(at -> Arrays.stream(set(at))).toArray(),
          missingIn, in, out);
    }

    private boolean follows(int first, int at) {
      return modes[at].compareTo(Mode.BRANCH_EQ) >= 0 && !isLeaf(at) && features[at] == features[first]
          && in(at) == in(first);
    }

    private double[] set(int at) {
      double[] set = modes[at] == Mode.BRANCH_MEMBER ? members[at] : new double[] {values[at]};
      for (double value : set) {
        if (!Double.isFinite(value)) {
          throw OnnxImporter.invalid(operator + ": node " + at + " of its lists tests whether a feature equals "
              + value);
        }
      }
      return set;
    }
  }

  private double atMost(double t) {
    return doubles ? t : SinglePrecision.atMost((float) t);
  }

  private double below(double t) {
    return doubles ? Math.nextDown(t) : SinglePrecision.below((float) t);
  }
}
