package dev.nightjar.bench;

import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.internal.LevelledParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What levelled evaluation under a set consists of, by times on one thread of the Java engine.
 *
 * @param set its name
 * @param kernel that was chosen, and its width
 * @param parts the times
 * @param slotMicros what a slot of a full query costs: its scheme switch and its share of every step, by medians
 */
public record LevelledTimes(String set, String kernel, List<Time> parts, double slotMicros) {
  /** Runs of a part that are timed together. */
  private static final int TOGETHER = 4;

  private static final int MOST_SAMPLES = 20_000;
  private static final double NANOS_PER_MICRO = 1e3;

  /**
   * The time of a part.
   *
   * @param name for people
   * @param micros of one run
   */
  public record Time(String name, Spread micros) {}

  public LevelledTimes {
    parts = List.copyOf(parts);
  }

  /** A part before it is measured. */
  private record Trial(String name, Runnable part) {}

  /**
   * Measures a set.
   *
   * @param kernel the engine's setting of this name; empty for its default
   * @param nanos for everything, a third of it for warming up
   */
  public static LevelledTimes measure(Parameters set, Optional<String> kernel, long nanos) {
    Levelled levelled = set.levelled().orElseThrow(
        () -> new IllegalArgumentException("the set " + set.id() + " is not levelled"));
    LevelledParts parts = new LevelledParts(set, kernel);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < levelled.expansion().size(); i++) {
      trials.add(new Trial("step " + (i + 1) + ", " + levelled.expansion().get(i).arity() + " children",
          parts.step(i)));
    }
    trials.add(new Trial("scheme switch of a slot", parts::schemeSwitch));
    trials.add(new Trial("external product", parts::externalProduct));
    trials.add(new Trial("forward transform of digits", parts::digits));
    trials.add(new Trial("product with " + levelled.rows() + " rows", parts::product));
    trials.add(new Trial("inverse transform, rounded", parts::inverse));
    JitWarmUp.run(nanos / 3, () -> trials.forEach(trial -> trial.part.run()));
    List<Time> times = trials.stream().map(trial -> time(trial, nanos * 2 / 3 / trials.size())).toList();
    int steps = levelled.expansion().size();
    double slot = times.get(steps).micros.median();
    int nodes = 1 << levelled.slotsLog2();
    for (int i = 0; i < steps; i++) {
      slot += times.get(i).micros.median() / nodes;
      nodes /= levelled.expansion().get(i).arity();
    }
    return new LevelledTimes(set.id(), parts.kernel(), times, slot);
  }

  private static Time time(Trial trial, long nanos) {
    List<Double> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (samples.isEmpty() || now - begin < nanos && samples.size() < MOST_SAMPLES) {
      for (int i = 0; i < TOGETHER; i++) {
        trial.part.run();
      }
      long end = System.nanoTime();
      samples.add((end - now) / (TOGETHER * NANOS_PER_MICRO));
      now = end;
    }
    return new Time(trial.name, Spread.of(samples));
  }
}
