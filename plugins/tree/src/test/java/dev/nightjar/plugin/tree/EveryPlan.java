package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree.Node;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cheapest plan of a small tree of one score, by trying all: at every node each step or none, every value as the
 * new default, every region. Shares nothing with {@link PlanSolver} but the prices, and with {@link Region} the most
 * cells.
 */
final class EveryPlan {
  /** What costs depend on: where, the depth of the nearest cut (0 for none), and the default from above. */
  private record State(Path at, int cutDepth, int value) {}

  /** A place in the tree: equal to itself alone. */
  private static final class Path {
    private final Node node;
    private final List<Node.Split> above;
    private final List<Path> children = new ArrayList<>();
    private final List<Part> parts;

    Path(Node node, List<Node.Split> above) {
      this.node = node;
      this.above = above;
      if (node instanceof Node.Split split) {
        List<Node.Split> tests = new ArrayList<>(above);
        tests.add(split);
        children.add(new Path(split.below(), tests));
        children.add(new Path(split.above(), tests));
      }
      parts = parts(this);
    }

    boolean leaf() {
      return children.isEmpty();
    }

    int value() {
      return ((Node.Leaf) node).values().get(0);
    }
  }

  /** A region: the tests that it makes and where they lead. */
  private record Part(List<Node.Split> tests, List<Path> exits) {
    int cells() {
      Map<Integer, Set<LevelSet>> levels = new HashMap<>();
      tests.forEach(test -> levels.computeIfAbsent(test.feature(), f -> new HashSet<>()).add(test.levels()));
      return levels.values().stream().mapToInt(found -> found.size() + 1).reduce(1, (a, b) -> a * b);
    }
  }

  private final int most;
  private final boolean changesAtCuts;
  private final Set<Integer> values = new TreeSet<>();
  private final Map<State, Double> known = new HashMap<>();

  /**
   * @param most steps that a look-up has at most
   * @param changesAtCuts whether a node may be cut and changed as well
   */
  private EveryPlan(int most, boolean changesAtCuts) {
    this.most = most;
    this.changesAtCuts = changesAtCuts;
  }

  /** What the cheapest plan of a tree costs. */
  static double cost(Node root, int most, boolean changesAtCuts) {
    EveryPlan all = new EveryPlan(most, changesAtCuts);
    all.collect(root);
    Path path = new Path(root, List.of());
    return all.values.stream().mapToDouble(value -> all.reach(new State(path, 0, value))).min().orElseThrow();
  }

  private void collect(Node node) {
    if (node instanceof Node.Split split) {
      collect(split.below());
      collect(split.above());
    } else {
      values.addAll(((Node.Leaf) node).values());
    }
  }

  /** Cost of a node and all below it when a value is the default above it. */
  private double reach(State s) {
    Double before = known.get(s);
    if (before != null) {
      return before;
    }
    int conditions = conditions(s);
    double best = Math.min(pass(s), separate(s));
    if (conditions > 0 && conditions <= most) {
      double price = conditions == 1 && s.cutDepth == 0 ? PlanSolver.FREE : PlanSolver.price(conditions);
      for (int value : values) {
        best = Math.min(best, price + pass(new State(s.at, s.cutDepth, value)));
      }
    }
    if (!s.at.leaf() && conditions >= 2 && conditions <= most) {
      State cut = new State(s.at, s.at.above.size(), s.value);
      best = Math.min(best, PlanSolver.price(conditions) + PlanSolver.PER_CUT
          + (changesAtCuts ? reach(cut) : Math.min(pass(cut), separate(cut))));
    }
    known.put(s, best);
    return best;
  }

  private double pass(State s) {
    if (s.at.leaf()) {
      return s.at.value() == s.value ? 0 : Double.POSITIVE_INFINITY;
    }
    return reach(new State(s.at.children.get(0), s.cutDepth, s.value))
        + reach(new State(s.at.children.get(1), s.cutDepth, s.value));
  }

  private double separate(State s) {
    double best = Double.POSITIVE_INFINITY;
    for (Part part : s.at.parts) {
      int steps = part.cells() * (conditions(s) + 1) - 1;
      if (!part.tests.isEmpty() && part.cells() <= Region.MAX_CELLS && steps <= most) {
        double cost = PlanSolver.price(steps);
        for (Path exit : part.exits) {
          cost += values.stream().mapToDouble(value -> reach(new State(exit, s.cutDepth, value))).min().orElseThrow();
        }
        best = Math.min(best, cost);
      }
    }
    return best;
  }

  /** All ways to make some connected tests from a node downwards; the first makes none. */
  private static List<Part> parts(Path at) {
    List<Part> out = new ArrayList<>(List.of(new Part(List.of(), List.of(at))));
    if (!at.leaf()) {
      for (Part below : at.children.get(0).parts) {
        for (Part above : at.children.get(1).parts) {
          List<Node.Split> tests = new ArrayList<>(List.of((Node.Split) at.node));
          tests.addAll(below.tests);
          tests.addAll(above.tests);
          List<Path> exits = new ArrayList<>(below.exits);
          exits.addAll(above.exits);
          out.add(new Part(tests, exits));
        }
      }
    }
    return out;
  }

  /** Features tested since the cut, and the cut's indicator. */
  private static int conditions(State s) {
    List<Node.Split> since = s.at.above.subList(s.cutDepth, s.at.above.size());
    return (int) since.stream().map(Node.Split::feature).distinct().count() + (s.cutDepth == 0 ? 0 : 1);
  }
}
