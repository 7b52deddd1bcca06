package dev.nightjar.plugin.tree;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.params.LookupNeed;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan asks of parameter sets: the kinds of its look-ups, and the forms that its answer can have, which are made
 * when they are first asked for. So a set is tried without going through all look-ups. Not thread-safe.
 */
final class PlanNeeds {
  private final Plan plan;
  private final Map<Kind, Integer> kinds = new HashMap<>();
  private List<Answer> answers;

  /** Look-ups of one kind are as easily wrong as one another. */
  private record Kind(double idealMargin, boolean sign, double fresh, double cutFactor) {
  }

  PlanNeeds(Plan plan) {
    this.plan = plan;
    for (Lookup l : plan.lookups()) {
      kinds.merge(new Kind(l.idealMargin(), l.cells() == 1, l.freshNorm2(), l.cutFactor()), 1, Integer::sum);
    }
  }

  Plan plan() {
    return plan;
  }

  /** The look-ups under a parameter set; empty when a margin is nothing. */
  Optional<List<LookupNeed>> lookups(Parameters p) {
    List<LookupNeed> needs = new ArrayList<>();
    for (Map.Entry<Kind, Integer> e : kinds.entrySet()) {
      Kind kind = e.getKey();
      double margin = plan.margin(kind.idealMargin, kind.sign, p);
      if (margin <= 0) {
        return Optional.empty();
      }
      needs.add(new LookupNeed(margin, kind.fresh, kind.cutFactor, plan.theta(), e.getValue()));
    }
    return Optional.of(needs);
  }

  /** All forms of the answer, shortest first: fewer ciphertexts leave less room for noise. */
  List<Answer> answers() {
    if (answers == null) {
      answers = makeAnswers();
    }
    return answers;
  }

  private List<Answer> makeAnswers() {
    List<Answer> out = new ArrayList<>();
    PlanSums sums = new PlanSums(plan);
    int trees = plan.trees().size();
    int most = trees * Math.max(1, sums.mostLookups());
    for (int parts = 1; parts <= most; parts = parts < trees ? Math.min(trees, 2 * parts) : 2 * parts) {
      List<ResultGroup> groups = sums.groups(parts);
      for (int bits : Circuit.OUTPUT_BITS) {
        out.add(new Answer(groups, bits));
      }
    }
    out.removeIf(a -> !a.possible());
    out.sort(Comparator.comparingInt(Answer::size));
    return out;
  }
}
