package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookupNeed;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Optional;

/** A plan, a parameter set and a form of the answer that keep the failure bound together. */
record Choice(Plan plan, Parameters parameters, Answer answer) {
  /** Relative cost of one inference. */
  double cost() {
    return plan.cost(parameters);
  }

  /** The shortest answer that keeps the bound; empty when the parameter set is not good enough for the plan. */
  static Optional<Choice> of(PlanNeeds plan, Parameters p, int failureLog2) {
    Optional<List<LookupNeed>> found = plan.lookups(p);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<LookupNeed> lookups = found.get();
    if (!lookups.isEmpty() && !new CircuitNeeds(lookups, List.of(), failureLog2).metBy(p)) {
      return Optional.empty();
    }
    return plan.answers().stream()
        .filter(a -> new CircuitNeeds(lookups, a.needs(), failureLog2).metBy(p))
        .findFirst()
        .map(a -> new Choice(plan.plan(), p, a));
  }
}
