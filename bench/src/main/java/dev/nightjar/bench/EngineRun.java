package dev.nightjar.bench;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One engine with a loaded key and what it was measured at. Used by one thread. */
final class EngineRun implements AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int LOADS = 3;

  private final String name;
  private final Engine engine;
  private final Workload workload;
  private final List<Double> loadMillis = new ArrayList<>();
  private final EngineKey key;
  private final Map<Integer, Trial> trials = new LinkedHashMap<>();

  /** A batch size: buffers that are used again and again, and the times. */
  private static final class Trial {
    private final LweList in;
    private final LweList out;
    private final int[] tableOf;
    private final List<Double> millis = new ArrayList<>();
    private int wrong;
    private Long allocatedBytes;

    Trial(LweList in) {
      this.in = in;
      this.out = LweList.allocate(in.dimension(), in.count());
      this.tableOf = new int[in.count()];
    }
  }

  /** Takes the engine over, and loads the key a few times. */
  EngineRun(String name, Engine engine, EvaluationKey evaluationKey, Workload workload,
      List<Integer> batches) {
    this.name = name;
    this.engine = engine;
    this.workload = workload;
    try {
      for (int i = 1; i < LOADS; i++) {
        load(evaluationKey).close();
      }
      this.key = load(evaluationKey);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
    batches.forEach(batch -> trials.put(batch, new Trial(workload.batch(batch))));
  }

  private EngineKey load(EvaluationKey evaluationKey) {
    long begin = System.nanoTime();
    EngineKey loaded = engine.load(evaluationKey);
    loadMillis.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
    return loaded;
  }

  /** One call; its time in milliseconds. */
  private double run(Trial trial) {
    long begin = System.nanoTime();
    key.bootstrap(trial.in, workload.tables(), trial.tableOf, trial.out);
    return (System.nanoTime() - begin) / NANOS_PER_MILLI;
  }

  /** One call that counts. */
  void measure(int batch) {
    Trial trial = trials.get(batch);
    trial.millis.add(run(trial));
  }

  /** One call that does not. */
  void warm(int batch) {
    run(trials.get(batch));
  }

  /** Counts what a call of each batch size allocates; to be called when code is compiled. */
  void countAllocations() {
    trials.values().forEach(trial -> trial.allocatedBytes = Allocations.leastBytes(() -> run(trial)));
  }

  /** Decrypts what the last call of each batch size gave, and wipes it: the next check sees new outputs. */
  void check() {
    for (Trial trial : trials.values()) {
      trial.wrong += workload.wrong(trial.out);
      Arrays.fill(trial.out.words(), 0);
    }
  }

  SetReport.EngineReport engineReport() {
    return new SetReport.EngineReport(name, engine.info(), Spread.of(loadMillis), key.memoryBytes());
  }

  /** The result for a batch size, against the first of all engines. */
  Measurement result(int batch, EngineRun first) {
    Trial trial = trials.get(batch);
    return new Measurement(name, engine.info().threads(), batch, trial.wrong, Spread.of(trial.millis),
        first == this ? null : ratio(trial.millis, first.trials.get(batch).millis), trial.allocatedBytes,
        trial.millis);
  }

  private static Spread ratio(List<Double> own, List<Double> first) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(own.get(i) / first.get(i));
    }
    return Spread.of(ratios);
  }

  @Override
  public void close() {
    key.close();
    engine.close();
  }
}
