package dev.nightjar.api.crypto;

import java.util.Arrays;
import java.util.Objects;

/**
 * A list of LWE ciphertexts of one dimension in one flat array, the shape in which layers hand batches to an engine.
 *
 * <p>Ciphertext {@code i} occupies words {@code [i * (dimension + 1), (i + 1) * (dimension + 1))}: the mask
 * {@code a_0 … a_{dimension-1}}, then the body {@code b = Σ a_j s_j + message + noise} (torus words, modulus 2^64).
 *
 * <p>This is a mutable buffer: {@link #words()} is the array itself, owned by the list, so that an engine can write
 * results in place. Not thread-safe for overlapping writes; distinct ciphertexts may be written by distinct threads.
 */
public final class LweList {
  /** Longest array that every JVM can make. */
  private static final int MAX_WORDS = Integer.MAX_VALUE - 8;

  private final int dimension;
  private final int count;
  private final long[] words;

  private LweList(int dimension, int count, long[] words) {
    this.dimension = dimension;
    this.count = count;
    this.words = words;
  }

  /**
   * A list of {@code count} ciphertexts, all words zero (trivial encryptions of 0).
   *
   * @throws IllegalArgumentException for a dimension below 1, a negative count, or more words than an array holds
   */
  public static LweList allocate(int dimension, int count) {
    long length = length(dimension, count);
    if (length > MAX_WORDS) {
      throw new IllegalArgumentException(count + " LWE ciphertexts of dimension " + dimension + " take " + length
          + " words where one list holds at most " + MAX_WORDS + "; use several lists");
    }
    return new LweList(dimension, count, new long[(int) length]);
  }

  /** A list over an existing array, which it then owns; the length must be exactly {@code count*(dimension+1)}. */
  public static LweList wrap(int dimension, int count, long[] words) {
    Objects.requireNonNull(words, "words");
    if (words.length != length(dimension, count)) {
      throw new IllegalArgumentException(count + " LWE ciphertexts of dimension " + dimension + " take "
          + length(dimension, count) + " words, not " + words.length);
    }
    return new LweList(dimension, count, words);
  }

  private static long length(int dimension, int count) {
    if (dimension < 1 || count < 0) {
      throw new IllegalArgumentException("dimension " + dimension + " must be positive and count " + count
          + " not negative");
    }
    return (long) count * (dimension + 1L);
  }

  /** The LWE dimension: mask words per ciphertext. */
  public int dimension() {
    return dimension;
  }

  /** Number of ciphertexts. */
  public int count() {
    return count;
  }

  /** Words per ciphertext: {@code dimension + 1}. */
  public int stride() {
    return dimension + 1;
  }

  /** Index of the first word of ciphertext {@code i}. */
  public int offset(int i) {
    Objects.checkIndex(i, count);
    return i * (dimension + 1);
  }

  /** The backing array itself. */
  public long[] words() {
    return words;
  }

  /** A copy of some ciphertexts, in the order asked for. */
  public LweList select(int... indices) {
    LweList out = allocate(dimension, indices.length);
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(words, offset(indices[i]), out.words, i * stride(), stride());
    }
    return out;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LweList that && dimension == that.dimension && count == that.count
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dimension + count) + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "LweList[" + count + " of dimension " + dimension + "]";
  }
}
