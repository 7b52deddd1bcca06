package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.Plan.FreeChange;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes plans: with one table a look-up, each score on its own, or with look-ups for several scores. Not thread-safe.
 */
final class PlanBuilder {
  /** Largest factor that the indicator of a cut is tried with. */
  private static final int MAX_CUT_FACTOR = 16;

  private final List<GridTree> trees;
  private final List<RegionShapes> regions;
  private final int scores;
  /** For each tree, of the theta that was planned for last: plans of one theta come one after the other. */
  private List<List<Values>> values;
  private int valuesTheta = -1;

  PlanBuilder(List<GridTree> trees, int scores) {
    this.trees = trees;
    this.scores = scores;
    this.regions = trees.stream().map(RegionShapes::new).toList();
  }

  /**
   * A plan whose look-ups change {@code 2^theta} consecutive scores each, by as many tables: 0 for one look-up for
   * each change of each score, {@link #mostTheta} for one look-up for all scores.
   *
   * @param most steps that a look-up has at most, at least 2
   */
  Plan plan(int theta, int most) {
    if (theta != valuesTheta) {
      values = trees.stream().map(tree -> values(tree, theta)).toList();
      valuesTheta = theta;
    }
    Collector out = new Collector();
    for (int t = 0; t < trees.size(); t++) {
      out.begin(t);
      for (Values v : values.get(t)) {
        out.add(v, most);
      }
    }
    return out.plan(theta, most);
  }

  private List<Values> values(GridTree tree, int theta) {
    List<Values> out = new ArrayList<>();
    for (int o = 0; o < scores; o += 1 << theta) {
      out.add(new Values(tree, o, Math.min(1 << theta, scores - o)));
    }
    return out;
  }

  /** log2 of the tables of a look-up that changes all scores. */
  int mostTheta() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(scores - 1);
  }

  /** A look-up whose weights are not known yet: they depend on all look-ups below a cut. */
  private record Draft(int tree, int cut, int level, List<Condition> read, Region region, int score,
      int[][] changeOfExit) {
    int cells() {
      return region.cells();
    }

    int conditions() {
      return read.size() + (cut >= 0 ? 1 : 0);
    }

    /** The largest weight of a condition, when all are equal. */
    long conditionWeight() {
      return Lookup.HALF_TORUS * cells() / (cells() * (conditions() + 1L) - 1);
    }
  }

  private final class Collector implements PlanSolver.Steps {
    private final List<Draft> drafts = new ArrayList<>();
    private final List<FreeChange> free = new ArrayList<>();
    private final List<int[]> start = new ArrayList<>();
    private final Map<List<Integer>, Integer> known = new HashMap<>();
    private final Map<Integer, Integer> cutAt = new HashMap<>();
    private int tree;
    private int score;

    void begin(int t) {
      tree = t;
      start.add(new int[scores]);
      known.clear();
    }

    void add(Values values, int most) {
      score = values.score();
      cutAt.clear();
      new PlanSolver(trees.get(tree), values, regions.get(tree), most).trace(this);
    }

    @Override
    public void start(int[] vector) {
      System.arraycopy(vector, 0, start.get(tree), score, vector.length);
    }

    @Override
    public void cut(int node, int cutNode) {
      int above = cutAt.getOrDefault(cutNode, -1);
      // Scores share the indicators that they have in common.
      int at = known.computeIfAbsent(List.of(node, above), key -> {
        drafts.add(draft(node, cutNode, Region.point(node), new int[1][0]));
        return drafts.size() - 1;
      });
      cutAt.put(node, at);
    }

    @Override
    public void change(int node, int cutNode, Region region, int[][] changeOfExit) {
      Draft d = draft(node, cutNode, region, changeOfExit);
      if (d.cells() == 1 && d.cut == -1 && d.conditions() == 1) {
        free.add(new FreeChange(tree, node, d.read.get(0), score, changeOfExit[0]));
      } else {
        drafts.add(d);
      }
    }

    private Draft draft(int node, int cutNode, Region region, int[][] changeOfExit) {
      int above = cutAt.getOrDefault(cutNode, -1);
      int level = above < 0 ? 0 : drafts.get(above).level + 1;
      return new Draft(tree, above, level, trees.get(tree).conditionsBetween(cutNode, node), region, score,
          changeOfExit);
    }

    Plan plan(int theta, int most) {
      long[] indicator = new long[drafts.size()];
      for (Draft d : drafts) {
        if (d.cut >= 0) {
          indicator[d.cut] = Math.min(indicator[d.cut] == 0 ? Long.MAX_VALUE : indicator[d.cut],
              d.conditionWeight());
        }
      }
      List<Lookup> lookups = new ArrayList<>();
      for (int i = 0; i < indicator.length; i++) {
        Draft d = drafts.get(i);
        lookups.add(d.cut < 0 ? lookup(d, d.conditionWeight() / d.cells(), 0, indicator[i])
            : belowCut(d, indicator[d.cut], indicator[i]));
      }
      return new Plan(trees, lookups, free, start, scores, theta, most);
    }

    /**
     * The cut's indicator is made for its neediest look-up; the others take the multiple that suits them
     * best.
     */
    private Lookup belowCut(Draft d, long unit, long indicator) {
      Lookup best = null;
      for (int factor = 1; factor <= MAX_CUT_FACTOR && factor * unit < Lookup.HALF_TORUS; factor++) {
        long cutWeight = factor * unit;
        long step = Math.min(cutWeight / d.cells(),
            (Lookup.HALF_TORUS - cutWeight) / (d.cells() * (long) d.conditions() - 1));
        if (best == null || step > best.step()) {
          best = lookup(d, step, factor, indicator);
        }
      }
      return best;
    }

    private Lookup lookup(Draft d, long step, long factor, long indicator) {
      return new Lookup(d.tree, d.cut, d.level, d.read, d.region, d.score, d.changeOfExit, step, factor,
          indicator);
    }
  }
}
