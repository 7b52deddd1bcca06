package dev.nightjar.bench;

import java.util.List;
import java.util.OptionalInt;

/** Runs of several engines in turns, for one parameter set and number of threads. */
final class Comparison {
  /**
   * Small batches are called several times in a row: a key that was just used is partly in the cache, as
   * it is in a server, and not the other engine's.
   */
  private static final int CIPHERTEXTS_PER_TURN = 8;

  /** However little time there is: quartiles need a few samples. */
  static final int LEAST_ROUNDS = 5;

  private static final double WARM_UP_SHARE = 1.0 / 3;

  private final List<EngineRun> engineRuns;
  private final List<Integer> batches;

  Comparison(List<EngineRun> engineRuns, List<Integer> batches) {
    this.engineRuns = engineRuns;
    this.batches = batches;
  }

  /**
   * Warms up, checks, measures, checks again.
   *
   * @param nanos time for all of it; what is left after the warm-up is filled with rounds
   * @param rounds number of rounds; empty for as many as fit the time
   */
  void run(long nanos, OptionalInt rounds) {
    long begin = System.nanoTime();
    JitWarmUp.run((long) (nanos * WARM_UP_SHARE),
        () -> batches.forEach(batch -> engineRuns.forEach(engineRun -> engineRun.warm(batch))));
    engineRuns.forEach(EngineRun::countAllocations);
    engineRuns.forEach(EngineRun::check);
    for (int round = 0; goesOn(round, rounds, System.nanoTime() - begin, nanos); round++) {
      for (int batch : batches) {
        takeTurns(batch, round);
      }
    }
    engineRuns.forEach(EngineRun::check);
  }

  private static boolean goesOn(int round, OptionalInt rounds, long spent, long nanos) {
    return rounds.isPresent() ? round < rounds.getAsInt() : round < LEAST_ROUNDS || spent < nanos;
  }

  /** Who begins changes from round to round, so that nobody always runs in the other's wake. */
  private void takeTurns(int batch, int round) {
    for (int i = 0; i < engineRuns.size(); i++) {
      EngineRun engineRun = engineRuns.get((round + i) % engineRuns.size());
      for (int call = 0; call < Math.max(1, CIPHERTEXTS_PER_TURN / batch); call++) {
        engineRun.measure(batch);
      }
    }
  }
}
