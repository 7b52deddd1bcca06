package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * All ways that were tried, each the best of its kind: a parameter set, the steps of a look-up that it has
 * room for, and whether scores share look-ups.
 *
 * @param tried feasible choices, cheapest first
 */
record PlanSearch(List<Choice> tried) {
  /**
   * A look-up's bound is stricter than that of the inference, so the largest number of steps may be too many.
   */
  private static final int RETRIES = 3;

  private static final int MOST_STEPS = 64;
  private static final int MOST_THETA = 4;

  private record Planned(Plan plan, List<Answer> answers) {
    Planned(Plan plan) {
      this(plan, Answer.all(plan));
    }

    Optional<Choice> with(Parameters p, int failureLog2) {
      return Choice.of(plan, answers, p, failureLog2);
    }
  }

  /**
   * The search.
   *
   * @param keyless the set for a plan without look-ups
   * @param sets those for look-ups
   */
  static PlanSearch of(List<GridTree> trees, int scores, int failureLog2, Parameters keyless, List<Parameters> sets) {
    PlanBuilder builder = new PlanBuilder(trees, scores);
    List<Choice> tried = new ArrayList<>();
    Plan widest = builder.plan(0, MOST_STEPS);
    if (widest.lookups().isEmpty()) {
      new Planned(widest).with(keyless, failureLog2).ifPresent(tried::add);
      return new PlanSearch(tried);
    }
    for (int theta = 0; theta <= Math.min(MOST_THETA, builder.mostTheta()); theta++) {
      int tables = theta;
      Map<Integer, Planned> plans = new HashMap<>();
      for (Parameters p : sets) {
        add(tried, p, theta, failureLog2,
            most -> plans.computeIfAbsent(most, m -> new Planned(builder.plan(tables, m))));
      }
    }
    tried.sort(Comparator.comparingDouble(Choice::cost).thenComparingInt(c -> c.plan().levels().size())
        .thenComparingLong(c -> c.parameters().seededKeyBytes()));
    return new PlanSearch(List.copyOf(tried));
  }

  private static void add(List<Choice> tried, Parameters p, int theta, int failureLog2,
      IntFunction<Planned> plans) {
    int room = steps(p, theta, failureLog2);
    for (int most = room; most >= Math.max(2, room - RETRIES); most--) {
      Optional<Choice> choice = plans.apply(most).with(p, failureLog2);
      if (choice.isPresent()) {
        tried.add(choice.get());
        return;
      }
    }
  }

  /** Steps over half of the torus that a single look-up tells apart well enough. */
  private static int steps(Parameters p, int theta, int failureLog2) {
    double variance = NoiseModel.lookupVariance(p, NoiseModel.bootstrapVarianceBound(p), theta);
    int steps = 1;
    while (steps < MOST_STEPS
        && NoiseModel.failureLog2OfDecision(0.25 / (steps + 1), variance) <= failureLog2) {
      steps++;
    }
    return steps;
  }

  Optional<Choice> best() {
    return tried.stream().findFirst();
  }
}
