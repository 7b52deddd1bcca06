package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookupNeed;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan, a parameter set and a form of the answer that keep the failure bound together. */
record Choice(Plan plan, Parameters parameters, Answer answer) {
  /** Relative cost of one inference. */
  double cost() {
    return plan.cost(parameters);
  }

  /**
   * The shortest answer that keeps the bound; empty when the parameter set is not good enough for the plan.
   *
   * @param answers of the plan, shortest first
   */
  static Optional<Choice> of(Plan plan, List<Answer> answers, Parameters p, int failureLog2) {
    if (plan.lookups().stream().anyMatch(l -> plan.margin(l, p) <= 0)) {
      return Optional.empty();
    }
    List<LookupNeed> lookups = lookups(plan, p);
    if (!lookups.isEmpty() && !new CircuitNeeds(lookups, List.of(), failureLog2).metBy(p)) {
      return Optional.empty();
    }
    return answers.stream()
        .filter(a -> new CircuitNeeds(lookups, a.needs(), failureLog2).metBy(p))
        .findFirst()
        .map(a -> new Choice(plan, p, a));
  }

  private static List<LookupNeed> lookups(Plan plan, Parameters p) {
    record Group(double margin, double fresh, double cutFactor) {
    }
    Map<Group, Integer> count = new HashMap<>();
    for (Lookup l : plan.lookups()) {
      count.merge(new Group(plan.margin(l, p), l.freshNorm2(), l.cutFactor()), 1, Integer::sum);
    }
    List<LookupNeed> needs = new ArrayList<>();
    count.forEach((g, n) -> needs.add(new LookupNeed(g.margin, g.fresh, g.cutFactor, plan.theta(), n)));
    return needs;
  }
}
