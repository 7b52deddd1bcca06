package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookUpNeed;
import dev.nightjar.api.params.OutputNeed;
import dev.nightjar.api.params.ParameterCatalogue;
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

  /** The cheapest parameter set for a plan, and with it the shortest answer; empty when no set is good enough. */
  static Optional<Choice> cheapest(Plan plan, int failureLog2) {
    List<Parameters> sets = plan.lookUps().isEmpty() ? List.of(ParameterCatalogue.linear())
        : ParameterCatalogue.all().stream()
            .sorted(Comparator.<Parameters>comparingDouble(plan::cost).thenComparingLong(Parameters::seededKeyBytes))
            .toList();
    List<Answer> answers = answers(plan);
    List<LookUpNeed> lookUps = lookUps(plan);
    for (Parameters p : sets) {
      for (Answer a : answers) {
        if (a.possible() && new CircuitNeeds(lookUps, a.needs(), failureLog2).metBy(p)) {
          return Optional.of(new Choice(plan, p, a.groups, a.wordBits));
        }
      }
    }
    return Optional.empty();
  }

  private record Answer(List<ResultGroup> groups, int wordBits) {
    int size() {
      return groups.size() * wordBits;
    }

    /** Free changes need a result's step to be a multiple of a thermometer bit's. */
    boolean possible() {
      return groups.stream().allMatch(g -> g.deltaLog2() >= Plan.DELTA_LOG2);
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

  private static List<LookUpNeed> lookUps(Plan plan) {
    record Group(double margin, double fresh, double cutWeight) {
    }
    Map<Group, Integer> count = new HashMap<>();
    for (Plan.LookUp l : plan.lookUps()) {
      count.merge(new Group(l.margin(), l.freshNorm2(), l.cut() < 0 ? 0 : l.cutWeight()), 1, Integer::sum);
    }
    List<LookUpNeed> needs = new ArrayList<>();
    count.forEach((g, n) -> needs.add(new LookUpNeed(g.margin, g.fresh, g.cutWeight, plan.theta(), n)));
    return needs;
  }
}
