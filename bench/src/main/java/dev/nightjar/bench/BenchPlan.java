package dev.nightjar.bench;

import dev.nightjar.api.params.Parameters;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is to be measured.
 *
 * @param sets parameter sets, one after another
 * @param engines names of engines, which take turns; ratios are to the first
 * @param batches ciphertexts per call, each 1 to 4096
 * @param threads threads per engine, each 1 to 1024
 * @param rounds number of rounds for each set and number of threads; empty for as many as fit the budget
 * @param budget time for everything, 1 s to 24 h; divided evenly among sets, then among numbers of
 *     threads. Each configuration is measured a few times even when that takes longer
 * @param without what is not measured; KS + PBS always is
 */
public record BenchPlan(List<Parameters> sets, List<String> engines, List<Integer> batches,
    List<Integer> threads, OptionalInt rounds, Duration budget, Set<Subject> without) {

  /** What can be left out. */
  public enum Subject {
    /** Making evaluation keys; one is made, but not timed. */
    KEYS,
    /** Transforms, steps of blind rotation and keyswitches by themselves. */
    PARTS
  }

  private static final int MAX_BATCH = 4096;
  private static final int MAX_THREADS = 1024;
  private static final int MAX_ROUNDS = 100_000;
  private static final Duration MIN_BUDGET = Duration.ofSeconds(1);
  private static final Duration MAX_BUDGET = Duration.ofHours(24);

  /**
   * A plan, checked.
   *
   * @throws IllegalArgumentException when a list is empty, holds something twice or a number out of range, or
   *     the budget or the rounds are out of range
   */
  public BenchPlan {
    sets = distinct("parameter set", sets);
    engines = distinct("engine", engines);
    batches = inRange("batch size", distinct("batch size", batches), MAX_BATCH);
    threads = inRange("number of threads", distinct("number of threads", threads), MAX_THREADS);
    if (rounds.isPresent()) {
      inRange("number of rounds", List.of(rounds.getAsInt()), MAX_ROUNDS);
    }
    if (budget.compareTo(MIN_BUDGET) < 0 || budget.compareTo(MAX_BUDGET) > 0) {
      throw new IllegalArgumentException("the time for a bench is 1 second to 24 hours, not "
          + budget.toSeconds() + " s");
    }
    without = Set.copyOf(without);
  }

  private static <T> List<T> distinct(String what, List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a bench needs at least one " + what);
    }
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException("each " + what + " is named once, unlike in " + values);
    }
    return List.copyOf(values);
  }

  private static List<Integer> inRange(String what, List<Integer> values, int most) {
    for (int value : values) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException("a " + what + " is 1 to " + most + ", not " + value);
      }
    }
    return values;
  }
}
