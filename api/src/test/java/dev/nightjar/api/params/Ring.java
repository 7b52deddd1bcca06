package dev.nightjar.api.params;

import java.util.Random;

/** Real polynomials modulo {@code X^32 + 1}, to sample how noise grows. */
final class Ring {
  static final int SIZE = 32;

  private Ring() {}

  /** Coefficients of variance 1, independent. */
  static double[] noise(Random random) {
    double[] noise = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      noise[i] = random.nextGaussian();
    }
    return noise;
  }

  /** Rounding errors of a body and a mask as a binary key sees them: {@code body - mask · key}. */
  static double[] roundingThroughAKey(Random random) {
    double[] sum = new double[SIZE];
    double[] mask = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      sum[i] = random.nextDouble() - 0.5;
      mask[i] = random.nextDouble() - 0.5;
    }
    for (int i = 0; i < SIZE; i++) {
      sum = random.nextBoolean() ? add(sum, times(i + SIZE, mask)) : sum;
    }
    return sum;
  }

  /** A mask's rounding errors, multiplied by a binary key. */
  static double[] maskRounding(Random random, boolean[] key) {
    double[] mask = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      mask[i] = random.nextDouble() - 0.5;
    }
    double[] sum = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      sum = key[i] ? add(sum, times(i, mask)) : sum;
    }
    return sum;
  }

  /** {@code (X^a - 1) p}. */
  static double[] minusOne(int a, double[] p) {
    return add(times(a, p), times(SIZE, p));
  }

  /** {@code X^a p}, a from 0 to twice the size. */
  private static double[] times(int a, double[] p) {
    double[] product = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      int to = (i + a) % (2 * SIZE);
      product[to % SIZE] = to < SIZE ? p[i] : -p[i];
    }
    return product;
  }

  static double[] add(double[]... terms) {
    double[] sum = new double[SIZE];
    for (double[] term : terms) {
      for (int i = 0; i < SIZE; i++) {
        sum[i] += term[i];
      }
    }
    return sum;
  }

  static double meanSquare(double[] p) {
    double sum = 0;
    for (double x : p) {
      sum += x * x;
    }
    return sum / SIZE;
  }
}
