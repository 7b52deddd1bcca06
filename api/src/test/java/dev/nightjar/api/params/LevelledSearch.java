package dev.nightjar.api.params;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The search for levelled sets: over the steps of the expansion and all decompositions, for the set that evaluates a
 * workload with the least transforms within bounds on noise and on the key's length.
 *
 * <p>Shapes are those in which the cheapest lie: binary steps first, which few ciphertexts take, then pairs of steps
 * that share a decomposition; levels that do not rise, since what early steps add is doubled by all later ones. The
 * base of a key switch is the one with the least noise for its levels, which does not change the cost. The key is that
 * of GLWE dimension 1 and N = 2048 with the narrowest noise on the 132-bit curve, ternary.
 */
final class LevelledSearch {
  private static final int POLYNOMIAL_SIZE = 2048;
  private static final int MOST_BASE_LOG = 26;
  private static final int MOST_LEVELS = 9;

  /**
   * What is asked for.
   *
   * @param slotsLog2 log2 of the slots in a ciphertext of a query: fewer are cheaper to expand, in longer queries
   * @param noiseLog2 log2 of the variance of an external product, at most
   * @param keyBytes length of the seeded evaluation key, at most
   * @param workload what the least cost is wanted for
   */
  record Target(int slotsLog2, double noiseLog2, long keyBytes, Workload workload) {
  }

  /**
   * An inference.
   *
   * @param bits encrypted bits of a query
   * @param externalProducts external products of ciphertexts
   */
  record Workload(int bits, int externalProducts) {
    /** A tree of 62 nodes over 30 features of 6 bits. */
    static final Workload TREE = new Workload(180, 312);

    /** Transforms of polynomials of an inference: most of the time, and in proportion to the rest of it. */
    double transforms(Levelled levelled) {
      double expansion = 0;
      double share = 1;
      for (int i = levelled.expansion().size() - 1; i >= 0; i--) {
        ExpansionStep step = levelled.expansion().get(i);
        share /= step.arity();
        expansion += share * (step.gadget().level() + 2 * (step.arity() - 1));
      }
      double bit = levelled.mask().level() * (expansion + levelled.schemeSwitch().level() + 1)
          + levelled.body().level();
      return bits * bit + externalProducts * (levelled.rows() + 2.0);
    }
  }

  private final List<Gadget> steps = new ArrayList<>();
  private final List<Gadget> switches = new ArrayList<>();

  LevelledSearch() {
    Gadget any = new Gadget(13, 3);
    for (int level = 1; level <= MOST_LEVELS; level++) {
      int levels = level;
      steps.add(quietest(levels, g -> LevelledNoise.schemeSwitchedRow(
          set(new Levelled(List.of(new ExpansionStep(2, g)), any, any, any)))));
    }
    for (int level = 1; level <= 4; level++) {
      switches.add(quietest(level, g -> LevelledNoise.schemeSwitchedRow(
          set(new Levelled(List.of(new ExpansionStep(2, steps.get(MOST_LEVELS - 1))), g, any, any)))));
    }
  }

  private static Gadget quietest(int level, ToDoubleFunction<Gadget> noise) {
    return IntStream.rangeClosed(2, Math.min(MOST_BASE_LOG, Long.SIZE / level - 1))
        .mapToObj(base -> new Gadget(base, level)).min(Comparator.comparingDouble(noise)).orElseThrow();
  }

  /** A levelled part with the key that all of them have. */
  static Parameters set(Levelled levelled) {
    TUniform noise = TUniform.atLeast(
        SecurityCurve.minimalStandardDeviationLog2(POLYNOMIAL_SIZE, SecurityCurve.TARGET_BITS));
    return Parameters.builder("levelled-search").glweKey(1, POLYNOMIAL_SIZE, noise, SecretDistribution.TERNARY)
        .levelled(levelled).build();
  }

  /** The cheapest set; of equally cheap ones that with the least noise. */
  Optional<Parameters> cheapest(Target target) {
    return expansions(target.slotsLog2()).flatMap(expansion -> switches.stream().skip(1).flatMap(schemeSwitch ->
            decompositions(expansion, schemeSwitch, target).stream()))
        .min(Comparator.<Parameters>comparingDouble(p -> target.workload().transforms(p.levelled().orElseThrow()))
            .thenComparingDouble(LevelledNoise::externalProduct));
  }

  private Stream<List<ExpansionStep>> expansions(int slotsLog2) {
    return IntStream.rangeClosed(1, slotsLog2 / 2).boxed()
        .flatMap(pairs -> levels(4, MOST_LEVELS).flatMap(first -> levels(4, first).flatMap(middle ->
            levels(4, Math.min(middle, 7)).filter(last -> pairs > 1 || last.equals(middle))
                .map(last -> expansion(slotsLog2 - 2 * pairs, first, pairs, middle, last)))));
  }

  private static Stream<Integer> levels(int least, int most) {
    return IntStream.rangeClosed(least, most).boxed();
  }

  private List<ExpansionStep> expansion(int binary, int first, int pairs, int middle, int last) {
    List<ExpansionStep> all = new ArrayList<>(Collections.nCopies(binary, new ExpansionStep(2, steps.get(first - 1))));
    all.addAll(Collections.nCopies(pairs - 1, new ExpansionStep(4, steps.get(middle - 1))));
    all.add(new ExpansionStep(4, steps.get(last - 1)));
    return all;
  }

  /** For each number of slots the decomposition of external products with the least noise, where the bounds hold. */
  private static List<Parameters> decompositions(List<ExpansionStep> expansion, Gadget schemeSwitch, Target target) {
    List<Parameters> found = new ArrayList<>();
    int rows = schemeSwitch.level() + expansion.stream().mapToInt(s -> (s.arity() - 1) * s.gadget().level()).sum();
    if ((long) rows * POLYNOMIAL_SIZE * Long.BYTES + 2 * 16 > target.keyBytes()) {
      return found;
    }
    for (int slots = 2; slots <= 5; slots++) {
      for (int bodyLevels = 1; bodyLevels <= 2; bodyLevels++) {
        int levels = slots;
        int body = bodyLevels;
        IntStream.rangeClosed(3, 12).boxed().flatMap(base -> IntStream.rangeClosed(1, levels / body)
                .filter(times -> base * times * body <= 30 && base * levels <= 48)
                .mapToObj(times -> set(new Levelled(expansion, schemeSwitch, new Gadget(base, levels),
                    new Gadget(base * times, body)))))
            .min(Comparator.comparingDouble(LevelledNoise::externalProduct))
            .filter(p -> Math.log(LevelledNoise.externalProduct(p)) / Math.log(2) <= target.noiseLog2())
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
