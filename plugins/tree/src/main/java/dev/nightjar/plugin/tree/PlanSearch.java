package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All ways that were tried, each the best of its kind: a parameter set, the steps of a look-up that it has
 * room for, and whether scores share look-ups. Plans of large ensembles are large, so that only what they cost is
 * kept; {@link #choice} makes a plan anew.
 */
final class PlanSearch {
  /**
   * A look-up's bound is stricter than that of the inference, so the largest number of steps may be too many.
   */
  private static final int RETRIES = 3;

  private static final int MOST_STEPS = 64;
  /** Most scores that share a look-up, log2. */
  static final int MOST_THETA = 4;

  private final PlanBuilder builder;
  private final int failureLog2;
  private final List<Tried> tried = new ArrayList<>();

  /**
   * A feasible way.
   *
   * @param theta log2 of the tables that a look-up evaluates
   * @param most the limit on steps of a look-up
   * @param levels look-ups of each level
   * @param cost relative cost of one inference
   */
  record Tried(Parameters parameters, int theta, int most, List<Integer> levels, double cost) {
    static Tried of(Choice choice) {
      Plan plan = choice.plan();
      return new Tried(choice.parameters(), plan.theta(), plan.most(), List.copyOf(plan.levels()), choice.cost());
    }

    int lookups() {
      return levels.stream().mapToInt(Integer::intValue).sum();
    }
  }

  private PlanSearch(PlanBuilder builder, int failureLog2) {
    this.builder = builder;
    this.failureLog2 = failureLog2;
  }

  /**
   * The search.
   *
   * @param keyless the set for a plan without look-ups
   * @param sets those for look-ups
   */
  static PlanSearch of(List<GridTree> trees, int scores, int failureLog2, Parameters keyless, List<Parameters> sets) {
    PlanBuilder builder = new PlanBuilder(trees, scores);
    PlanSearch search = new PlanSearch(builder, failureLog2);
    Plan widest = builder.plan(0, MOST_STEPS);
    if (widest.lookups().isEmpty()) {
      search.tryPlan(widest, List.of(keyless)).stream().filter(Objects::nonNull)
          .forEach(search.tried::add);
      return search;
    }
    for (int theta = 0; theta <= Math.min(MOST_THETA, builder.mostTheta()); theta++) {
      search.tryAll(sets, theta);
    }
    search.tried.sort(Comparator.comparingDouble(Tried::cost).thenComparingInt(t -> t.levels().size())
        .thenComparingLong(t -> t.parameters().seededKeyBytes()));
    return search;
  }

  /** Tries all sets, each with the most steps that it has room for; plans of more steps come first. */
  private void tryAll(List<Parameters> sets, int theta) {
    int[] room = sets.stream().mapToInt(p -> steps(p, theta, failureLog2)).toArray();
    Tried[] found = new Tried[room.length];
    TreeMap<Integer, List<Integer>> open = new TreeMap<>();
    for (int i = 0; i < room.length; i++) {
      if (room[i] >= 2) {
        open.computeIfAbsent(room[i], steps -> new ArrayList<>()).add(i);
      }
    }
    while (!open.isEmpty()) {
      Map.Entry<Integer, List<Integer>> next = open.pollLastEntry();
      int most = next.getKey();
      List<Tried> now = tryPlan(builder.plan(theta, most), next.getValue().stream().map(sets::get).toList());
      for (int i : next.getValue()) {
        found[i] = now.get(next.getValue().indexOf(i));
        if (found[i] == null && most > Math.max(2, room[i] - RETRIES)) {
          open.computeIfAbsent(most - 1, steps -> new ArrayList<>()).add(i);
        }
      }
    }
    for (Tried t : found) {
      if (t != null) {
        tried.add(t);
      }
    }
  }

  /** What a plan costs under each of some sets, null where it is not feasible. */
  private List<Tried> tryPlan(Plan plan, List<Parameters> sets) {
    PlanNeeds needs = new PlanNeeds(plan);
    List<Tried> out = new ArrayList<>();
    for (Parameters p : sets) {
      out.add(Choice.of(needs, p, failureLog2).map(Tried::of).orElse(null));
    }
    return out;
  }

  /** Steps over half of the torus that a single look-up tells apart well enough. */
  static int steps(Parameters p, int theta, int failureLog2) {
    double variance = NoiseModel.lookupVariance(p, NoiseModel.bootstrapVarianceBound(p), theta);
    int steps = 1;
    while (steps < MOST_STEPS
        && NoiseModel.failureLog2OfDecision(0.25 / (steps + 1), variance) <= failureLog2) {
      steps++;
    }
    return steps;
  }

  /** Feasible ways, cheapest first. */
  List<Tried> tried() {
    return List.copyOf(tried);
  }

  /** The plan and the answer of a way that was tried. */
  Choice choice(Tried way) {
    return Choice.of(new PlanNeeds(builder.plan(way.theta, way.most)), way.parameters, failureLog2).orElseThrow();
  }

  Optional<Choice> best() {
    return tried.stream().findFirst().map(this::choice);
  }
}
