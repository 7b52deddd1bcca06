package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures with one engine what the parts of an inference take under one parameter set, in milliseconds, by the code
 * that serves queries. Each method takes one to three seconds, most of which are for the JVM's compiler.
 */
final class CostProbe {
  /** Sizes of batches of bootstraps that are timed; what lies between them is interpolated. */
  static final int[] BATCHES = {1, 2, 4, 8, 16, 32};

  /** Terms of the combination that tells what a term takes, and of one that is computed as a product. */
  private static final int TERMS = 32;
  private static final int DENSE_TERMS = 512;

  /** Bits of the smaller and of the larger expansion: a part of a ciphertext, and some of them. */
  private static final int FEW_BITS = 48;
  private static final int MANY_BITS = 176;

  /** Products of one layer, and layers: as wide as a forest. */
  private static final int WIDTH = 64;
  private static final int LAYERS = 6;
  private static final int CHAIN = 96;
  private static final int TRIVIAL = 256;
  private static final int FLOOD_BITS = 50;

  private final Engine engine;
  private final StopWatch watch;

  CostProbe(Engine engine, StopWatch watch) {
    this.engine = engine;
    this.watch = watch;
  }

  /** Reading a query, sums and hidden outputs, on one thread each. */
  Map<String, Double> keyless(Parameters p) {
    Circuit one = extraction(p, 1, 1);
    Map<String, Circuit> circuits = Map.of("base", one, "wide", extraction(p, 4, 1), "terms", extraction(p, 1, TERMS),
        "dense", extraction(p, 1, DENSE_TERMS), "hidden", one.hidden(hiding(p)));
    try (RowWorkers workers = new RowWorkers(1)) {
      Map<String, Runnable> actions = new TreeMap<>();
      circuits.forEach((name, circuit) -> actions.put(name, run(circuit, workers)));
      Map<String, Double> millis = watch.millis(actions);
      double base = millis.get("base");
      double ciphertext = Math.max(0, (millis.get("wide") - base) / 3);
      Map<String, Double> figures = new TreeMap<>();
      figures.put("ciphertext", ciphertext);
      figures.put("inference", Math.max(0, base - ciphertext));
      figures.put("term", Math.max(0, (millis.get("terms") - base) / (TERMS - 1)));
      figures.put("transform", Math.max(0, (millis.get("dense") - base) / 2));
      figures.put("hidden", Math.max(0, millis.get("hidden") - base - ciphertext * Rerandomisation.zeros(p)));
      return figures;
    }
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

  private static Runnable run(Circuit circuit, RowWorkers workers) {
    CircuitExecutor executor = new CircuitExecutor(circuit, workers);
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

  /** A slot, a product among many, one among few, and one of trivial ciphertexts, with all threads at work. */
  Map<String, Double> levelled(Parameters p) {
    try (EngineKey key = engine.load(StandIn.key(p, KeyPart.FOR_LEVELLED));
        ExpandedBits bits = key.expand(query(p, MANY_BITS), MANY_BITS)) {
      Map<String, Double> millis = watch.millis(Map.of("many", expansion(key, MANY_BITS), "few",
          expansion(key, FEW_BITS), "trivial", diagram(key, bits, trivial(p)), "wide", diagram(key, bits, wide(p)),
          "chain", diagram(key, bits, chain(p))));
      int level = p.levelled().orElseThrow().mask().level();
      double slot = (millis.get("many") - millis.get("few")) / ((MANY_BITS - FEW_BITS) * level);
      double trivial = millis.get("trivial") / TRIVIAL;
      Map<String, Double> figures = new TreeMap<>();
      figures.put("slot", Math.max(0, slot));
      figures.put("expansion", Math.max(0, millis.get("few") - slot * FEW_BITS * level));
      figures.put("trivial", trivial);
      figures.put("product", Math.max(0, millis.get("wide") - WIDTH * trivial) / (WIDTH * LAYERS));
      figures.put("chained", Math.max(0, millis.get("chain") - trivial) / CHAIN);
      return figures;
    }
  }

  private static GlweList query(Parameters p, int bits) {
    return StandIn.glwe(p, p.levelled().orElseThrow().ciphertexts(bits));
  }

  private static Runnable expansion(EngineKey key, int bits) {
    GlweList query = query(key.parameters(), bits);
    return () -> key.expand(query, bits).close();
  }

  private static Runnable diagram(EngineKey key, ExpandedBits bits, Diagram diagram) {
    Parameters p = key.parameters();
    int[] bitOf = IntStream.range(0, diagram.bits()).toArray();
    GlweList out = GlweList.allocate(p.glweDimension(), p.polynomialSize(), diagram.outputs());
    return () -> key.evaluate(diagram, bits, bitOf, out);
  }

  /** One layer of products of constants, summed. */
  private static Diagram trivial(Parameters p) {
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), MANY_BITS);
    diagram.output(diagram.sum(leaves(diagram, TRIVIAL)));
    return diagram.build();
  }

  private static int[] leaves(DiagramBuilder diagram, int count) {
    return IntStream.range(0, count).map(i -> diagram.select(i % MANY_BITS, diagram.constant((long) i << 56),
        diagram.constant((long) (i + 1) << 48))).toArray();
  }

  /** Layers of products, each of neighbours in the layer below, as in trees that share subtrees. */
  private static Diagram wide(Parameters p) {
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), MANY_BITS);
    int[] layer = leaves(diagram, WIDTH);
    for (int l = 0; l < LAYERS; l++) {
      int[] below = layer;
      int level = l;
      layer = IntStream.range(0, WIDTH).map(i -> diagram.select((level * WIDTH / 2 + i) % MANY_BITS, below[i],
          below[(i + 1) % WIDTH])).toArray();
    }
    diagram.output(diagram.sum(layer));
    return diagram.build();
  }

  /** Products that wait for each other. */
  private static Diagram chain(Parameters p) {
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), MANY_BITS);
    List<Integer> values = new ArrayList<>(List.of(diagram.select(0, diagram.constant(0), diagram.constant(1L << 60))));
    for (int i = 1; i <= CHAIN; i++) {
      values.add(diagram.rotate(i, values.get(i - 1), i));
    }
    diagram.output(values.get(CHAIN));
    return diagram.build();
  }
}
