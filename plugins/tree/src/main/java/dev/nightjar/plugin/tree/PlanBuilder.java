package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.GridTree.Interval;
import dev.nightjar.plugin.tree.Plan.FreeChange;
import dev.nightjar.plugin.tree.Plan.LookUp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes plans: with one table a look-up, each score on its own, or with one look-up for all scores. */
final class PlanBuilder {
  /** Entries of the table that {@link Parsimony} fills for one tree, at most. */
  private static final long MAX_STATES = 1L << 24;

  /** What a look-up-free change costs when compared with a look-up: nearly nothing. */
  private static final double FREE = 1e-3;

  private final List<GridTree> trees;
  private final int scores;
  private final int most;
  private final List<LookUp> lookUps = new ArrayList<>();
  private final List<FreeChange> free = new ArrayList<>();
  private final List<int[]> start = new ArrayList<>();

  private PlanBuilder(List<GridTree> trees, int scores, int most) {
    this.trees = trees;
    this.scores = scores;
    this.most = most;
  }

  /** Most features on a path of any tree. */
  static int deepest(List<GridTree> trees) {
    int most = 0;
    for (GridTree tree : trees) {
      for (int u = 1; u < tree.size(); u++) {
        if (tree.isLeaf(u)) {
          most = Math.max(most, tree.featuresBetween(0, u));
        }
      }
    }
    return most;
  }

  /**
   * One look-up for each change of each score.
   *
   * @param most conditions that a look-up counts at most, at least 2
   */
  static Plan separate(List<GridTree> trees, int scores, int most) {
    PlanBuilder b = new PlanBuilder(trees, scores, most);
    for (int t = 0; t < trees.size(); t++) {
      List<Values> columns = new ArrayList<>();
      for (int o = 0; o < scores; o++) {
        columns.add(new Values(trees.get(t), o, 1));
      }
      b.add(t, columns);
    }
    return b.plan(0);
  }

  /** One look-up of many tables for each change of any score; empty when trees are too large for that. */
  static Optional<Plan> joint(List<GridTree> trees, int scores, int most) {
    PlanBuilder b = new PlanBuilder(trees, scores, most);
    for (int t = 0; t < trees.size(); t++) {
      Values all = new Values(trees.get(t), 0, scores);
      if ((long) all.vectors.size() * trees.get(t).size() > MAX_STATES) {
        return Optional.empty();
      }
      b.add(t, List.of(all));
    }
    return Optional.of(b.plan(32 - Integer.numberOfLeadingZeros(scores - 1)));
  }

  private Plan plan(int theta) {
    return new Plan(trees, lookUps, free, start, scores, theta, most);
  }

  /** The distinct values of some scores at the leaves of a tree. */
  private static final class Values {
    final int score;
    final List<int[]> vectors = new ArrayList<>();
    final int[] ofLeaf;

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

    int[] change(int from, int to) {
      int[] c = vectors.get(to).clone();
      for (int i = 0; i < c.length; i++) {
        c[i] -= vectors.get(from)[i];
      }
      return c;
    }
  }

  private void add(int t, List<Values> columns) {
    GridTree tree = trees.get(t);
    int[] features = new int[tree.size()];
    for (int u = 1; u < tree.size(); u++) {
      features[u] = tree.featuresBetween(0, u);
    }
    double[] cost = Arrays.stream(features).mapToDouble(this::cost).toArray();
    int[] initial = new int[scores];
    boolean[] wanted = new boolean[tree.size()];
    List<int[]> defaults = new ArrayList<>();
    for (Values v : columns) {
      int[] state = Parsimony.defaults(tree, v.ofLeaf, v.vectors.size(), cost);
      defaults.add(state);
      System.arraycopy(v.vectors.get(state[0]), 0, initial, v.score, v.vectors.get(0).length);
      for (int u = 1; u < tree.size(); u++) {
        wanted[u] |= features[u] > 1 && state[u] != state[tree.parent(u)];
      }
    }
    start.add(initial);
    int[] nearestCut = CutPlanner.plan(tree, wanted, most);
    int[] cutAt = addCuts(t, nearestCut);
    for (int i = 0; i < columns.size(); i++) {
      Values v = columns.get(i);
      int[] state = defaults.get(i);
      for (int u = 1; u < tree.size(); u++) {
        int before = state[tree.parent(u)];
        if (state[u] != before) {
          int[] change = v.change(before, state[u]);
          if (features[u] == 1) {
            free.add(new FreeChange(t, tree.intervalsBetween(0, u).get(0), v.score, change));
          } else {
            lookUps.add(lookUp(t, u, nearestCut, cutAt, v.score, change));
          }
        }
      }
    }
  }

  /** A change of a node deep down may need a cut as well, and counts more conditions. */
  private double cost(int features) {
    return features <= 1 ? FREE : 1 + (features > most ? 0.25 : 0) + 1e-5 * features * features;
  }

  /** The look-ups of the cuts; returns for each node the index of its look-up. */
  private int[] addCuts(int t, int[] nearestCut) {
    GridTree tree = trees.get(t);
    int[] at = new int[tree.size()];
    Arrays.fill(at, -1);
    boolean[] cut = new boolean[tree.size()];
    for (int c : nearestCut) {
      if (c > CutPlanner.NONE) {
        cut[c] = true;
      }
    }
    for (int u = 1; u < tree.size(); u++) {
      if (cut[u]) {
        lookUps.add(lookUp(t, u, nearestCut, at, 0, new int[0]));
        at[u] = lookUps.size() - 1;
      }
    }
    return at;
  }

  private LookUp lookUp(int t, int u, int[] nearestCut, int[] cutAt, int score, int[] change) {
    GridTree tree = trees.get(t);
    int cut = nearestCut[u];
    List<Interval> intervals = tree.intervalsBetween(cut, u);
    if (cut == CutPlanner.NONE) {
      return new LookUp(t, -1, 0, intervals.size(), intervals.size(), intervals, score, change);
    }
    int span = 0;
    for (int v = 1; v < tree.size(); v++) {
      if (nearestCut[v] == cut) {
        span = Math.max(span, tree.featuresBetween(cut, v) + 1);
      }
    }
    int at = cutAt[cut];
    return new LookUp(t, at, lookUps.get(at).level() + 1, intervals.size() + 1, span, intervals, score, change);
  }
}
