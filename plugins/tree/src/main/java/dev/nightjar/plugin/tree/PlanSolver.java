package dev.nightjar.plugin.tree;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cheapest plan for a tree when a look-up tells apart a limited number of phases: the fewest look-ups, and among
 * equals the fewest steps.
 *
 * <p>Every node has a default value; the default of a leaf is its value. A tree is the root's default plus,
 * at each place where the default changes, the difference times an indicator. At a node, one of three steps is taken,
 * or none:
 * <ul>
 * <li>a change at the node itself: one look-up on the count of the conditions that lead there;
 * <li>a {@link Region} below the node: one look-up that gives each of its exits a default of its own;
 * <li>a cut: one look-up for the indicator of the node, which below counts as one condition instead of all
 * that lead there.
 * </ul>
 * With d conditions and a region of K cells a look-up tells {@code K (d + 1)} phases apart, and the last may
 * lie opposite the first: {@code K (d + 1) - 1} steps. Changes that one feature decides need no look-up.
 *
 * <p>Among these plans the optimum is found exactly, by dynamic programming over nodes, the nearest cut above and the
 * default coming from above: Sankoff's algorithm (D. Sankoff, <em>Minimal mutation trees of sequences</em>, SIAM J.
 * Appl. Math. 28, 1975) with cuts and regions. Other plans are not tried: those that cut and change the same node,
 * which would save a look-up now and then where look-ups have few steps, and those that count conditions from a cut
 * further above. {@link Region} limits the size of regions.
 */
final class PlanSolver {
  /** What a look-up costs; small differences prefer fewer steps and then fewer cuts. */
  private static final double LOOK_UP = 1;
  static final double FREE = 1e-3;
  private static final double PER_STEP_SQUARED = 1e-7;
  static final double PER_CUT = 1e-3;

  /** Entries of the tables, at most: some hundred megabytes. */
  private static final long MAX_ENTRIES = 1L << 24;

  private final GridTree tree;
  private final Values values;
  private final int most;
  private final List<List<Region>> regions;
  /**
   * For each node the values that occur at leaves below it, ascending. All other values cost the same and share one
   * entry at the end.
   */
  private final int[][] states;
  /** {@code keep[u][j][s]}: cost below u when s stays the default at u and the nearest cut is at depth j. */
  private final double[][][] keep;
  /**
   * {@code enter[u][j][s]}: cost of u when s is the default above it; null when too many conditions lead
   * there.
   */
  private final double[][][] enter;
  /** {@code apart[u][j]}: the cheapest region at u. */
  private final double[][] apart;
  private final Region[][] region;

  /** Receives the steps of the solution, from the root downwards. */
  interface Steps {
    /** The default of the root. */
    void start(int[] vector);

    /** A look-up, or a change without one, below the nearest cut. */
    void change(int node, int cutNode, Region region, int[][] changeOfExit);

    /** The indicator of a node. */
    void cut(int node, int cutNode);
  }

  /**
   * A solved tree.
   *
   * @param regions of each node, see {@link Region#below}
   * @param most steps that a look-up has at most, at least 2
   */
  PlanSolver(GridTree tree, Values values, List<List<Region>> regions, int most) {
    this.tree = tree;
    this.values = values;
    this.regions = regions;
    this.most = most;
    int n = tree.size();
    states = new int[n][];
    keep = new double[n][][];
    enter = new double[n][][];
    apart = new double[n][];
    region = new Region[n][];
    requireRoom();
    for (int u = n - 1; u >= 0; u--) {
      solve(u);
    }
  }

  private void requireRoom() {
    long entries = 0;
    for (int u = tree.size() - 1; u >= 0; u--) {
      states[u] = tree.isLeaf(u) ? new int[] {values.ofLeaf(u)}
          : IntStream.concat(Arrays.stream(states[tree.below(u)]), Arrays.stream(states[tree.above(u)]))
              .sorted().distinct().toArray();
      int node = u;
      entries += IntStream.rangeClosed(0, tree.depth(u)).filter(j -> !hopeless(node, j))
          .count() * states[u].length;
    }
    if (entries > MAX_ENTRIES) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "a tree of " + tree.leaves()
          + " leaves is too large to plan: train trees with fewer leaves, or use fewer bits");
    }
  }

  /** A branch that too many conditions lead to: no look-up at it or below could count them all. */
  private boolean hopeless(int u, int j) {
    return !tree.isLeaf(u) && j < tree.depth(u) && conditions(u, j) > most;
  }

  /** Conditions that lead to a node when the nearest cut is at depth j; depth 0 is no cut. */
  private int conditions(int u, int j) {
    return tree.featuresSince(j, u) + (j == 0 ? 0 : 1);
  }

  private static int steps(int cells, int conditions) {
    return cells * (conditions + 1) - 1;
  }

  static double price(int steps) {
    return LOOK_UP + PER_STEP_SQUARED * steps * steps;
  }

  private void solve(int u) {
    int h = tree.depth(u);
    keep[u] = new double[h + 1][];
    enter[u] = new double[h + 1][];
    apart[u] = new double[h + 1];
    region[u] = new Region[h + 1];
    for (int j = 0; j <= h; j++) {
      if (!hopeless(u, j)) {
        keep[u][j] = keeping(u, j);
        separate(u, j);
      }
    }
    for (int j = 0; j < Math.max(1, h); j++) {
      if (hopeless(u, j)) {
        continue;
      }
      enter[u][j] = new double[states[u].length + 1];
      for (int s = 0; s < enter[u][j].length; s++) {
        enter[u][j][s] = Math.min(Math.min(keep[u][j][s], apart[u][j]),
            Math.min(changing(u, j), cutting(u, j, s)));
      }
    }
  }

  private double[] keeping(int u, int j) {
    double[] out = new double[states[u].length + 1];
    if (tree.isLeaf(u)) {
      out[1] = Double.POSITIVE_INFINITY;
      return out;
    }
    for (int s = 0; s < out.length; s++) {
      int state = s < states[u].length ? states[u][s] : -1;
      out[s] = entering(tree.below(u), j, state) + entering(tree.above(u), j, state);
    }
    return out;
  }

  private double entering(int u, int j, int state) {
    return enter[u][j] == null ? Double.POSITIVE_INFINITY : enter[u][j][index(u, state)];
  }

  private int index(int u, int state) {
    int at = Arrays.binarySearch(states[u], state);
    return at >= 0 ? at : states[u].length;
  }

  /** The cheapest region at u, whose conditions are those that lead to u. */
  private void separate(int u, int j) {
    apart[u][j] = Double.POSITIVE_INFINITY;
    int conditions = conditions(u, j);
    for (Region r : regions.get(u)) {
      int steps = steps(r.cells(), conditions);
      if (steps <= most) {
        double cost = price(steps);
        for (int exit : r.exits()) {
          cost += cheapest(enter[exit][j]);
        }
        if (cost < apart[u][j]) {
          apart[u][j] = cost;
          region[u][j] = r;
        }
      }
    }
  }

  private static double cheapest(double[] costs) {
    return costs == null ? Double.POSITIVE_INFINITY : costs[argmin(costs)];
  }

  private static int argmin(double[] costs) {
    int best = 0;
    for (int i = 1; i < costs.length; i++) {
      best = costs[i] < costs[best] ? i : best;
    }
    return best;
  }

  private double changing(int u, int j) {
    int conditions = conditions(u, j);
    if (conditions == 0 || conditions > most) {
      return Double.POSITIVE_INFINITY;
    }
    boolean free = conditions == 1 && j == 0;
    return (free ? FREE : price(conditions)) + cheapest(keep[u][j]);
  }

  private double cutting(int u, int j, int s) {
    int conditions = conditions(u, j);
    if (tree.isLeaf(u) || conditions < 2 || conditions > most) {
      return Double.POSITIVE_INFINITY;
    }
    int h = tree.depth(u);
    return price(conditions) + PER_CUT + Math.min(keep[u][h][s], apart[u][h]);
  }

  private record Visit(int node, int cutDepth, int cutNode, int state) {
  }

  /** Hands the solution out. */
  void trace(Steps out) {
    Deque<Visit> open = new ArrayDeque<>();
    int first = argmin(enter[0][0]);
    int state = first < states[0].length ? states[0][first] : states[0][0];
    out.start(values.vector(state));
    open.push(new Visit(0, 0, 0, state));
    while (!open.isEmpty()) {
      visit(open.pop(), open, out);
    }
  }

  private void visit(Visit v, Deque<Visit> open, Steps out) {
    int u = v.node;
    int j = v.cutDepth;
    int s = index(u, v.state);
    double cost = enter[u][j][s];
    if (cost == keep[u][j][s]) {
      descend(v, open);
    } else if (cost == apart[u][j]) {
      split(v, open, out);
    } else if (cost == changing(u, j)) {
      int to = states[u][Math.min(argmin(keep[u][j]), states[u].length - 1)];
      out.change(u, v.cutNode, Region.point(u), new int[][] {values.change(v.state, to)});
      descend(new Visit(u, j, v.cutNode, to), open);
    } else {
      int h = tree.depth(u);
      out.cut(u, v.cutNode);
      Visit below = new Visit(u, h, u, v.state);
      if (keep[u][h][s] <= apart[u][h]) {
        descend(below, open);
      } else {
        split(below, open, out);
      }
    }
  }

  private void descend(Visit v, Deque<Visit> open) {
    if (!tree.isLeaf(v.node)) {
      open.push(new Visit(tree.above(v.node), v.cutDepth, v.cutNode, v.state));
      open.push(new Visit(tree.below(v.node), v.cutDepth, v.cutNode, v.state));
    }
  }

  private void split(Visit v, Deque<Visit> open, Steps out) {
    Region r = region[v.node][v.cutDepth];
    List<int[]> changes = new ArrayList<>();
    for (int exit : r.exits()) {
      int best = argmin(enter[exit][v.cutDepth]);
      int to = best < states[exit].length ? states[exit][best] : v.state;
      changes.add(values.change(v.state, to));
      open.push(new Visit(exit, v.cutDepth, v.cutNode, to));
    }
    out.change(v.node, v.cutNode, r, changes.toArray(int[][]::new));
  }
}
