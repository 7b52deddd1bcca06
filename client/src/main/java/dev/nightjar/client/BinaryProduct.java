package dev.nightjar.client;

import java.util.Arrays;

/**
 * Products with binary keys, in constant time: key bits are masks (0 or -1), every bit costs the same.
 *
 * <p>The product in {@code Z_{2^64}[X]/(X^N+1)} is N rotate-and-adds: coefficient j of {@code X^i A} is element
 * {@code N + j - i} of the array {@code (-A, A)}. Four bits a quarter of the polynomial apart share one pass, which
 * saves most loads and stores of the sum. Not thread-safe; one per thread.
 */
final class BinaryProduct implements AutoCloseable {
  private final int size;
  private final long[] extended;
  private final long[] sum;

  BinaryProduct(int polynomialSize) {
    size = polynomialSize;
    extended = new long[2 * polynomialSize];
    sum = new long[polynomialSize];
  }

  /**
   * {@code Σ_c A_c S_c} over all polynomials of a key.
   *
   * @param masks the polynomials A_c, one after the other, from {@code offset} on; public
   * @param key the bits of the polynomials S_c as masks, one after the other
   * @return the sum: this object's buffer, valid until the next call
   */
  long[] of(long[] masks, int offset, long[] key) {
    Arrays.fill(sum, 0);
    for (int c = 0; c < key.length; c += size) {
      for (int j = 0; j < size; j++) {
        long a = masks[offset + c + j];
        extended[j] = -a;
        extended[size + j] = a;
      }
      int quarter = size / 4;
      for (int i = 0; i < quarter; i++) {
        addRotated(sum, extended, size - i, quarter,
            key[c + i], key[c + i + quarter], key[c + i + 2 * quarter], key[c + i + 3 * quarter]);
      }
    }
    return sum;
  }

  /** Adds {@code X^i A} for the four exponents {@code i, i + N/4, …}; {@code at} is where {@code X^i A} begins. */
  private static void addRotated(long[] sum, long[] extended, int at, int quarter, long s0, long s1, long s2, long s3) {
    int at1 = at - quarter;
    int at2 = at1 - quarter;
    int at3 = at2 - quarter;
    for (int j = 0; j < sum.length; j++) {
      sum[j] += (extended[at + j] & s0) + (extended[at1 + j] & s1) + (extended[at2 + j] & s2)
          + (extended[at3 + j] & s3);
    }
  }

  /** {@code Σ a_j s_j} of as many words as the key has bits. */
  static long inner(long[] words, int offset, long[] key) {
    long sum = 0;
    for (int j = 0; j < key.length; j++) {
      sum += words[offset + j] & key[j];
    }
    return sum;
  }

  /** Wipes the sum, which with the public masks would tell the key. */
  @Override
  public void close() {
    Arrays.fill(sum, 0);
  }
}
