package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops between words and doubles.
 *
 * <p>Bits become doubles by way of the mantissa: an integer below 2^52 in the lowest bits of the double 2^52 makes it
 * the sum of both. AVX2 has no conversion of 64-bit integers, and this is as fast as one.
 */
final class WordPasses {
  private static final VectorSpecies<Long> WORDS = Exchange.WORDS;

  private static final double TWO_52 = 0x1p52;
  private static final long TWO_52_BITS = 0x4330000000000000L;
  private static final long ONE_BITS = 0x3ff0000000000000L;

  /** Bits of a word that a mantissa has no room for. */
  private static final int DROPPED = 12;

  private WordPasses() {}

  private static LongVector words(long[] words, int at) {
    return LongVector.fromArray(WORDS, words, at);
  }

  /** Digits: {@code (word >>> shift & mask) - half}. Four vectors a round, for C2. */
  static void digits(long[] words, int at, int shift, long mask, long half, double[] out, int to) {
    LongVector masks = LongVector.broadcast(WORDS, mask);
    LongVector magic = LongVector.broadcast(WORDS, TWO_52_BITS);
    DoubleVector zero = broadcast(TWO_52 + half);
    for (int j = 0; j < SIZE; j += 4 * LANES) {
      int a = at + j;
      int b = to + j;
      LongVector w = words(words, a).lanewise(VectorOperators.LSHR, shift);
      w = w.lanewise(VectorOperators.AND, masks);
      w = w.lanewise(VectorOperators.OR, magic);
      w.reinterpretAsDoubles().sub(zero).intoArray(out, b);
      LongVector x = words(words, a + LANES).lanewise(VectorOperators.LSHR, shift);
      x = x.lanewise(VectorOperators.AND, masks);
      x = x.lanewise(VectorOperators.OR, magic);
      x.reinterpretAsDoubles().sub(zero).intoArray(out, b + LANES);
      LongVector y = words(words, a + 2 * LANES).lanewise(VectorOperators.LSHR, shift);
      y = y.lanewise(VectorOperators.AND, masks);
      y = y.lanewise(VectorOperators.OR, magic);
      y.reinterpretAsDoubles().sub(zero).intoArray(out, b + 2 * LANES);
      LongVector z = words(words, a + 3 * LANES).lanewise(VectorOperators.LSHR, shift);
      z = z.lanewise(VectorOperators.AND, masks);
      z = z.lanewise(VectorOperators.OR, magic);
      z.reinterpretAsDoubles().sub(zero).intoArray(out, b + 3 * LANES);
    }
  }

  /**
   * Torus elements in [-1/2, 1/2), times {@code scale}; otherwise as {@link #digits}. Rounded to what a mantissa holds:
   * cutting off would make a mean error, which the mean of digits, -1/2, multiplies N times.
   */
  static void torus(long[] words, int at, double scale, double[] out, int to) {
    LongVector sign = LongVector.broadcast(WORDS, Long.MIN_VALUE + (1L << DROPPED - 1));
    LongVector one = LongVector.broadcast(WORDS, ONE_BITS);
    DoubleVector middle = broadcast(1.5);
    DoubleVector scales = broadcast(scale);
    for (int j = 0; j < SIZE; j += 4 * LANES) {
      int a = at + j;
      int b = to + j;
      LongVector w = words(words, a).lanewise(VectorOperators.ADD, sign);
      w = w.lanewise(VectorOperators.LSHR, DROPPED);
      w = w.lanewise(VectorOperators.OR, one);
      w.reinterpretAsDoubles().sub(middle).mul(scales).intoArray(out, b);
      LongVector x = words(words, a + LANES).lanewise(VectorOperators.ADD, sign);
      x = x.lanewise(VectorOperators.LSHR, DROPPED);
      x = x.lanewise(VectorOperators.OR, one);
      x.reinterpretAsDoubles().sub(middle).mul(scales).intoArray(out, b + LANES);
      LongVector y = words(words, a + 2 * LANES).lanewise(VectorOperators.ADD, sign);
      y = y.lanewise(VectorOperators.LSHR, DROPPED);
      y = y.lanewise(VectorOperators.OR, one);
      y.reinterpretAsDoubles().sub(middle).mul(scales).intoArray(out, b + 2 * LANES);
      LongVector z = words(words, a + 3 * LANES).lanewise(VectorOperators.ADD, sign);
      z = z.lanewise(VectorOperators.LSHR, DROPPED);
      z = z.lanewise(VectorOperators.OR, one);
      z.reinterpretAsDoubles().sub(middle).mul(scales).intoArray(out, b + 3 * LANES);
    }
  }
}
