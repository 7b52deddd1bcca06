package dev.nightjar.plugin.tree;

/**
 * Where a tree's value changes: gives each node a default value, so that the fewest nodes differ from their parent.
 *
 * <p>A tree is {@code default(root) + Σ_u (default(u) - default(parent(u))) [x reaches u]}, when the default of a leaf is
 * its value; each term that is not zero costs a look-up. The cheapest defaults are found exactly by Sankoff's algorithm
 * (D. Sankoff, <em>Minimal mutation trees of sequences</em>, SIAM J. Appl. Math. 28, 1975). Leaves of the most common
 * value then cost nothing, and a group of leaves below one node costs one look-up.
 */
final class Parsimony {
  private Parsimony() {
  }

  /**
   * The default of each node.
   *
   * @param leafState state of each leaf (entries of branches are not read)
   * @param states number of states
   * @param cost what it costs when a node differs from its parent; the root's is not read
   */
  static int[] defaults(GridTree tree, int[] leafState, int states, double[] cost) {
    int n = tree.size();
    double[][] keep = new double[n][states];
    int[] best = new int[n];
    for (int u = n - 1; u >= 0; u--) {
      for (int s = 0; s < states; s++) {
        keep[u][s] = tree.isLeaf(u)
            ? (s == leafState[u] ? 0 : Double.POSITIVE_INFINITY)
            : entering(keep, best, cost, tree.below(u), s) + entering(keep, best, cost, tree.above(u), s);
        if (keep[u][s] < keep[u][best[u]]) {
          best[u] = s;
        }
      }
    }
    int[] state = new int[n];
    state[0] = best[0];
    for (int u = 1; u < n; u++) {
      int inherited = state[tree.parent(u)];
      state[u] = keep[u][inherited] <= cost[u] + keep[u][best[u]] ? inherited : best[u];
    }
    return state;
  }

  private static double entering(double[][] keep, int[] best, double[] cost, int u, int inherited) {
    return Math.min(keep[u][inherited], cost[u] + keep[u][best[u]]);
  }
}
