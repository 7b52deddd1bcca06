package dev.nightjar.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Contestants taking turns, for one parameter set and number of threads. */
final class Contest {
  /**
   * Small batches are called several times in a row: a key that was just used is partly in the cache, as
   * it is in a server, and not the other engine's.
   */
  private static final int CIPHERTEXTS_PER_TURN = 8;

  /** However little time there is: quartiles need a few samples. */
  static final int LEAST_ROUNDS = 5;

  private static final double WARM_UP_SHARE = 1.0 / 3;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Contestant> contestants;
  private final List<Integer> batches;

  Contest(List<Contestant> contestants, List<Integer> batches) {
    this.contestants = contestants;
    this.batches = batches;
  }

  /**
   * Warms up, checks, measures, checks again.
   *
   * @param nanos time for all of it; what is left after the warm-up is filled with rounds
   * @param rounds exactly so many instead
   */
  void play(long nanos, OptionalInt rounds) {
    long begin = System.nanoTime();
    warmUp((long) (nanos * WARM_UP_SHARE));
    contestants.forEach(Contestant::countAllocations);
    contestants.forEach(Contestant::check);
    for (int round = 0; goesOn(round, rounds, System.nanoTime() - begin, nanos); round++) {
      for (int batch : batches) {
        takeTurns(batch, round);
      }
    }
    contestants.forEach(Contestant::check);
  }

  private static boolean goesOn(int round, OptionalInt rounds, long spent, long nanos) {
    return rounds.isPresent() ? round < rounds.getAsInt() : round < LEAST_ROUNDS || spent < nanos;
  }

  /** Who begins changes from round to round, so that nobody always runs in the other's wake. */
  private void takeTurns(int batch, int round) {
    for (int i = 0; i < contestants.size(); i++) {
      Contestant contestant = contestants.get((round + i) % contestants.size());
      for (int call = 0; call < Math.max(1, CIPHERTEXTS_PER_TURN / batch); call++) {
        contestant.measure(batch);
      }
    }
  }

  /**
   * Every configuration once at least, then until two seconds are over and the compilers have done nothing
   * for one, or the limit is reached.
   */
  private void warmUp(long limit) {
    long begin = System.nanoTime();
    long compiled = compiledMillis();
    long changed = begin;
    long now = begin;
    do {
      for (int batch : batches) {
        contestants.forEach(contestant -> contestant.warm(batch));
      }
      now = System.nanoTime();
      if (compiledMillis() != compiled) {
        compiled = compiledMillis();
        changed = now;
      }
    } while (now - begin < limit && (now - begin < WARM_UP_NANOS || now - changed < QUIET_NANOS));
  }

  private static long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }
}
