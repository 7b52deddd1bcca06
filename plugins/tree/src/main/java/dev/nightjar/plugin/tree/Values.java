package dev.nightjar.plugin.tree;

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
  private final int[] ofLeaf;

  Values(GridTree tree, int score, int count) {
    this.score = score;
    ofLeaf = new int[tree.size()];
    Map<List<Integer>, Integer> known = new HashMap<>();
    for (int u = 0; u < tree.size(); u++) {
      if (tree.isLeaf(u)) {
        List<Integer> v = tree.values(u).subList(score, score + count);
        ofLeaf[u] = known.computeIfAbsent(v, key -> {
          vectors.add(key.stream().mapToInt(Integer::intValue).toArray());
          return vectors.size() - 1;
        });
      }
    }
  }

  /** First of the scores. */
  int score() {
    return score;
  }

  /** State of a leaf. */
  int ofLeaf(int leaf) {
    return ofLeaf[leaf];
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
