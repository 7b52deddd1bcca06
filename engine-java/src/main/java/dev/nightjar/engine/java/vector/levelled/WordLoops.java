package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.ring.Torus;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over the words of torus polynomials. Four vectors a round, for C2. */
final class WordLoops {
  private static final VectorSpecies<Long> WORDS = Exchange.WORDS;

  /** Bits of a word that a mantissa has no room for. */
  private static final int DROPPED = 12;

  private WordLoops() {}

  private static LongVector words(long[] words, int at) {
    return LongVector.fromArray(WORDS, words, at);
  }

  /** {@code out = minuend - subtrahend + offset}. */
  static void difference(long[] minuend, int at, long[] subtrahend, int from, long offset, long[] out, int to) {
    LongVector offsets = LongVector.broadcast(WORDS, offset);
    for (int j = 0; j < SIZE; j += 4 * LANES) {
      int a = at + j;
      int b = from + j;
      int c = to + j;
      words(minuend, a).sub(words(subtrahend, b)).add(offsets).intoArray(out, c);
      words(minuend, a + LANES).sub(words(subtrahend, b + LANES)).add(offsets).intoArray(out, c + LANES);
      words(minuend, a + 2 * LANES).sub(words(subtrahend, b + 2 * LANES)).add(offsets).intoArray(out, c + 2 * LANES);
      words(minuend, a + 3 * LANES).sub(words(subtrahend, b + 3 * LANES)).add(offsets).intoArray(out, c + 3 * LANES);
    }
  }

  /** {@code out = source + offset}. */
  static void offset(long[] source, int at, long offset, long[] out, int to) {
    for (int j = 0; j < SIZE; j++) {
      out[to + j] = source[at + j] + offset;
    }
  }

  /** {@code out = X^-amount source - source + offset}. */
  static void rotatedDifference(long[] source, int at, int amount, long offset, long[] out, int to) {
    int shift = amount & SIZE - 1;
    int kept = SIZE - shift;
    boolean negated = (amount & SIZE) != 0;
    rotatedDifference(source, at + shift, at, negated, kept, offset, out, to);
    rotatedDifference(source, at, at + kept, !negated, shift, offset, out, to + kept);
  }

  private static void rotatedDifference(long[] source, int rotated, int at, boolean negated, int count, long offset,
      long[] out, int to) {
    if (negated) {
      for (int j = 0; j < count; j++) {
        out[to + j] = offset - source[rotated + j] - source[at + j];
      }
    } else {
      for (int j = 0; j < count; j++) {
        out[to + j] = offset + source[rotated + j] - source[at + j];
      }
    }
  }

  /**
   * {@code out = base + } the words of coefficients, modulo 1. What is left of a coefficient without its integer part
   * is written into the mantissa of a double in [1, 2), by adding 3/2, and shifted up.
   */
  static void addTo(double[] coefficients, int from, long[] base, int at, long[] out, int to) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector middle = broadcast(1.5);
    LongVector half = LongVector.broadcast(WORDS, Long.MIN_VALUE);
    for (int j = 0; j < SIZE; j += 4 * LANES) {
      int a = at + j;
      int c = to + j;
      DoubleVector w = load(coefficients, from + j);
      DoubleVector x = load(coefficients, from + j + LANES);
      DoubleVector y = load(coefficients, from + j + 2 * LANES);
      DoubleVector z = load(coefficients, from + j + 3 * LANES);
      w = w.sub(w.add(round).sub(round)).add(middle);
      x = x.sub(x.add(round).sub(round)).add(middle);
      y = y.sub(y.add(round).sub(round)).add(middle);
      z = z.sub(z.add(round).sub(round)).add(middle);
      w.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).add(words(base, a)).intoArray(out, c);
      x.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).add(words(base, a + LANES))
          .intoArray(out, c + LANES);
      y.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).add(words(base, a + 2 * LANES))
          .intoArray(out, c + 2 * LANES);
      z.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).add(words(base, a + 3 * LANES))
          .intoArray(out, c + 3 * LANES);
    }
  }

  /** The words of coefficients, modulo 1; otherwise as {@link #addTo}. */
  static void write(double[] coefficients, int from, long[] out, int to) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector middle = broadcast(1.5);
    LongVector half = LongVector.broadcast(WORDS, Long.MIN_VALUE);
    for (int j = 0; j < SIZE; j += 4 * LANES) {
      int c = to + j;
      DoubleVector w = load(coefficients, from + j);
      DoubleVector x = load(coefficients, from + j + LANES);
      DoubleVector y = load(coefficients, from + j + 2 * LANES);
      DoubleVector z = load(coefficients, from + j + 3 * LANES);
      w = w.sub(w.add(round).sub(round)).add(middle);
      x = x.sub(x.add(round).sub(round)).add(middle);
      y = y.sub(y.add(round).sub(round)).add(middle);
      z = z.sub(z.add(round).sub(round)).add(middle);
      w.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).intoArray(out, c);
      x.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).intoArray(out, c + LANES);
      y.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).intoArray(out, c + 2 * LANES);
      z.reinterpretAsLongs().lanewise(VectorOperators.LSHL, DROPPED).add(half).intoArray(out, c + 3 * LANES);
    }
  }

  /** {@code out = X^-amount source}. */
  static void rotate(long[] source, int at, int amount, long[] out, int to) {
    int shift = amount & SIZE - 1;
    int kept = SIZE - shift;
    boolean negated = (amount & SIZE) != 0;
    copy(source, at + shift, negated, kept, out, to);
    copy(source, at, !negated, shift, out, to + kept);
  }

  private static void copy(long[] source, int from, boolean negated, int count, long[] out, int to) {
    if (negated) {
      for (int j = 0; j < count; j++) {
        out[to + j] = -source[from + j];
      }
    } else {
      System.arraycopy(source, from, out, to, count);
    }
  }

  /** {@code out += source}. */
  static void add(long[] source, int at, long[] out, int to) {
    for (int j = 0; j < SIZE; j++) {
      out[to + j] += source[at + j];
    }
  }

  /** {@code out += factor · source}. */
  static void addMultiple(long factor, long[] source, int at, long[] out, int to) {
    for (int j = 0; j < SIZE; j++) {
      out[to + j] += factor * source[at + j];
    }
  }
}
