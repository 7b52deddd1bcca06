package dev.nightjar.runtime.execution;

/**
 * Arithmetic on torus words. The loops use one index for both arrays: C2 turns only those into vector code,
 * because it cannot rule out that two array variables are the same array.
 */
final class TorusWords {
  private TorusWords() {
  }

  /** {@code to += weight * from}, modulo 2^64; weights of 1 and -1, the commonest, need no multiplication. */
  static void addMultiple(long[] from, long weight, long[] to) {
    if (weight == 1) {
      add(from, to);
    } else if (weight == -1) {
      subtract(from, to);
    } else {
      multiplyAdd(from, weight, to);
    }
  }

  private static void add(long[] from, long[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += from[j];
    }
  }

  private static void subtract(long[] from, long[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] -= from[j];
    }
  }

  private static void multiplyAdd(long[] from, long weight, long[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += weight * from[j];
    }
  }
}
