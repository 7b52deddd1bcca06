package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.cost.LevelledWork;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Measures what levelled work takes, in milliseconds. Each action is a whole inference, expansion included, so that
 * bits and values are as far from the processor as those of a query are; what a kind of work takes is what more of it
 * adds.
 */
final class LevelledProbe {
  /** Bits of the smaller and of the larger expansion: a part of a ciphertext, and about as many as a forest has. */
  private static final int FEW_BITS = 32;
  private static final int MANY_BITS = 192;

  /** Products of one layer, and layers: as wide as a forest. */
  private static final int WIDTH = 96;
  private static final int LAYERS = 6;
  private static final int CHAIN = 192;
  private static final int WORD_PRODUCTS = 1024;
  private static final int BODY_PRODUCTS = 384;
  /** So often each table is the first of two that are multiplied. */
  private static final int PAIRS_OF_EACH = 8;
  private static final int SHIFTS = 512;
  private static final int SUMS = 8;
  private static final int OUTPUT_BITS = 16;

  private final Engine engine;
  private final int threads;
  private final StopWatch watch;

  LevelledProbe(Engine engine, int threads, StopWatch watch) {
    this.engine = engine;
    this.threads = threads;
    this.watch = watch;
  }

  /** Time of levelled work by figures that were measured; it is additive but for chains. */
  static double millis(LevelledWork work, Function<String, Double> figure) {
    double constants = figure.apply("word") * work.wordProducts() + figure.apply("wordBit") * work.wordBits()
        + figure.apply("body") * work.bodyProducts() + figure.apply("addition") * work.additions();
    return (work.slots() > 0 ? figure.apply("expansion") : 0) + figure.apply("slot") * work.slots() + constants
        + Math.max(figure.apply("product") * work.externalProducts(),
            figure.apply("chained") * work.chainedProducts());
  }

  /**
   * All figures of a set.
   *
   * @param inference what an inference takes that does next to nothing, in milliseconds
   * @param ciphertext what each ciphertext of its query adds
   */
  Map<String, Double> figures(Parameters p, double inference, double ciphertext) {
    try (EngineKey key = engine.load(StandIn.key(p, KeyPart.FOR_LEVELLED)); RowWorkers rows = new RowWorkers(threads)) {
      Map<String, Circuit> circuits = new TreeMap<>();
      circuits.put("few", circuit(p, FEW_BITS, LevelledProbe::little));
      circuits.put("many", circuit(p, MANY_BITS, LevelledProbe::little));
      circuits.put("wide", circuit(p, MANY_BITS, LevelledProbe::wide));
      circuits.put("chain", circuit(p, MANY_BITS, LevelledProbe::chain));
      circuits.put("words", circuit(p, MANY_BITS, d -> words(d, FEW_BITS)));
      circuits.put("wordsOfAll", circuit(p, MANY_BITS, d -> words(d, MANY_BITS)));
      circuits.put("bodies", circuit(p, MANY_BITS, d -> bodies(d, p.polynomialSize())));
      circuits.put("shifts", circuit(p, MANY_BITS, LevelledProbe::shifts));
      Map<String, Runnable> actions = new TreeMap<>();
      circuits.forEach((name, circuit) -> actions.put(name, inference(circuit, key, rows)));
      return figures(p, new Times(watch.millis(actions)), inference, ciphertext);
    }
  }

  /** Times of actions, and what one takes longer than another; never negative. */
  private record Times(Map<String, Double> millis) {
    double more(String than, String action) {
      return Math.max(0, millis.get(action) - millis.get(than));
    }
  }

  private static Map<String, Double> figures(Parameters p, Times times, double inference, double ciphertext) {
    int level = p.levelled().orElseThrow().mask().level();
    int few = p.levelled().orElseThrow().ciphertexts(FEW_BITS);
    int many = p.levelled().orElseThrow().ciphertexts(MANY_BITS);
    Map<String, Double> figures = new TreeMap<>();
    double slot = Math.max(0, times.more("few", "many") - (many - few) * ciphertext)
        / ((MANY_BITS - FEW_BITS) * level);
    double wordBit = times.more("words", "wordsOfAll") / (MANY_BITS - FEW_BITS);
    double addition = times.more("many", "shifts") / (2 * SHIFTS);
    double word = Math.max(0, times.more("many", "words") - FEW_BITS * wordBit - WORD_PRODUCTS * addition)
        / WORD_PRODUCTS;
    double body = Math.max(0, times.more("many", "bodies") - BODY_PRODUCTS * addition) / BODY_PRODUCTS;
    double leaves = WIDTH * (word + wordBit + addition);
    figures.put("slot", slot);
    figures.put("expansion",
        Math.max(0, times.millis.get("few") - slot * FEW_BITS * level - inference - few * ciphertext));
    figures.put("wordBit", wordBit);
    figures.put("word", word);
    figures.put("body", body);
    figures.put("addition", addition);
    figures.put("product", Math.max(0, times.more("many", "wide") - leaves) / (WIDTH * LAYERS));
    figures.put("chained", times.more("many", "chain") / CHAIN);
    return figures;
  }

  private static Runnable inference(Circuit circuit, EngineKey key, RowWorkers rows) {
    CircuitExecutor executor = new CircuitExecutor(circuit, rows);
    PackedInput query = StandIn.query(circuit.parameters(), circuit.inputs(), 0);
    return () -> executor.run(query, key, Cancellation.manual());
  }

  /** A query of so many bits and one output of a diagram of them. */
  private static Circuit circuit(Parameters p, int bits, ToIntFunction<DiagramBuilder> program) {
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), bits);
    diagram.output(program.applyAsInt(diagram));
    return new Circuit(p, p.levelled().orElseThrow().ciphertexts(bits), List.of(new Node.Expand(bits),
        new Node.Evaluate(diagram.build(), IntStream.range(0, bits).toArray()),
        new Node.SampleExtract(new int[] {bits}, new int[1])), new int[] {bits + 1}, OUTPUT_BITS);
  }

  private static int little(DiagramBuilder diagram) {
    return word(diagram, 0, 0);
  }

  /** The number {@code i} of products of constants of one coefficient. */
  private static int word(DiagramBuilder diagram, int bit, int i) {
    return diagram.select(bit, diagram.constant((long) i << 50), diagram.constant((long) (i + 1) << 48));
  }

  private static int words(DiagramBuilder diagram, int bits) {
    return sum(diagram, IntStream.range(0, WORD_PRODUCTS).map(i -> word(diagram, i % bits, i)).toArray());
  }

  /** Layers of products, each of neighbours in the layer below, as in trees that share subtrees. */
  private static int wide(DiagramBuilder diagram) {
    int[] layer = IntStream.range(0, WIDTH).map(i -> word(diagram, i % MANY_BITS, i)).toArray();
    for (int l = 0; l < LAYERS; l++) {
      int[] below = layer;
      int level = l;
      layer = IntStream.range(0, WIDTH).map(i -> diagram.select((level * WIDTH / 2 + i) % MANY_BITS, below[i],
          below[(i + 1) % WIDTH])).toArray();
    }
    return sum(diagram, layer);
  }

  /** Products that wait for each other. */
  private static int chain(DiagramBuilder diagram) {
    int value = word(diagram, 0, 0);
    for (int i = 0; i < CHAIN; i++) {
      value = diagram.rotate(i % MANY_BITS, value, 1 + i);
    }
    return value;
  }

  /** Products of pairs of constants that fill their polynomials, as tables have. */
  private static int bodies(DiagramBuilder diagram, int size) {
    int count = BODY_PRODUCTS / PAIRS_OF_EACH;
    long[] words = StandIn.words((long) count * size);
    int[] tables = IntStream.range(0, count)
        .map(i -> diagram.table(Arrays.copyOfRange(words, i * size, (i + 1) * size))).toArray();
    return sum(diagram, IntStream.range(0, BODY_PRODUCTS).map(i -> diagram.select(i % MANY_BITS,
        tables[i % tables.length], tables[(i + 1 + i / tables.length) % tables.length])).toArray());
  }

  /** One value, turned in many ways, and the sum of them. */
  private static int shifts(DiagramBuilder diagram) {
    int value = word(diagram, 0, 0);
    return sum(diagram, IntStream.range(0, SHIFTS).map(i -> diagram.shift(value, 1 + i)).toArray());
  }

  /** A sum of sums, so that threads seldom wait for each other. */
  private static int sum(DiagramBuilder diagram, int[] values) {
    return diagram.sum(IntStream.range(0, SUMS).map(s -> diagram.sum(IntStream.range(0, values.length)
        .filter(i -> i % SUMS == s).map(i -> values[i]).toArray())).toArray());
  }
}
