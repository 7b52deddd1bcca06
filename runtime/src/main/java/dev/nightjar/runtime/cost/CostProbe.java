package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures with one engine what the parts of an inference take under one parameter set, in milliseconds, by the code
 * that serves queries; {@link LevelledProbe} does so for levelled circuits. Each method takes some seconds, most of
 * which are for the JVM's compiler.
 */
final class CostProbe {
  /** Sizes of batches of bootstraps that are timed; what lies between them is interpolated. */
  static final int[] BATCHES = {1, 2, 4, 8, 16, 32};

  /** Terms of the combination that tells what a term takes, and of one that is computed as a product. */
  private static final int TERMS = 32;
  private static final int DENSE_TERMS = 512;

  /** Ciphertexts of an answer that is written, and bits of its words. */
  private static final int ANSWER = 16;
  private static final int ANSWER_BITS = 32;
  private static final int FLOOD_BITS = 50;

  /** Outputs that share masks, and how many share one. */
  private static final int PACKED_OUTPUTS = 128;
  private static final int SHARING = 32;

  /** Share of what was measured below which differences are not told apart. */
  private static final double RESOLUTION = 0.01;

  private final Engine engine;
  private final int threads;
  private final StopWatch watch;

  CostProbe(Engine engine, int threads, StopWatch watch) {
    this.engine = engine;
    this.threads = threads;
    this.watch = watch;
  }

  /**
   * Reading a query, sums, hidden outputs and writing an answer, on one thread each; outputs that share masks, with the
   * share of these, on all threads.
   */
  Map<String, Double> keyless(Parameters p) {
    Circuit one = extraction(p, 1, 1);
    Circuit packed = packed(p);
    Map<String, Circuit> circuits = Map.of("base", one, "wide", extraction(p, 4, 1), "terms", extraction(p, 1, TERMS),
        "dense", extraction(p, 1, DENSE_TERMS), "hidden", one.hidden(hiding(p)));
    try (RowWorkers alone = new RowWorkers(1); RowWorkers all = new RowWorkers(threads)) {
      Map<String, Runnable> actions = new TreeMap<>();
      circuits.forEach((name, circuit) -> actions.put(name, run(circuit, alone)));
      actions.put("packed", run(packed, all));
      actions.put("packedHidden", run(packed.hidden(hiding(p)), all));
      LweList answer = StandIn.lwe(p, ANSWER);
      actions.put("answer", () -> EncryptedResultCodec.encode(p, answer, ANSWER_BITS));
      Map<String, Double> millis = watch.millis(actions);
      double base = millis.get("base");
      double ciphertext = more(millis, "wide", "base") / 3;
      Map<String, Double> figures = new TreeMap<>();
      figures.put("ciphertext", ciphertext);
      figures.put("inference", Math.max(0, base - ciphertext));
      figures.put("term", more(millis, "terms", "base") / (TERMS - 1));
      figures.put("transform", more(millis, "dense", "base") / 2);
      figures.put("word", millis.get("answer") / answer.words().length);
      double zeros = ciphertext * Rerandomisation.zeros(p);
      figures.put("hidden", Math.max(0, millis.get("hidden") - base - zeros));
      figures.put("packed", more(millis, "packed", "base") / PACKED_OUTPUTS);
      figures.put("packedHidden",
          Math.max(0, millis.get("packedHidden") - millis.get("packed") - zeros) / PACKED_OUTPUTS);
      return figures;
    }
  }

  /** How much longer one takes than the other: never nothing, since less cannot be told from it. */
  private static double more(Map<String, Double> millis, String one, String other) {
    return Math.max(millis.get(one) - millis.get(other), RESOLUTION * millis.get(other));
  }

  private static AnswerHiding hiding(Parameters p) {
    TUniform noise = Rerandomisation.maskNoise(p, SecurityCurve.FLOOR_BITS + 16.0, Math.scalb(1.0, -8));
    return new AnswerHiding(noise, new TUniform(FLOOD_BITS));
  }

  private static Circuit extraction(Parameters p, int inputs, int terms) {
    SparseMap.Builder map = SparseMap.builder(inputs * p.polynomialSize());
    map.row(IntStream.range(0, terms).toArray(), IntStream.range(0, terms).mapToLong(t -> 3 + t).toArray(), 0);
    return new Circuit(p, inputs, List.of(new Node.Extract(map.build())), new int[] {0}, 16);
  }

  /** Outputs that share masks, with as many terms as there is room for. */
  private static Circuit packed(Parameters p) {
    int stride = p.polynomialSize() / SHARING;
    int[] columns = IntStream.range(0, stride).toArray();
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    for (int row = 0; row < PACKED_OUTPUTS; row++) {
      int first = row;
      map.row(columns, IntStream.of(columns).mapToLong(t -> 1 + (first + t) % stride).toArray(), 0);
    }
    return new Circuit(p, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, PACKED_OUTPUTS).toArray(),
        ANSWER_BITS).packed(new StridedPacking(SHARING, stride));
  }

  private Runnable run(Circuit circuit, RowWorkers workers) {
    CircuitExecutor executor = new CircuitExecutor(circuit, workers, CircuitExecutor.productsOf(engine));
    PackedInput query = StandIn.query(circuit.parameters(), circuit.inputs() + circuit.zeros(), circuit.zeros());
    return () -> executor.run(query, null, Cancellation.manual());
  }

  /** Whole batches of bootstraps, by their sizes. */
  Map<String, Double> bootstraps(Parameters p) {
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
}
