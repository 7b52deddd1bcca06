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

  /**
   * Measures a set.
   *
   * @param kernel the engine's setting of this name; empty for its default
   * @param nanos for each part, a third of it for warming up
   */
  public static LevelledTimes measure(Parameters set, Optional<String> kernel, long nanos) {
    Levelled levelled = set.levelled().orElseThrow(
        () -> new IllegalArgumentException("the set " + set.id() + " is not levelled"));
    LevelledParts parts = new LevelledParts(set, kernel);
    List<Time> times = new ArrayList<>();
    times.add(time("forward transform of digits", parts::digits, nanos));
    times.add(time("inverse transform, rounded", parts::inverse, nanos));
    times.add(time("product with " + levelled.rows() + " rows", parts::product, nanos));
    times.add(time("external product", parts::externalProduct, nanos));
    double slot = 0;
    int nodes = 1 << levelled.slotsLog2();
    for (int i = 0; i < levelled.expansion().size(); i++) {
      int arity = levelled.expansion().get(i).arity();
      Time step = time("step " + (i + 1) + ", " + arity + " children", parts.step(i), nanos);
      times.add(step);
      slot += step.micros.median() / nodes;
      nodes /= arity;
    }
    Time leaf = time("scheme switch of a slot", parts::schemeSwitch, nanos);
    times.add(leaf);
    return new LevelledTimes(set.id(), parts.kernel(), times, slot + leaf.micros.median());
  }

  private static Time time(String name, Runnable part, long nanos) {
    JitWarmUp.run(nanos / 3, part);
    List<Double> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (samples.isEmpty() || now - begin < nanos * 2 / 3 && samples.size() < MOST_SAMPLES) {
      for (int i = 0; i < TOGETHER; i++) {
        part.run();
      }
      long end = System.nanoTime();
      samples.add((end - now) / (TOGETHER * NANOS_PER_MICRO));
      now = end;
    }
    return new Time(name, Spread.of(samples));
  }
}
