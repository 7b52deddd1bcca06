package dev.nightjar.api.crypto;

import java.util.Arrays;
import java.util.Objects;

/**
 * A list of GLWE ciphertexts of one shape in one flat array.
 *
 * <p>Ciphertext {@code i} occupies words {@code [i * stride(), (i + 1) * stride())}: the k mask polynomials, then the
 * body {@code B = Σ A_j S_j + M + E}, each N words, ascending degree (torus words, modulus 2^64).
 *
 * <p>This is a mutable buffer: {@link #words()} is the array itself, owned by the list, so that an engine can write
 * results in place. Not thread-safe for overlapping writes; distinct ciphertexts may be written by distinct threads.
 */
public final class GlweList {
  /** Longest array that every JVM can make. */
  private static final int MAX_WORDS = Integer.MAX_VALUE - 8;

  private final int dimension;
  private final int polynomialSize;
  private final int count;
  private final long[] words;

  /**
   * A list over an existing array, which it then owns.
   *
   * @param dimension k, at least 1
   * @param polynomialSize N, at least 1
   * @param words exactly {@code count (k+1) N}
   * @throws IllegalArgumentException for another length, or dimensions out of range
   */
  public GlweList(int dimension, int polynomialSize, int count, long[] words) {
    Objects.requireNonNull(words, "words");
    if (words.length != length(dimension, polynomialSize, count)) {
      throw new IllegalArgumentException(count + " GLWE ciphertexts of dimension " + dimension + " and polynomial size "
          + polynomialSize + " take " + length(dimension, polynomialSize, count) + " words, not " + words.length);
    }
    this.dimension = dimension;
    this.polynomialSize = polynomialSize;
    this.count = count;
    this.words = words;
  }

  /**
   * A list of {@code count} ciphertexts, all words zero (trivial encryptions of 0).
   *
   * @throws IllegalArgumentException for dimensions out of range, or more words than an array holds
   */
  public static GlweList allocate(int dimension, int polynomialSize, int count) {
    long length = length(dimension, polynomialSize, count);
    if (length > MAX_WORDS) {
      throw new IllegalArgumentException(count + " GLWE ciphertexts of dimension " + dimension + " and polynomial size "
          + polynomialSize + " take " + length + " words where one list holds at most " + MAX_WORDS);
    }
    return new GlweList(dimension, polynomialSize, count, new long[(int) length]);
  }

  private static long length(int dimension, int polynomialSize, int count) {
    if (dimension < 1 || polynomialSize < 1 || count < 0) {
      throw new IllegalArgumentException("dimension " + dimension + " and polynomial size " + polynomialSize
          + " must be positive and count " + count + " not negative");
    }
    return Math.multiplyExact(count, Math.multiplyExact(dimension + 1L, polynomialSize));
  }

  /** k, mask polynomials of a ciphertext. */
  public int dimension() {
    return dimension;
  }

  /** N, words of a polynomial. */
  public int polynomialSize() {
    return polynomialSize;
  }

  /** Number of ciphertexts. */
  public int count() {
    return count;
  }

  /** Words of a ciphertext: {@code (k+1) N}. */
  public int stride() {
    return (dimension + 1) * polynomialSize;
  }

  /** Index of the first word of ciphertext {@code i}. */
  public int offset(int i) {
    Objects.checkIndex(i, count);
    return i * stride();
  }

  /** Index of the first word of the body of ciphertext {@code i}. */
  public int bodyOffset(int i) {
    return offset(i) + dimension * polynomialSize;
  }

  /** The backing array itself. */
  public long[] words() {
    return words;
  }

  /**
   * Writes one coefficient of a ciphertext as an LWE ciphertext, by sample extraction: coefficient h of (A, B) has the
   * mask {@code a_j = A_{h-j}} for {@code j <= h} and {@code -A_{N+h-j}} above.
   *
   * @param coefficient h, 0 to {@code N - 1}
   * @param to gets kN words of mask and the body, from {@code at} on
   */
  public void extract(int i, int coefficient, long[] to, int at) {
    Objects.checkIndex(coefficient, polynomialSize);
    int from = offset(i);
    int n = polynomialSize;
    for (int c = 0; c < dimension * n; c += n) {
      for (int j = 0; j < n; j++) {
        to[at + c + j] = j <= coefficient ? words[from + c + coefficient - j]
            : -words[from + c + n + coefficient - j];
      }
    }
    to[at + dimension * n] = words[bodyOffset(i) + coefficient];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GlweList that && dimension == that.dimension && polynomialSize == that.polynomialSize
        && count == that.count && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hash(dimension, polynomialSize, count) + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "GlweList[" + count + " of dimension " + dimension + ", polynomial size " + polynomialSize + "]";
  }
}
