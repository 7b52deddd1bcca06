package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Makes the steps of a diagram and keeps count of its products. Not thread-safe. */
final class Recorder {
  private final DiagramBuilder builder;
  private final int[] numbers;
  private final BitSet used = new BitSet();
  /** External products on the longest way to each value; -1 of constants. */
  private int[] depth = new int[1024];
  private long products;
  private long trivial;

  /** A diagram whose bits have the numbers that the code gives them. */
  Recorder(int polynomialSize, int bits) {
    this(polynomialSize, IntStream.range(0, bits).toArray(), bits);
  }

  /**
   * A diagram of other bits.
   *
   * @param numbers the diagram's number of each bit of the code
   * @param bits of the diagram
   */
  Recorder(int polynomialSize, int[] numbers, int bits) {
    builder = Diagram.builder(polynomialSize, bits);
    this.numbers = numbers;
  }

  int table(int start, long[] words) {
    int value = builder.table(start, words);
    note(value, -1);
    return value;
  }

  int select(int bit, int zero, int one) {
    if (zero == one) {
      return zero;
    }
    int before = builder.values();
    int value = builder.select(number(bit), zero, one);
    product(value, before, Math.max(depth[zero], depth[one]));
    return value;
  }

  int rotate(int bit, int source, int amount) {
    int before = builder.values();
    int value = builder.rotate(number(bit), source, amount);
    if (value != source) {
      product(value, before, depth[source]);
    }
    return value;
  }

  private int number(int bit) {
    used.set(bit);
    return numbers[bit];
  }

  private void product(int value, int before, int of) {
    if (value >= before) {
      products += of < 0 ? 0 : 1;
      trivial += of < 0 ? 1 : 0;
    }
    note(value, of + 1);
  }

  int shift(int source, int amount) {
    int value = builder.shift(source, amount);
    note(value, depth[source]);
    return value;
  }

  private void note(int value, int ofDepth) {
    if (value >= depth.length) {
      depth = Arrays.copyOf(depth, value + (value >> 1) + 1);
    }
    depth[value] = ofDepth;
  }

  /** Adds values up and makes the sum an output. */
  void output(int[] values) {
    builder.output(builder.sum(values));
  }

  boolean isConstant(int value) {
    return depth[value] < 0;
  }

  /** External products on the longest way to a value, those of trivial ciphertexts not counted. */
  int depth(int value) {
    return Math.max(0, depth[value]);
  }

  /** External products so far, those of trivial ciphertexts not counted. */
  long products() {
    return products;
  }

  /** External products of trivial ciphertexts so far. */
  long trivial() {
    return trivial;
  }

  /** The bits of the code that some product has, ascending. */
  int[] used() {
    return used.stream().toArray();
  }

  Diagram build() {
    return builder.build();
  }
}
