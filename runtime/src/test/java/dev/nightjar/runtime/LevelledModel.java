package dev.nightjar.runtime;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Selector;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A levelled model by hand, of two features of 16 levels: a tree that compares both, its leaves shifted into another
 * coefficient; a table of the first feature; and their sum. It has every kind of step.
 */
final class LevelledModel {
  private static final Parameters P = ParameterCatalogue.levelled();
  private static final int DELTA_LOG2 = 57;

  private LevelledModel() {
  }

  static CompiledModel named(String name) {
    return new CompiledModel(client(name), circuit(), List.of());
  }

  /** What the model gives: the leaf of the tree, the entry of the table, their sum. */
  static long[] expected(int first, int second) {
    long leaf = first <= 9 ? second <= 4 ? 1 : 12 : 7;
    long entry = first * first % 31;
    return new long[] {leaf, entry, leaf + entry};
  }

  private static ClientSpec client(String name) {
    List<Selector> selectors = new ArrayList<>();
    for (int feature = 0; feature < 2; feature++) {
      for (int bit = 0; bit < 4; bit++) {
        selectors.add(new Selector.Digit(feature, bit));
      }
    }
    return new ClientSpec(name, "tree", P, KeyPart.FOR_LEVELLED,
        Collections.nCopies(2, new FeatureQuantizer.Uniform(0, 1, 16)), InputLayout.Bits.of(P, selectors),
        IntStream.range(0, 3).mapToObj(score -> new ResultSpec(DELTA_LOG2, false, score, 1)).toList(), new double[3],
        Task.regression());
  }

  private static Circuit circuit() {
    DiagramBuilder builder = Diagram.builder(P.polynomialSize(), 8);
    int[] leaves = IntStream.of(1, 12, 7).map(v -> builder.constant((long) v << DELTA_LOG2)).toArray();
    int tree = atMost(builder, 0, 9, atMost(builder, 4, 4, leaves[0], leaves[1]), leaves[2]);
    long[] entries = new long[16 * 64];
    for (int level = 0; level < 16; level++) {
      entries[64 * level] = expected(level, 0)[1] << DELTA_LOG2;
    }
    int table = builder.table(entries);
    for (int bit = 0; bit < 4; bit++) {
      table = builder.rotate(bit, table, 64 << bit);
    }
    builder.output(builder.shift(tree, -5));
    builder.output(table);
    builder.output(builder.sum(tree, table));
    int[] bits = IntStream.range(0, 8).toArray();
    return new Circuit(P, 1, List.of(new Node.Expand(8), new Node.Evaluate(builder.build(), bits),
        new Node.SampleExtract(new int[] {8, 9, 10}, new int[] {5, 0, 0})), new int[] {11, 12, 13}, 32);
  }

  /** The first value where the four bits from one on are at most a threshold, from the last bit that differs up. */
  private static int atMost(DiagramBuilder builder, int firstBit, int threshold, int yes, int no) {
    int value = yes;
    for (int bit = 0; bit < 4; bit++) {
      value = (threshold >> bit & 1) == 0 ? builder.select(firstBit + bit, value, no)
          : builder.select(firstBit + bit, yes, value);
    }
    return value;
  }
}
