package dev.nightjar.client;

import dev.nightjar.api.params.GlweKeyParameters;
import dev.nightjar.api.params.SecretDistribution;
import java.nio.ByteBuffer;

/**
 * The coefficients of a GLWE key: those of its k polynomials of N, one polynomial after the other. A binary key is one
 * plane of bits. A ternary key is two: the coefficients that are 1, and those that are -1.
 *
 * <p>Constant time, as {@link KeyBits} are; that there is a second plane is public. Reading is thread-safe.
 */
final class GlweCoefficients {
  private final KeyBits ones;
  /** Where the coefficients are -1; no bits for a binary key. */
  private final KeyBits minusOnes;

  private GlweCoefficients(KeyBits ones, KeyBits minusOnes) {
    this.ones = ones;
    this.minusOnes = minusOnes;
  }

  /**
   * Packs the coefficients of a key of a distribution, and wipes the array.
   *
   * @param coefficients as {@link #ternary} or {@link #binary} takes them
   */
  static GlweCoefficients take(GlweKeyParameters key, long[] coefficients) {
    return key.secret() == SecretDistribution.TERNARY ? ternary(coefficients) : binary(coefficients);
  }

  /** Packs bits that are given as masks, 0 or -1, and wipes the array. */
  static GlweCoefficients binary(long[] masks) {
    return new GlweCoefficients(KeyBits.take(masks), KeyBits.take(new long[0]));
  }

  /** Packs coefficients that are -1, 0 or 1, and wipes the array. */
  static GlweCoefficients ternary(long[] coefficients) {
    long[] negative = new long[coefficients.length];
    for (int i = 0; i < coefficients.length; i++) {
      negative[i] = coefficients[i] >> 1 & 1;
      coefficients[i] &= ~(coefficients[i] >> 1);
    }
    return new GlweCoefficients(KeyBits.take(coefficients), KeyBits.take(negative));
  }

  /** Number of coefficients, kN. */
  int length() {
    return ones.length();
  }

  private boolean isTernary() {
    return minusOnes.length() != 0;
  }

  /** One coefficient: -1, 0 or 1. */
  long coefficient(int i) {
    return isTernary() ? minusOnes.mask(i) - ones.mask(i) : -ones.mask(i);
  }

  /** {@code Σ a_j s_j} of as many words as there are coefficients. */
  long inner(long[] words, int offset) {
    return isTernary() ? ones.inner(words, offset) - minusOnes.inner(words, offset) : ones.inner(words, offset);
  }

  /**
   * Adds a multiple of coefficients to words.
   *
   * @param from the first coefficient, a multiple of 64, as is the number of words
   */
  void addMultiple(long value, int from, long[] words) {
    ones.addWhereSet(value, from, words);
    if (isTernary()) {
      minusOnes.addWhereSet(-value, from, words);
    }
  }

  /** Writes the planes, each padded with zero bits to whole bytes. */
  void write(ByteBuffer out) {
    ones.write(out);
    minusOnes.write(out);
  }

  /** Overwrites all coefficients with zeros. */
  void wipe() {
    ones.wipe();
    minusOnes.wipe();
  }
}
