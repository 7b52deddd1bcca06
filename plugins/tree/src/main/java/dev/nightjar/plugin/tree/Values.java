package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct values of some consecutive scores at the leaves of a tree: the states of {@link PlanSolver}.
 */
final class Values {
  private final int score;
  private final List<int[]> vectors = new ArrayList<>();
  private final int[] lowest;

  Values(GridTree tree, int score, int count) {
    this.score = score;
    lowest = new int[tree.size()];
    Map<Object, Integer> known = new HashMap<>();
    for (int u = 0; u < lowest.length; u++) {
      if (tree.isLeaf(u)) {
        List<Integer> v = tree.values(u).subList(score, score + count);
        lowest[u] = known.computeIfAbsent(count == 1 ? v.get(0) : v, key -> {
          vectors.add(v.stream().mapToInt(Integer::intValue).toArray());
          return vectors.size() - 1;
        });
      }
    }
    for (int u = lowest.length - 1; u >= 0; u--) {
      if (!tree.isLeaf(u)) {
        lowest[u] = Math.min(lowest[tree.below(u)], lowest[tree.above(u)]);
      }
    }
  }

  /** First of the scores. */
  int score() {
    return score;
  }

  /** The lowest state at or below a node: that of a leaf is its state. */
  int lowest(int node) {
    return lowest[node];
  }

  /** The values of a state, a copy. */
  int[] vector(int state) {
    return vectors.get(state).clone();
  }

  /** The differences of two states' values. */
  int[] change(int from, int to) {
    int[] c = vector(to);
    for (int i = 0; i < c.length; i++) {
      c[i] -= vectors.get(from)[i];
    }
    return c;
  }
}
