package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookUpNeed;
import dev.nightjar.api.params.OutputNeed;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan, a parameter set and the form of the answer that keep the failure bound together.
 *
 * @param plan what is computed
 * @param parameters parameter set
 * @param groups ciphertexts of the answer
 * @param wordBits bits of a word of the answer
 */
record Choice(Plan plan, Parameters parameters, List<ResultGroup> groups, int wordBits) {
  private static final int[] WORD_BITS = {16, 32, 64};

  /** Relative cost of one inference. */
  double cost() {
    return plan.cost(parameters);
  }

  /** The shortest answer that keeps the bound; empty when the parameter set is not good enough for the plan. */
  static Optional<Choice> of(Plan plan, Parameters p, int failureLog2) {
    if (plan.lookUps().stream().anyMatch(l -> plan.margin(l, p) <= 0)) {
      return Optional.empty();
    }
    List<LookUpNeed> lookUps = lookUps(plan, p);
    if (!lookUps.isEmpty() && !new CircuitNeeds(lookUps, List.of(), failureLog2).metBy(p)) {
      return Optional.empty();
    }
    return answers(plan).stream()
        .filter(a -> a.possible() && new CircuitNeeds(lookUps, a.needs(), failureLog2).metBy(p))
        .findFirst()
        .map(a -> new Choice(plan, p, a.groups, a.wordBits));
  }

  private record Answer(List<ResultGroup> groups, int wordBits) {
    int size() {
      return groups.size() * wordBits;
    }

    /** Free changes need a result's step to be a multiple of a thermometer bit's. */
    boolean possible() {
      return groups.stream().allMatch(g -> g.deltaLog2() >= LookUp.DELTA_LOG2);
    }

    List<OutputNeed> needs() {
      return groups.stream()
          .map(g -> new OutputNeed(g.margin(), g.freshNorm2(), Math.sqrt(g.lookUps()), wordBits, 1))
          .toList();
    }
  }

  /** Forms of the answer, shortest first: fewer parts leave less room for noise. */
  private static List<Answer> answers(Plan plan) {
    List<Answer> out = new ArrayList<>();
    int trees = plan.trees().size();
    for (int parts = 1; ; parts = Math.min(trees, 2 * parts)) {
      List<ResultGroup> groups = ResultGroup.of(plan, parts);
      for (int bits : WORD_BITS) {
        out.add(new Answer(groups, bits));
      }
      if (parts == trees) {
        break;
      }
    }
    out.sort(Comparator.comparingInt(Answer::size));
    return out;
  }

  private static List<LookUpNeed> lookUps(Plan plan, Parameters p) {
    record Group(double margin, double fresh, double cutFactor) {
    }
    Map<Group, Integer> count = new HashMap<>();
    for (LookUp l : plan.lookUps()) {
      count.merge(new Group(plan.margin(l, p), l.freshNorm2(), l.cutFactor()), 1, Integer::sum);
    }
    List<LookUpNeed> needs = new ArrayList<>();
    count.forEach((g, n) -> needs.add(new LookUpNeed(g.margin, g.fresh, g.cutFactor, plan.theta(), n)));
    return needs;
  }
}
