package dev.nightjar.compiler;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.FailureAnalysis;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cheaper parameter set that only the bits of a model's results rule out.
 *
 * <p>A set is hinted at when its evaluation key is at most half as long, its bootstraps take no more time, the
 * circuit's tables fit it, and the bound that was asked for is missed under it with the results as they are, but kept
 * when no result has more than {@link #bits} bits. The sums are taken as they are: a plugin that follows the hint will
 * find the set unless it changes them for other reasons. Where look-ups rule out a set, there is no hint, since what
 * would have to shrink is then the plugin's to know.
 *
 * @param widest bits of the widest result
 * @param bits most bits that a result may have
 * @param parameters the set that would do
 * @param keyBytes bytes of an encoded evaluation key of it
 * @param presentKeyBytes the same for the model's own set
 */
record WidthHint(int widest, int bits, Parameters parameters, long keyBytes, long presentKeyBytes) {
  /** Name of the note. */
  static final String NOTE = "hint";

  /** The set that costs the fewest bits; among several the one with the shortest key. */
  static Optional<WidthHint> of(CompiledModel compiled, CompileRequest request) {
    Circuit circuit = compiled.circuit();
    if (!circuit.parameters().bootstraps() || circuit.keyParts().isEmpty() || compiled.claim() == Claim.ANALOGUE) {
      return Optional.empty();
    }
    long present = EvaluationKeyCodec.encodedBytes(circuit.parameters(), circuit.keyParts());
    int widest = compiled.client().results().stream().mapToInt(WidthHint::bitsOf).max().orElseThrow();
    int coefficients = circuit.nodes().stream().mapToInt(node -> node.match(new TableCoefficients())).max().orElse(0);
    return ParameterCatalogue.bootstrapped().stream()
        .filter(request.keys()::allows)
        .filter(p -> p.tableSize() >= coefficients)
        .filter(p -> 2 * EvaluationKeyCodec.encodedBytes(p, circuit.keyParts()) <= present)
        .filter(p -> ParameterCatalogue.cost(p) <= ParameterCatalogue.cost(circuit.parameters()))
        .flatMap(p -> mostBits(compiled, p, widest, request.failureLog2())
            .map(bits -> new WidthHint(widest, bits, p, EvaluationKeyCodec.encodedBytes(p, circuit.keyParts()),
            present))
            .stream())
        .min(Comparator.comparingInt(WidthHint::bits).reversed().thenComparingLong(WidthHint::keyBytes));
  }

  private static int bitsOf(ResultSpec result) {
    return Long.SIZE - result.deltaLog2();
  }

  /** Empty when no width keeps the bound, or the present one does. */
  private static Optional<Integer> mostBits(CompiledModel compiled, Parameters p, int widest, int failureLog2) {
    if (!keeps(compiled, p, 1, failureLog2) || keeps(compiled, p, widest, failureLog2)) {
      return Optional.empty();
    }
    return IntStream.iterate(widest - 1, bits -> bits >= 1, bits -> bits - 1)
        .filter(bits -> keeps(compiled, p, bits, failureLog2)).boxed().findFirst();
  }

  /** Whether the bound is kept under a set when no result has more bits than this. */
  private static boolean keeps(CompiledModel compiled, Parameters p, int bits, int failureLog2) {
    double[] margins = compiled.client().outputMargins();
    double least = Math.scalb(0.5, -bits);
    for (int i = 0; i < margins.length; i++) {
      margins[i] = Math.max(margins[i], least);
    }
    return FailureAnalysis.under(p, compiled.circuit(), margins).failureLog2() <= failureLog2;
  }

  /** Coefficients that the tables of a node need at least. */
  private static final class TableCoefficients implements Node.Cases<Integer> {
    @Override
    public Integer extract(Node.Extract node) {
      return 0;
    }

    @Override
    public Integer linear(Node.Linear node) {
      return 0;
    }

    @Override
    public Integer lookup(Node.Lookup node) {
      LookupTables tables = node.tables();
      return IntStream.range(0, tables.count()).boxed().flatMap(t -> Stream.of(tables.values(t)))
          .mapToInt(boxes -> 2 * boxes.length * tables.outputs()).max().orElse(0);
    }

    @Override
    public Integer expand(Node.Expand node) {
      return 0;
    }

    @Override
    public Integer evaluate(Node.Evaluate node) {
      return 0;
    }

    @Override
    public Integer sampleExtract(Node.SampleExtract node) {
      return 0;
    }
  }

  /** The model with the hint as its last note. */
  CompiledModel addedTo(CompiledModel compiled) {
    List<Map.Entry<String, String>> notes = new ArrayList<>(compiled.notes());
    notes.add(Map.entry(NOTE, text()));
    return compiled.withNotes(notes);
  }

  private String text() {
    return String.format(Locale.ROOT, "results of %d bits decide the parameter set: with at most %d bits, %s would do, "
        + "with an evaluation key of %,d instead of %,d bytes", widest, bits, parameters.id(), keyBytes,
        presentKeyBytes);
  }
}
