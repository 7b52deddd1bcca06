package dev.nightjar.runtime.cost;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.cost.CircuitCost;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.engine.Engine;
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
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Measures what every inference has, in milliseconds: reading a query, sums of its coefficients, hiding what they give
 * and writing the answer. Each action is a whole inference of a small circuit; what a kind of work takes is what more
 * of it adds. Rows and masks of which there are several are shared among all threads, as they are when queries are
 * served.
 */
final class KeylessProbe {
  /** Terms of the combination that tells what a term takes, and of one that is computed as a product. */
  private static final int TERMS = 32;
  private static final int DENSE_TERMS = 512;

  /** Ciphertexts of an answer that is written, and bits of its words. */
  private static final int ANSWER = 16;
  private static final int ANSWER_BITS = 32;
  private static final int FLOOD_BITS = 50;

  /** Outputs that share a mask: few, and as many as fit with the stride; masks of an answer that has several. */
  private static final int FEW_SHARING = 2;
  private static final int SHARING = 32;
  private static final int MASKS = 8;

  /** Rank of a circuit whose answers are hidden by several encryptions of zero. */
  private static final int RANK = 4;

  /** Share of what was measured below which differences are not told apart. */
  private static final double RESOLUTION = 0.01;

  private final Engine engine;
  private final int threads;
  private final StopWatch watch;

  KeylessProbe(Engine engine, int threads, StopWatch watch) {
    this.engine = engine;
    this.threads = threads;
    this.watch = watch;
  }

  /**
   * Time of all work of an inference but bootstraps and levelled work, by figures that were measured.
   *
   * @param threads of the engine
   */
  static double millis(CircuitCost cost, int threads, Function<String, Double> figure) {
    boolean products = cost.masks() < cost.outputs() && cost.rows() > 0;
    return figure.apply("inference") + figure.apply("ciphertext") * cost.ciphertexts()
        + figure.apply("word") * cost.answerWords() + hidden(cost, threads, figure)
        + (products ? packed(cost, threads, figure) : separate(cost, threads, figure));
  }

  private static double separate(CircuitCost cost, int threads, Function<String, Double> figure) {
    return Math.min(figure.apply("term") * cost.terms() / atOnce(cost.rows(), threads),
        figure.apply("transform") * (cost.ciphertexts() - cost.zeros() + cost.rows()));
  }

  /** Masks by products or term by term; of bodies, each output reads the terms of all outputs of its ciphertext. */
  private static double packed(CircuitCost cost, int threads, Function<String, Double> figure) {
    double bodies = (double) cost.outputs() * cost.terms() / cost.masks();
    return figure.apply("packedTerm") * bodies / atOnce(cost.rows(), threads)
        + Math.min(figure.apply("term") * cost.terms() / atOnce(cost.masks(), threads),
            figure.apply("packed") + figure.apply("packedMask") * cost.masks());
  }

  /** The first mask as one alone; further ones as shared among the threads. */
  private static double hidden(CircuitCost cost, int threads, Function<String, Double> figure) {
    if (cost.zeros() == 0) {
      return 0;
    }
    double zeros = (double) cost.zeros() / Rerandomisation.zeros(cost.parameters());
    double mask = figure.apply("hiddenMask") + zeros * figure.apply("hiddenMaskZero");
    double ofRankOne = figure.apply("hiddenMask") + figure.apply("hiddenMaskZero");
    double more = ofRankOne > 0 ? figure.apply("hiddenMoreMasks") * mask / ofRankOne : 0;
    return figure.apply("hiddenZero") * zeros + mask + (cost.masks() - 1) * more
        + figure.apply("hiddenOutput") * zeros * cost.outputs() / atOnce(cost.masks(), threads);
  }

  private static double atOnce(long tasks, int threads) {
    return Math.max(1, Math.min(threads, tasks));
  }

  /** All figures of a set. */
  Map<String, Double> figures(Parameters p) {
    Circuit one = extraction(p, 1, 1, 1);
    Circuit packed = packed(p, SHARING, SHARING);
    try (RowWorkers rows = new RowWorkers(threads)) {
      Map<String, Circuit> circuits = new TreeMap<>();
      circuits.put("base", one);
      circuits.put("wide", extraction(p, MASKS, 1, 1));
      circuits.put("terms", extraction(p, 1, 1, TERMS));
      circuits.put("dense", extraction(p, 1, 1, DENSE_TERMS));
      circuits.put("hidden", one.hidden(hiding(p, 1)));
      circuits.put("hiddenRank", one.hidden(hiding(p, RANK)));
      circuits.put("several", extraction(p, 1, MASKS, 1));
      circuits.put("hiddenSeveral", extraction(p, 1, MASKS, 1).hidden(hiding(p, 1)));
      circuits.put("packedFew", packed(p, FEW_SHARING, FEW_SHARING));
      circuits.put("packed", packed);
      circuits.put("packedSeveral", packed(p, MASKS * SHARING, SHARING));
      circuits.put("packedHidden", packed.hidden(hiding(p, 1)));
      Map<String, Runnable> actions = new TreeMap<>();
      circuits.forEach((name, circuit) -> actions.put(name, run(circuit, rows)));
      LweList answer = StandIn.lwe(p, ANSWER);
      actions.put("answer", () -> EncryptedResultCodec.encode(p, answer, ANSWER_BITS, StandIn.BINDING));
      return figures(p, new Times(watch.millis(actions)), answer.words().length);
    }
  }

  private Map<String, Double> figures(Parameters p, Times times, int words) {
    Map<String, Double> figures = new TreeMap<>();
    double ciphertext = times.more("base", "wide") / (MASKS - 1);
    figures.put("ciphertext", ciphertext);
    figures.put("inference", Math.max(0, times.of("base") - ciphertext));
    figures.put("term", times.more("base", "terms") / (TERMS - 1));
    figures.put("transform", times.more("base", "dense") / 2);
    figures.put("word", times.of("answer") / words);
    putPacked(figures, p, times);
    putHidden(figures, p, times);
    return figures;
  }

  private void putPacked(Map<String, Double> figures, Parameters p, Times times) {
    double stride = stride(p);
    double few = FEW_SHARING * FEW_SHARING * stride;
    double many = SHARING * SHARING * stride;
    double term = times.more("packedFew", "packed") * Math.min(threads, SHARING) / (many - few);
    double mask = Math.max(0, times.more("packed", "packedSeveral")
        - (MASKS - 1) * many * term / Math.min(threads, SHARING)) / (MASKS - 1);
    figures.put("packedTerm", term);
    figures.put("packedMask", mask);
    figures.put("packed", Math.max(0, times.more("base", "packedFew") - mask));
  }

  private void putHidden(Map<String, Double> figures, Parameters p, Times times) {
    double ciphertexts = figures.get("ciphertext") * Rerandomisation.zeros(p);
    double one = Math.max(0, times.more("base", "hidden") - ciphertexts);
    double output = Math.max(0, times.more("packed", "packedHidden") - ciphertexts - one) / (SHARING - 1);
    double more = Math.max(0, times.more("several", "hiddenSeveral") - ciphertexts - one) / (MASKS - 1);
    double zero = Math.max(0, times.more("hidden", "hiddenRank") / (RANK - 1) - ciphertexts);
    // What a mask takes whatever the rank; of the rest, which grows with it, the first half is for the query's zeros.
    double whatever = Math.max(0, one - zero);
    double ofMask = Math.max(0, zero - output) / 2;
    figures.put("hiddenMask", whatever);
    figures.put("hiddenMaskZero", ofMask);
    figures.put("hiddenZero", Math.max(0, zero - output - ofMask));
    figures.put("hiddenOutput", output);
    figures.put("hiddenMoreMasks", Math.max(0, more - output / Math.min(threads, MASKS)));
  }

  /** Times of actions, and what one takes longer than another: never nothing, since less cannot be told from it. */
  private record Times(Map<String, Double> millis) {
    double of(String action) {
      return millis.get(action);
    }

    double more(String than, String action) {
      return Math.max(millis.get(action) - millis.get(than), RESOLUTION * millis.get(than));
    }
  }

  private static AnswerHiding hiding(Parameters p, int rank) {
    TUniform noise = Rerandomisation.maskNoise(p, SecurityCurve.FLOOR_BITS + 16.0, Math.scalb(1.0, -8));
    return new AnswerHiding(noise, new TUniform(FLOOD_BITS), rank);
  }

  /** Rows of so many terms each, of the first coefficients. */
  private static Circuit extraction(Parameters p, int inputs, int rows, int terms) {
    SparseMap.Builder map = SparseMap.builder(inputs * p.polynomialSize());
    for (int row = 0; row < rows; row++) {
      int first = row;
      map.row(IntStream.range(0, terms).toArray(),
          IntStream.range(0, terms).mapToLong(t -> 3 + first + t).toArray(), 0);
    }
    return new Circuit(p, inputs, List.of(new Node.Extract(map.build())), IntStream.range(0, rows).toArray(), 16);
  }

  private static int stride(Parameters p) {
    return p.polynomialSize() / SHARING;
  }

  /** Outputs of which so many share a mask, with as many terms as there is room for. */
  private static Circuit packed(Parameters p, int outputs, int sharing) {
    int stride = stride(p);
    int[] columns = IntStream.range(0, stride).toArray();
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    for (int row = 0; row < outputs; row++) {
      int first = row;
      map.row(columns, IntStream.of(columns).mapToLong(t -> 1 + (first + t) % stride).toArray(), 0);
    }
    return new Circuit(p, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, outputs).toArray(),
        ANSWER_BITS).packed(new StridedPacking(sharing, stride));
  }

  private Runnable run(Circuit circuit, RowWorkers workers) {
    CircuitExecutor executor = new CircuitExecutor(circuit, workers, CircuitExecutor.productsOf(engine));
    PackedInput query = StandIn.query(circuit.parameters(), circuit.inputs() + circuit.zeros(), circuit.zeros());
    return () -> executor.run(query, null, Cancellation.manual());
  }
}
