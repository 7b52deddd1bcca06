package dev.nightjar.plugin.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All ways that were tried, with the best choice for each: how many conditions a look-up counts at most, and whether
 * scores share look-ups.
 *
 * @param tried feasible choices, cheapest first
 */
record PlanSearch(List<Choice> tried) {
  static PlanSearch of(List<GridTree> trees, int scores, int failureLog2) {
    List<Choice> tried = new ArrayList<>();
    for (int most = 2; most <= Math.max(2, PlanBuilder.deepest(trees)); most++) {
      Choice.cheapest(PlanBuilder.separate(trees, scores, most), failureLog2).ifPresent(tried::add);
      if (scores > 1) {
        PlanBuilder.joint(trees, scores, most)
            .flatMap(plan -> Choice.cheapest(plan, failureLog2)).ifPresent(tried::add);
      }
    }
    tried.sort(Comparator.comparingDouble(Choice::cost).thenComparingInt(c -> c.plan().levels().size()));
    return new PlanSearch(List.copyOf(tried));
  }

  Optional<Choice> best() {
    return tried.stream().findFirst();
  }
}
