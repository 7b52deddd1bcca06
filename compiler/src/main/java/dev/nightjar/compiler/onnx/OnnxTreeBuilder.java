package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.compiler.onnx.OnnxTreeNodes.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes trees of nodes: each node once, however many others name it. */
final class OnnxTreeBuilder {
  /** Longest path that is followed. */
  private static final int MAX_DEPTH = 1000;

  private final OnnxTreeNodes nodes;
  private final int scores;
  private final Tree[] built;
  private final long[] sizes;
  private final boolean[] open;
  private final boolean[] reached;

  OnnxTreeBuilder(OnnxTreeNodes nodes, int scores) {
    this.nodes = nodes;
    this.scores = scores;
    built = new Tree[nodes.count()];
    sizes = new long[nodes.count()];
    open = new boolean[nodes.count()];
    reached = new boolean[nodes.count()];
  }

  /** The trees in order, each leaf with one value for each score. */
  List<Tree> trees() {
    List<Tree> out = new ArrayList<>();
    long total = 0;
    for (int root : nodes.roots()) {
      out.add(build(root, 0));
      total += sizes[root];
      requireSize(total);
    }
    for (int i = 0; i < reached.length; i++) {
      if (!reached[i]) {
        throw OnnxImporter.invalid(nodes.operator() + ": node " + i + " of its lists cannot be reached from the root of"
            + " its tree");
      }
    }
    return out;
  }

  private void requireSize(long size) {
    if (size > OnnxTreeNodes.MAX_NODES) {
      throw OnnxImporter.invalid(nodes.operator() + ": its trees have more than " + OnnxTreeNodes.MAX_NODES
          + " nodes, sub-trees that several nodes lead to counted each time; train smaller trees");
    }
  }

  private Tree build(int at, int depth) {
    if (at < 0 || at >= nodes.count()) {
      throw OnnxImporter.invalid(nodes.operator() + ": a branch names a node that does not exist");
    }
    if (open[at]) {
      throw belowItself(at);
    }
    if (depth > MAX_DEPTH) {
      throw OnnxImporter.invalid(nodes.operator() + ": a path is longer than " + MAX_DEPTH
          + " tests; train shallower trees");
    }
    if (built[at] == null) {
      reached[at] = true;
      open[at] = true;
      built[at] = nodes.isLeaf(at) ? leaf(at) : nodes.mode(at).compareTo(Mode.BRANCH_EQ) >= 0 ? member(at, depth)
          : branch(at, depth);
      open[at] = false;
      requireSize(sizes[at]);
    }
    return built[at];
  }

  private NightjarException belowItself(int at) {
    return OnnxImporter.invalid(nodes.operator() + ": node " + at + " of its lists is below itself; this is no tree");
  }

  private Tree leaf(int at) {
    sizes[at] = 1;
    return new Tree.Leaf(nodes.sums(at, scores));
  }

  private Tree branch(int at, int depth) {
    double t = nodes.value(at);
    if (Double.isNaN(t)) {
      throw OnnxImporter.invalid(nodes.operator() + ": node " + at + " of its lists compares with NaN");
    }
    boolean atMost = nodes.mode(at) == Mode.BRANCH_LEQ || nodes.mode(at) == Mode.BRANCH_GT;
    boolean negated = nodes.mode(at) == Mode.BRANCH_GT || nodes.mode(at) == Mode.BRANCH_GTE;
    double threshold = atMost ? atMost(t) : below(t);
    Tree holds = build(nodes.yes(at), depth + 1);
    Tree fails = build(nodes.no(at), depth + 1);
    sizes[at] = 1 + sizes[nodes.yes(at)] + sizes[nodes.no(at)];
    return new Tree.Branch(nodes.feature(at), threshold, negated ? fails : holds, negated ? holds : fails,
        negated != nodes.missingYes(at));
  }

  private int in(int at) {
    return nodes.mode(at) == Mode.BRANCH_NEQ ? nodes.no(at) : nodes.yes(at);
  }

  private int out(int at) {
    return nodes.mode(at) == Mode.BRANCH_NEQ ? nodes.yes(at) : nodes.no(at);
  }

  /** A test for equality, with those behind it that lead to the same node. */
  private Tree member(int first, int depth) {
    List<Integer> chain = new ArrayList<>();
    boolean missingIn = false;
    for (int at = first; at >= 0 && at < nodes.count() && follows(first, at); at = out(at)) {
      if (at != first && open[at] || at == first && !chain.isEmpty()) {
        throw belowItself(at);
      }
      reached[at] = true;
      open[at] = true;
      chain.add(at);
      // NaN differs from every number, so that a test for inequality holds.
      missingIn |= nodes.mode(at) != Mode.BRANCH_NEQ && nodes.missingYes(at);
    }
    int last = chain.get(chain.size() - 1);
    Tree in = build(in(first), depth + 1);
    Tree out = build(out(last), depth + 1);
    chain.forEach(at -> open[at] = false);
    sizes[first] = 1 + sizes[in(first)] + sizes[out(last)];
    return new Tree.Member(nodes.feature(first), chain.stream().flatMapToDouble(at -> Arrays.stream(set(at))).toArray(),
        missingIn, in, out);
  }

  private boolean follows(int first, int at) {
    return nodes.mode(at).compareTo(Mode.BRANCH_EQ) >= 0 && !nodes.isLeaf(at)
        && nodes.rawFeature(at) == nodes.rawFeature(first) && in(at) == in(first);
  }

  private double[] set(int at) {
    double[] set = nodes.mode(at) == Mode.BRANCH_MEMBER ? nodes.members(at) : new double[] {nodes.value(at)};
    for (double value : set) {
      if (!Double.isFinite(value)) {
        throw OnnxImporter.invalid(nodes.operator() + ": node " + at + " of its lists tests whether a feature equals "
            + value);
      }
    }
    return set;
  }

  private double atMost(double t) {
    return nodes.doubles() ? t : SinglePrecision.atMost((float) t);
  }

  private double below(double t) {
    return nodes.doubles() ? Math.nextDown(t) : SinglePrecision.below((float) t);
  }
}
