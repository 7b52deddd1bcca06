package dev.nightjar.plugin.tree;

import java.util.Arrays;

/**
 * Splits long paths: chooses the fewest nodes of a tree whose indicators ("the row reaches this node") are computed in
 * look-ups of their own, so that every look-up counts at most so many conditions. A look-up below such a cut counts the
 * cut's indicator as one condition, and then only the features tested since.
 *
 * <p>Exact dynamic programme over pairs of a node and the nearest cut above it.
 */
final class CutPlanner {
  /** No cut above: the conditions begin at the root. */
  static final int NONE = 0;

  private static final int INFINITE = Integer.MAX_VALUE / 4;

  private final GridTree tree;
  private final boolean[] wanted;
  private final int most;
  private final int[][] ancestors;
  private final int[][] conditions;
  private final int[][] cost;

  private CutPlanner(GridTree tree, boolean[] wanted, int most) {
    this.tree = tree;
    this.wanted = wanted;
    this.most = most;
    int n = tree.size();
    ancestors = new int[n][];
    conditions = new int[n][];
    cost = new int[n][];
  }

  /**
   * The plan.
   *
   * @param wanted nodes whose indicators are needed; not the root
   * @param most conditions that a look-up counts at most, at least 2
   * @return for each node that is wanted or a cut the nearest cut above it, {@link #NONE} when there is none; -1 for
   *     others. The cuts are the nodes named.
   */
  static int[] plan(GridTree tree, boolean[] wanted, int most) {
    CutPlanner planner = new CutPlanner(tree, wanted, most);
    planner.solve();
    return planner.trace();
  }

  private void solve() {
    ancestors[0] = new int[0];
    conditions[0] = new int[0];
    for (int u = 1; u < tree.size(); u++) {
      int p = tree.parent(u);
      ancestors[u] = Arrays.copyOf(ancestors[p], ancestors[p].length + 1);
      ancestors[u][ancestors[p].length] = p;
      conditions[u] = new int[ancestors[u].length];
      for (int j = 0; j < conditions[u].length; j++) {
        int a = ancestors[u][j];
        conditions[u][j] = tree.featuresBetween(a, u) + (a == NONE ? 0 : 1);
      }
    }
    for (int u = tree.size() - 1; u > 0; u--) {
      cost[u] = new int[ancestors[u].length];
      for (int j = 0; j < cost[u].length; j++) {
        cost[u][j] = wanted[u] && conditions[u][j] > most ? INFINITE : Math.min(passing(u, j), cutting(u, j));
      }
    }
  }

  /** Cuts below a node that is no cut itself, when the nearest cut is ancestor number j. */
  private int passing(int u, int j) {
    return tree.isLeaf(u) ? 0 : Math.min(INFINITE, cost[tree.below(u)][j] + cost[tree.above(u)][j]);
  }

  private int cutting(int u, int j) {
    if (tree.isLeaf(u) || conditions[u][j] > most) {
      return INFINITE;
    }
    int self = ancestors[u].length;
    return Math.min(INFINITE, 1 + cost[tree.below(u)][self] + cost[tree.above(u)][self]);
  }

  private int[] trace() {
    int[] nearest = new int[tree.size()];
    int[] index = new int[tree.size()];
    Arrays.fill(nearest, -1);
    for (int u = 1; u < tree.size(); u++) {
      int j = index[u];
      boolean cut = cutting(u, j) < passing(u, j);
      if (wanted[u] || cut) {
        nearest[u] = ancestors[u][j];
      }
      if (!tree.isLeaf(u)) {
        int next = cut ? ancestors[u].length : j;
        index[tree.below(u)] = next;
        index[tree.above(u)] = next;
      }
    }
    return nearest;
  }
}
