package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Small circuits, built by hand. */
final class Circuits {
  /** Torus word of 1 in a message space of 8 under a padding bit. */
  static final int DELTA_LOG2 = 60;

  static final long DELTA = 1L << DELTA_LOG2;

  private Circuits() {
  }

  /** Reads single coefficients: wire r is coefficient {@code columns[r]}. */
  static Node.Extract extract(Parameters p, int inputs, int... columns) {
    SparseMap.Builder map = SparseMap.builder(inputs * p.polynomialSize());
    for (int column : columns) {
      map.row(new int[] {column}, new long[] {1}, 0);
    }
    return new Node.Extract(map.build());
  }

  /** A batch of look-ups, all in the same tables, over the given wires in order. */
  static Node.Lookup lookup(LookupTables tables, int[] wires, int[] tableOf) {
    double[] margins = new double[wires.length];
    Arrays.fill(margins, 1.0 / 64);
    return new Node.Lookup(wires, tableOf, margins, tables);
  }

  /** Tables of one output over eight boxes; {@code functions[t][m]} is the message for m. */
  static LookupTables tables(Parameters p, int[]... functions) {
    long[][][] values = new long[functions.length][1][];
    for (int t = 0; t < functions.length; t++) {
      values[t][0] = IntStream.of(functions[t]).mapToLong(m -> m * DELTA).toArray();
    }
    return LookupTables.of(p.polynomialSize(), values);
  }

  /** Sums of pairs: wire r is wire 2r plus wire 2r + 1, of {@code before} wires. */
  static Node.Linear pairSums(int before) {
    SparseMap.Builder map = SparseMap.builder(before);
    for (int r = 0; r + 1 < before; r += 2) {
      map.row(new int[] {r, r + 1}, new long[] {1, 1}, 0);
    }
    return new Node.Linear(map.build());
  }

  /**
   * Two levels: eight messages 0 or 1 are read, added in pairs, looked up, added again with weights, and
   * looked up again in two tables.
   */
  static Circuit twoLevels(Parameters p) {
    Node read = extract(p, 1, 0, 1, 2, 3, 100, 101, p.polynomialSize() - 2, p.polynomialSize() - 1);
    Node sums = pairSums(8);
    LookupTables first = tables(p, new int[] {1, 0, 3, 0, 0, 0, 0, 0}, new int[] {2, 1, 0, 0, 0, 0, 0, 0});
    Node look = lookup(first, new int[] {8, 9, 10, 11}, new int[] {0, 1, 0, 1});
    SparseMap.Builder mix = SparseMap.builder(16);
    mix.row(new int[] {12, 13}, new long[] {1, 2}, 0);
    mix.row(new int[] {14, 15}, new long[] {-1, 1}, 4 * DELTA);
    LookupTables second = tables(p, new int[] {7, 6, 5, 4, 3, 2, 1, 0}, new int[] {0, 1, 4, 1, 0, 1, 4, 1});
    Node again = lookup(second, new int[] {16, 17, 16}, new int[] {0, 1, 1});
    return new Circuit(p, 1, List.of(read, sums, look, new Node.Linear(mix.build()), again),
        new int[] {18, 19, 20, 12}, 64);
  }
}
