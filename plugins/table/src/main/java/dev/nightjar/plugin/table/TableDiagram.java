package dev.nightjar.plugin.table;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;

/**
 * Looks an entry of a table up by encrypted bits. A polynomial holds 2^l entries of m results, result c of entry i at
 * coefficient {@code m i + c}: rotating it by {@code m 2^j} for each of the l lowest bits brings an entry to the front,
 * all of its results at once. The other bits choose the polynomial, in a tree of CMUX gates whose first row is of
 * trivial ciphertexts.
 */
final class TableDiagram {
  private TableDiagram() {
  }

  /** A word of the table. */
  @FunctionalInterface
  interface Words {
    long word(int entry, int result);
  }

  /** Most entries that a polynomial holds, log2. */
  static int lowBits(int polynomialSize, int results) {
    return Integer.numberOfTrailingZeros(polynomialSize) - stride(results);
  }

  /** log2 of the coefficients of an entry: results and what is left free behind them. */
  private static int stride(int results) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(results - 1);
  }

  /**
   * The diagram, of one output whose lowest coefficients are the results.
   *
   * @param bits log2 of the number of entries, at least 1; bit j of the diagram is bit j of an entry's number
   * @param results of an entry, at least 1
   */
  static Diagram of(int polynomialSize, int bits, int results, Words words) {
    DiagramBuilder builder = Diagram.builder(polynomialSize, bits);
    int low = Math.min(bits, lowBits(polynomialSize, results));
    int stride = stride(results);
    int[] values = new int[1 << bits - low];
    for (int high = 0; high < values.length; high++) {
      long[] coefficients = new long[1 << low + stride];
      for (int i = 0; i < 1 << low; i++) {
        for (int c = 0; c < results; c++) {
          coefficients[(i << stride) + c] = words.word(high << low | i, c);
        }
      }
      values[high] = builder.table(coefficients);
    }
    for (int bit = low; bit < bits; bit++) {
      for (int k = 0; k < 1 << bits - bit - 1; k++) {
        values[k] = builder.select(bit, values[2 * k], values[2 * k + 1]);
      }
    }
    int value = values[0];
    for (int bit = 0; bit < low; bit++) {
      value = builder.rotate(bit, value, 1 << bit + stride);
    }
    builder.output(value);
    return builder.build();
  }
}
