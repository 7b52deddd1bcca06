package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.OutputNeed;
import java.util.List;

/**
 * A form of the answer: which sums it has and how its words are rounded.
 *
 * @param groups the sums, also those that never vary and so are no ciphertext
 * @param results the sums that are ciphertexts
 * @param wordBits bits of a word
 */
record Answer(List<ResultGroup> groups, List<ResultGroup> results, int wordBits) {
  Answer(List<ResultGroup> groups, int wordBits) {
    this(groups, groups.stream().filter(ResultGroup::varies).toList(), wordBits);
  }

  /** What the length of the answer is proportional to. */
  int size() {
    return results.size() * wordBits;
  }

  /** Free changes need a result's step to be a multiple of a thermometer bit's. */
  boolean possible() {
    return groups.stream().allMatch(g -> g.deltaLog2() >= Lookup.DELTA_LOG2);
  }

  /** What it asks of the noise. */
  List<OutputNeed> needs() {
    return results.stream()
        .map(g -> new OutputNeed(g.margin(), g.freshNorm2(), g.lookupNorm2(), wordBits, 1))
        .toList();
  }
}
