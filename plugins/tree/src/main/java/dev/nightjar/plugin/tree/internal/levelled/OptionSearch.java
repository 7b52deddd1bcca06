package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for the cheapest way to evaluate a forest. Sums are as wide as the noise of a set leaves room for: digits of
 * leaves in coefficients of their own make that possible with any width, so that a coarse set often suffices.
 */
final class OptionSearch {
  /** Ciphertexts of an answer that are tried. */
  private static final int MOST_MASKS = 16;
  /** Ciphertexts that are tried though fewer are enough: more leave room for larger tables. */
  private static final int USUAL_MASKS = 7;
  private static final int WORD_BITS = 16;
  private static final int MOST_BITS = 20;

  private final Forest forest;
  private final BitCode code;
  private final LeafRanges leaves;
  private final int failureLog2;
  private final ForestStudy study;
  /** Covers with tables that were made, by what they depend on. */
  private final Map<List<Integer>, List<TableCover>> known = new HashMap<>();

  OptionSearch(Forest forest, BitCode code, LeafRanges leaves, int failureLog2, int polynomialSize) {
    this.forest = forest;
    this.code = code;
    this.leaves = leaves;
    this.failureLog2 = failureLog2;
    study = new ForestStudy(forest, code, leaves, polynomialSize);
  }

  /**
   * The best way under some sets.
   *
   * @param excess by how much the noise is larger than that of the products on the longest ways, as a factor
   * @param ferns whether every tree that has a value of its own must be one table
   */
  Optional<Option> best(List<Parameters> sets, double excess, boolean ferns) {
    Option best = null;
    for (Parameters p : sets) {
      for (Option option : options(p, excess)) {
        boolean allowed = !ferns || isFerns(option);
        best = allowed && (best == null || option.isBetterThan(best)) ? option : best;
      }
    }
    return Optional.ofNullable(best);
  }

  private List<Option> options(Parameters p, double excess) {
    List<Option> out = new ArrayList<>();
    LevelledCost cost = new LevelledCost(p);
    int tried = Math.min(MOST_MASKS, forest.trees().size());
    for (int masks = 1; masks <= tried && (masks <= USUAL_MASKS || out.isEmpty()); masks++) {
      boolean plain = out.isEmpty();
      for (int digitBits = leaves.bits(); digitBits >= 1; digitBits--) {
        Sums sums = sums(p, masks, digitBits, excess);
        if (sums != null) {
          if (plain) {
            out.add(Option.of(p, sums, List.of(), cost.of(code.bits(), study.products())));
          }
          tables(p, sums, cost).ifPresent(out::add);
        }
      }
    }
    return out;
  }

  private Optional<Option> tables(Parameters p, Sums sums, LevelledCost cost) {
    if (!study.isDetailed()) {
      return Optional.empty();
    }
    List<TableCover> covers = known.computeIfAbsent(sums.trees(), trees ->
        sums.masks().stream().map(mask -> new TableCover(mask, study, p.polynomialSize())).toList());
    double saved = covers.stream().mapToDouble(TableCover::saved).sum();
    return covers.stream().allMatch(TableCover::isEmpty) ? Optional.empty()
        : Optional.of(Option.of(p, sums, covers, cost.of(code.bits(), study.products() - saved)));
  }

  /** The widest sums that keep the bound; null when there are none. */
  private Sums sums(Parameters p, int masks, int digitBits, double excess) {
    long all = Arrays.stream(study.load()).asLongStream().sum();
    for (int bits = widest(p, (all + masks - 1) / masks, excess, 1); bits >= digitBits; bits--) {
      Sums sums = Sums.of(leaves, masks, digitBits, bits, study.load());
      if (sums.width() <= p.polynomialSize()
          && sums.bits() <= widest(p, sums.load(study.load()), excess, Math.max(1, sums.words()))) {
        return sums;
      }
    }
    return null;
  }

  /** Most bits of a sum under the noise of so many products, 0 if it leaves no room for any. */
  private int widest(Parameters p, long products, double excess, int words) {
    double variance = excess * Math.max(1, products) * LevelledNoise.externalProduct(p)
        + NoiseModel.replyRoundingVariance(p, WORD_BITS);
    double target = failureLog2 - Math.log(words) / Math.log(2);
    int bits = MOST_BITS;
    while (bits > 0 && NoiseModel.failureLog2OfDecision(Math.scalb(1.0, -bits - 1), variance) > target) {
      bits--;
    }
    return bits;
  }

  private static boolean isFerns(Option option) {
    long trees = option.sums().masks().stream().flatMap(List::stream).mapToLong(g -> g.trees().size()).sum();
    return trees > 0 && trees == option.tables().stream().mapToLong(TableCover::wholeTrees).sum();
  }
}
