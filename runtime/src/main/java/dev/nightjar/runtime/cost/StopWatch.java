package dev.nightjar.runtime.cost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Times actions side by side: first each until the JVM has compiled what it runs, then all of them in turn, in several
 * short rounds, each run as a single query finds the machine. The lower quartile of an action's times counts: what else
 * the machine does makes runs longer and none shorter, and the shortest of many is one that no query meets. Of a
 * disturbance that lasts, each action gets its share, so that their ratios stay true. While other processes are busy,
 * it is measured again, a few times, and the shortest times of all count if none was quiet, since few runs have the
 * machine to themselves. Not thread-safe.
 */
final class StopWatch {
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 25;
  private static final int LEAST_WARM_UPS = 2;
  /** So often is measured while others are busy. */
  private static final int BUSY_STRETCHES = 3;

  /** Share of a stretch of warm-up that the JVM may spend on compiling and be taken to be done. */
  private static final double FEW_COMPILATIONS = 0.1;
  private static final int STRETCHES = 4;
  /** Share of the fastest stretch before that a stretch takes while its code still gets faster. */
  private static final double STILL_FASTER = 0.8;
  /** A warm-up is given up after so many times its length: the compiler gets little time then. */
  private static final int PATIENCE = 10;

  private final LongSupplier nanoClock;
  private final LongSupplier compiledMillis;
  private final Duration warmUp;
  private final Duration measurement;
  private final Runnable before;
  private final BusyMachine machine;
  private boolean disturbed;

  /**
   * A watch.
   *
   * @param nanoClock nanoseconds since any moment
   * @param compiledMillis milliseconds that the JVM's compilers have worked
   * @param warmUp of all actions together, at least
   * @param measurement of all actions together, or longer where their fewest runs take longer
   * @param before is run before each run that is timed
   * @param machine what others take of it
   */
  StopWatch(LongSupplier nanoClock, LongSupplier compiledMillis, Duration warmUp, Duration measurement,
      Runnable before, BusyMachine machine) {
    this.machine = machine;
    this.before = before;
    this.nanoClock = nanoClock;
    this.compiledMillis = compiledMillis;
    this.warmUp = warmUp;
    this.measurement = measurement;
  }

  /** Milliseconds of one run of each action, by its name. */
  Map<String, Double> millis(Map<String, Runnable> actions) {
    warmUp(actions);
    Map<String, Double> shortest = new TreeMap<>();
    for (int stretch = 0; stretch < BUSY_STRETCHES; stretch++) {
      machine.begin();
      Map<String, List<Double>> times = measure(actions);
      if (machine.takenByOthers() <= BusyMachine.TOO_MUCH) {
        disturbed = false;
        return lowerQuartiles(times);
      }
      times.forEach((name, all) -> shortest.merge(name, Collections.min(all), Math::min));
    }
    disturbed = true;
    return shortest;
  }

  /** Whether other processes were busy all the while that was measured last. */
  boolean disturbed() {
    return disturbed;
  }

  /** Some rounds of all actions. */
  private Map<String, List<Double>> measure(Map<String, Runnable> actions) {
    Map<String, List<Double>> times = new TreeMap<>();
    long end = nanoClock.getAsLong() + measurement.toNanos();
    for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || nanoClock.getAsLong() - end < 0); round++) {
      actions.forEach((name, action) -> times.computeIfAbsent(name, n -> new ArrayList<>()).add(timed(action)));
    }
    return times;
  }

  private static Map<String, Double> lowerQuartiles(Map<String, List<Double>> times) {
    Map<String, Double> quartiles = new TreeMap<>();
    times.forEach((name, all) -> quartiles.put(name, lowerQuartile(all)));
    return quartiles;
  }

  private static double lowerQuartile(List<Double> times) {
    Collections.sort(times);
    return times.get((times.size() - 1) / 4);
  }

  private double timed(Runnable action) {
    before.run();
    long begun = nanoClock.getAsLong();
    action.run();
    return (nanoClock.getAsLong() - begun) / 1e6;
  }

  /**
   * In stretches: the last one passes with few compilations, and no faster than the one before, since a compiler that
   * gets little time is quiet, too.
   */
  private void warmUp(Map<String, Runnable> actions) {
    long begun = nanoClock.getAsLong();
    boolean settling = true;
    double fastest = Double.POSITIVE_INFINITY;
    for (int runs = 0; runs < LEAST_WARM_UPS || since(begun) < warmUp.toNanos()
        || settling && since(begun) < PATIENCE * warmUp.toNanos(); ) {
      long stretch = nanoClock.getAsLong();
      long compiled = compiledMillis.getAsLong();
      int before = runs;
      do {
        actions.values().forEach(Runnable::run);
        runs++;
      } while (since(stretch) < warmUp.toNanos() / STRETCHES);
      double each = (double) since(stretch) / (runs - before);
      settling = (compiledMillis.getAsLong() - compiled) * 1e6 > FEW_COMPILATIONS * since(stretch)
          || each < STILL_FASTER * fastest;
      fastest = Math.min(fastest, each);
    }
  }

  private long since(long moment) {
    return nanoClock.getAsLong() - moment;
  }
}
