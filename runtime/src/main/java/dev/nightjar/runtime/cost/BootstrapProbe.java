package dev.nightjar.runtime.cost;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Measures with one engine what batches of bootstraps take under one parameter set, in milliseconds. */
final class BootstrapProbe {
  /** Sizes of batches that are timed; what lies between them is interpolated. */
  static final int[] BATCHES = {1, 2, 4, 8, 16, 32};

  private final Engine engine;
  private final StopWatch watch;

  BootstrapProbe(Engine engine, StopWatch watch) {
    this.engine = engine;
    this.watch = watch;
  }

  /** Whole batches, by their sizes. */
  Map<String, Double> figures(Parameters p) {
    LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{{1L << 62, 0}}});
    try (EngineKey key = engine.load(StandIn.key(p, KeyPart.FOR_BOOTSTRAPS))) {
      Map<String, Runnable> actions = new TreeMap<>();
      for (int count : BATCHES) {
        LweList in = StandIn.lwe(p, count);
        LweList out = LweList.allocate(p.bigLweDimension(), count);
        int[] tableOf = new int[count];
        actions.put(String.valueOf(count), () -> key.bootstrap(in, tables, tableOf, out));
      }
      return watch.millis(actions);
    }
  }

  /** A batch between two that were measured lies on the line between them; larger ones take as long for each. */
  static double millis(int count, Function<String, Double> figures) {
    int last = BATCHES[BATCHES.length - 1];
    if (count >= last) {
      return figures.apply(String.valueOf(last)) * count / last;
    }
    int above = 0;
    while (BATCHES[above] < count) {
      above++;
    }
    double upper = figures.apply(String.valueOf(BATCHES[above]));
    if (BATCHES[above] == count) {
      return upper;
    }
    double lower = figures.apply(String.valueOf(BATCHES[above - 1]));
    return lower + (upper - lower) * (count - BATCHES[above - 1]) / (BATCHES[above] - BATCHES[above - 1]);
  }
}
