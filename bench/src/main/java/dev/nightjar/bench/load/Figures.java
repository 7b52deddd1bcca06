package dev.nightjar.bench.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What came of operations over a time.
 *
 * @param seconds the time, until the last was answered
 * @param donePerSecond operations that were done, in a second
 * @param done their times, from when they were due
 * @param refused times of refusals, from when the request was sent
 * @param refusals their numbers by code
 * @param unexpected other answers than a client should get, by status and code
 * @param lost operations without an answer, by what happened
 */
public record Figures(double seconds, double donePerSecond, Latency done, Latency refused, Map<String, Long> refusals,
    Map<String, Long> unexpected, Map<String, Long> lost) {
  /** Copies the maps. */
  public Figures {
    refusals = new TreeMap<>(refusals);
    unexpected = new TreeMap<>(unexpected);
    lost = new TreeMap<>(lost);
  }

  /** Operations in all. */
  public long all() {
    return done.count() + refused.count() + unexpectedCount() + lostCount();
  }

  /** Answers that no client should get. */
  public long unexpectedCount() {
    return sum(unexpected);
  }

  /** Operations without an answer. */
  public long lostCount() {
    return sum(lost);
  }

  /** Share of the operations that were refused, from 0 to 1. */
  public double refusedShare() {
    return all() == 0 ? 0 : refused.count() / (double) all();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
