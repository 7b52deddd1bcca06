package dev.nightjar.plugin.tree;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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
 *
 * <p>Costs of defaults are kept as {@link Costs}, so that time and memory grow with nodes, times their depth, times the
 * few defaults that are better than any other.
 */
final class PlanSolver {
  /** What a look-up costs; small differences prefer fewer steps and then fewer cuts. */
  private static final double LOOK_UP = 1;
  static final double FREE = 1e-3;
  private static final double PER_STEP_SQUARED = 1e-7;
  static final double PER_CUT = 1e-3;

  /** Entries of the tables, at most: some hundred megabytes. */
  private static final long MAX_ENTRIES = 1L << 24;

  private static final int[] NONE = new int[0];

  private final GridTree tree;
  private final Values values;
  private final int most;
  private final RegionShapes regions;
  /**
   * {@code enter[u][j]}: cost of u for each default above it when the nearest cut is at depth j; null when too many
   * conditions lead there.
   */
  private final Costs[][] enter;
  /** {@code apart[u][j]}: the cheapest region at u. */
  private final double[][] apart;
  private final int[][] region;
  private long entries;

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
   * @param regions of the same tree
   * @param most steps that a look-up has at most, at least 2
   */
  PlanSolver(GridTree tree, Values values, RegionShapes regions, int most) {
    this.tree = tree;
    this.values = values;
    this.regions = regions;
    this.most = most;
    int n = tree.size();
    enter = new Costs[n][];
    apart = new double[n][];
    region = new int[n][];
    for (int u = n - 1; u >= 0; u--) {
      solve(u);
    }
  }

  /** Entries that the tables have: what time and memory go with. */
  long entries() {
    return entries;
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
    enter[u] = new Costs[Math.max(1, h)];
    Costs leaf = tree.isLeaf(u) ? Costs.only(values.lowest(u)) : null;
    Costs cut = null;
    if (leaf == null) {
      apart[u] = new double[h + 1];
      region[u] = new int[h + 1];
      separate(u, h, Double.POSITIVE_INFINITY);
      cut = keeping(u, h).atMost(apart[u][h]);
    }
    for (int j = 0; j < enter[u].length; j++) {
      if (!hopeless(u, j)) {
        Costs keep = leaf == null ? keeping(u, j) : leaf;
        int conditions = conditions(u, j);
        double cap = changing(conditions, j, keep);
        if (leaf == null) {
          separate(u, j, cap);
          cap = Math.min(cap, apart[u][j]);
        }
        Costs best = keep.atMost(cap);
        enter[u][j] = cut != null && cuttable(conditions) ? best.or(cut, price(conditions) + PER_CUT) : best;
        entries += enter[u][j].size();
      }
    }
    if (entries > MAX_ENTRIES) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "a tree of " + tree.leaves()
          + " leaves is too large to plan: train trees with fewer leaves, or use fewer bits");
    }
  }

  /** Costs below a branch for each default of its own. */
  private Costs keeping(int u, int j) {
    Costs[] below = enter[tree.below(u)];
    Costs[] above = enter[tree.above(u)];
    return below[j] == null || above[j] == null ? Costs.NEVER : below[j].plus(above[j]);
  }

  /** The cheapest region at u, whose conditions are those that lead to u; none that costs more than {@code cap}. */
  private void separate(int u, int j, double cap) {
    double best = Double.POSITIVE_INFINITY;
    int conditions = conditions(u, j);
    int mostCells = (most + 1) / (conditions + 1);
    int[] shapes = mostCells < 2 ? NONE : regions.of(u);
    for (int r = 0; r < shapes.length; r += 2 + shapes[r + 1]) {
      if (shapes[r] <= mostCells) {
        double cost = price(steps(shapes[r], conditions));
        int end = r + 2 + shapes[r + 1];
        for (int e = r + 2; e < end && cost < best && cost <= cap; e++) {
          Costs exit = enter[shapes[e]][j];
          cost += exit == null ? Double.POSITIVE_INFINITY : exit.cheapest();
        }
        if (cost < best && cost <= cap) {
          best = cost;
          region[u][j] = r;
        }
      }
    }
    apart[u][j] = best;
  }

  private double changing(int conditions, int j, Costs keep) {
    if (conditions == 0 || conditions > most) {
      return Double.POSITIVE_INFINITY;
    }
    boolean free = conditions == 1 && j == 0;
    return (free ? FREE : price(conditions)) + keep.cheapest();
  }

  private boolean cuttable(int conditions) {
    return conditions >= 2 && conditions <= most;
  }

  private record Visit(int node, int cutDepth, int cutNode, int state) {
  }

  /** Hands the solution out. */
  void trace(Steps out) {
    Deque<Visit> open = new ArrayDeque<>();
    int state = enter[0][0].best(values.lowest(0));
    out.start(values.vector(state));
    open.push(new Visit(0, 0, 0, state));
    while (!open.isEmpty()) {
      visit(open.pop(), open, out);
    }
  }

  private void visit(Visit v, Deque<Visit> open, Steps out) {
    int u = v.node;
    int j = v.cutDepth;
    Costs keep = tree.isLeaf(u) ? Costs.only(values.lowest(u)) : keeping(u, j);
    double cost = enter[u][j].of(v.state);
    if (cost == keep.of(v.state)) {
      descend(v, open);
    } else if (!tree.isLeaf(u) && cost == apart[u][j]) {
      split(v, open, out);
    } else if (cost == changing(conditions(u, j), j, keep)) {
      int to = keep.best(values.lowest(u));
      out.change(u, v.cutNode, Region.point(u), new int[][] {values.change(v.state, to)});
      descend(new Visit(u, j, v.cutNode, to), open);
    } else {
      int h = tree.depth(u);
      out.cut(u, v.cutNode);
      Visit below = new Visit(u, h, u, v.state);
      if (keeping(u, h).of(v.state) <= apart[u][h]) {
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
    Region r = regions.region(v.node, region[v.node][v.cutDepth]);
    List<int[]> changes = new ArrayList<>();
    for (int exit : r.exits()) {
      int to = enter[exit][v.cutDepth].best(values.lowest(exit));
      changes.add(values.change(v.state, to));
      open.push(new Visit(exit, v.cutDepth, v.cutNode, to));
    }
    out.change(v.node, v.cutNode, r, changes.toArray(int[][]::new));
  }
}
