package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;

/** Automorphisms {@code X -> X^g} of spectra: every point takes the value of another one. */
final class PointPermutation {
  private PointPermutation() {}

  /** For each index the index that its value comes from. */
  static int[] of(int galois, int[] points) {
    int[] index = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      index[points[i]] = i;
    }
    int[] permutation = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      long power = (1 + 4L * points[i]) * galois % (2 * SIZE);
      permutation[i] = index[(int) (power - 1) / 4];
    }
    return permutation;
  }

  /** {@code out = permuted source}. */
  static void apply(int[] permutation, double[] source, int from, double[] out, int to) {
    for (int i = 0; i < POINTS; i++) {
      int p = from + permutation[i];
      out[to + i] = source[p];
      out[to + i + POINTS] = source[p + POINTS];
    }
  }

  /** {@code out = permuted (source + other)}. */
  static void applyToSum(int[] permutation, double[] source, int from, double[] other, int at, double[] out, int to) {
    for (int i = 0; i < POINTS; i++) {
      int p = permutation[i];
      out[to + i] = source[from + p] + other[at + p];
      out[to + i + POINTS] = source[from + p + POINTS] + other[at + p + POINTS];
    }
  }
}
