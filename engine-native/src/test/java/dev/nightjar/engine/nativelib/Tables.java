package dev.nightjar.engine.nativelib;

import dev.nightjar.api.engine.LookupTables;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Look-up tables over messages under one padding bit. */
final class Tables {
  private Tables() {}

  /** Random messages of {@code bits} bits for each box of each table and output. */
  static LookupTables random(int polynomialSize, int tables, int outputs, int bits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[][][] values = new long[tables][outputs][1 << bits];
    for (long[][] table : values) {
      for (long[] function : table) {
        for (int m = 0; m < function.length; m++) {
          function[m] = random.nextLong(1L << bits) << 63 - bits;
        }
      }
    }
    return LookupTables.of(polynomialSize, values);
  }

  /** One table of a function from messages to messages. */
  static LookupTables of(int polynomialSize, int bits, IntUnaryOperator function) {
    long[] values = new long[1 << bits];
    for (int m = 0; m < values.length; m++) {
      values[m] = (long) function.applyAsInt(m) << 63 - bits;
    }
    return LookupTables.of(polynomialSize, new long[][][] {{values}});
  }
}
