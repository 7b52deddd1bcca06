package dev.nightjar.bench;

import java.util.List;

/**
 * The result of a bench.
 *
 * @param began when, in UTC (ISO 8601)
 * @param seconds how long it took
 * @param machine where
 * @param noise what else the machine did meanwhile
 * @param method how it was measured, in a sentence or two
 * @param units of all numbers, in a sentence
 * @param sets one entry for each parameter set
 */
public record BenchReport(String began, double seconds, Machine machine, OtherLoad noise, String method,
    String units, List<SetReport> sets) {
  public BenchReport {
    sets = List.copyOf(sets);
  }

  /** Outputs that did not decrypt to what they should have; 0 or something is broken. */
  public int wrong() {
    return sets.stream().mapToInt(SetReport::wrong).sum();
  }

  /** The whole report as one line of JSON, which {@link JvmStarts} reads. */
  public String line() {
    return new Json().line(this);
  }
}
