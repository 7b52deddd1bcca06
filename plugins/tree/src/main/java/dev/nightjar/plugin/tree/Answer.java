package dev.nightjar.plugin.tree;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.params.OutputNeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A form of the answer: which sums it has and how its words are rounded.
 *
 * @param groups the sums, also those that never vary and so are no ciphertext
 * @param wordBits bits of a word
 */
record Answer(List<ResultGroup> groups, int wordBits) {
  /** All forms for a plan, shortest first: fewer ciphertexts leave less room for noise. */
  static List<Answer> all(Plan plan) {
    List<Answer> out = new ArrayList<>();
    int trees = plan.trees().size();
    int most = trees * Math.max(1, ResultGroup.mostLookups(plan));
    for (int parts = 1; parts <= most; parts = parts < trees ? Math.min(trees, 2 * parts) : 2 * parts) {
      List<ResultGroup> groups = ResultGroup.of(plan, parts);
      for (int bits : Circuit.OUTPUT_BITS) {
        out.add(new Answer(groups, bits));
      }
    }
    out.removeIf(a -> !a.possible());
    out.sort(Comparator.comparingInt(Answer::size));
    return out;
  }

  /** The sums that are ciphertexts. */
  List<ResultGroup> results() {
    return groups.stream().filter(ResultGroup::varies).toList();
  }

  private int size() {
    return results().size() * wordBits;
  }

  /** Free changes need a result's step to be a multiple of a thermometer bit's. */
  private boolean possible() {
    return groups.stream().allMatch(g -> g.deltaLog2() >= Lookup.DELTA_LOG2);
  }

  /** What it asks of the noise. */
  List<OutputNeed> needs() {
    return results().stream()
        .map(g -> new OutputNeed(g.margin(), g.freshNorm2(), g.lookupNorm2(), wordBits, 1))
        .toList();
  }
}
