package dev.nightjar.client;

import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.ShortSets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How much tests of noise take: {@code -Dnightjar.test.sets=few}, {@code sweep} or {@code all}. Every shape class has a
 * set in each: several polynomials, one, two levels, blocks, an extension, N = 4096, an unrolled key.
 */
enum TestedSets {
  /**
   * The default: one set of each class, with a short LWE key where its bits are alike, and samples enough to see a
   * variance that is twice as large or half.
   */
  FEW,

  /** The profile {@code sweeps}, some minutes: the same sets, and samples enough to see a fifth. */
  SWEEP,

  /** Every set of the catalogue, which takes many minutes. */
  ALL;

  /** What this run was asked for. */
  static TestedSets asked() {
    return valueOf(System.getProperty("nightjar.test.sets", "few").toUpperCase(Locale.ROOT));
  }

  /** Samples to take where a sweep takes this number: a tenth, but 100 at least. */
  int samples(int sweep) {
    return this == FEW ? Math.max(100, sweep / 10) : sweep;
  }

  /** The set to measure for this one. */
  Parameters measured(Parameters p) {
    return this == FEW ? ShortSets.of(p) : p;
  }

  /** Of those that are equal in what matters to a test, the first; with {@link #ALL}, all. */
  <T> Stream<T> oneOfEach(Stream<T> sets, Function<T, ?> what) {
    Set<Object> seen = new HashSet<>();
    return sets.filter(set -> seen.add(what.apply(set)) || this == ALL);
  }
}
