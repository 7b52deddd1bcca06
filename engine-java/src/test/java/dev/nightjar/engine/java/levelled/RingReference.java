package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.params.Gadget;
import java.util.SplittableRandom;

/** Exact arithmetic modulo {@code X^N + 1} and 2^64, to compare kernels with. */
final class RingReference {
  private RingReference() {}

  static long[] random(SplittableRandom random, int size) {
    return random.longs(size).toArray();
  }

  /** {@code sum += a · b}. */
  static void addProduct(long[] a, long[] b, long[] sum) {
    int n = sum.length;
    for (int i = 0; i < n; i++) {
      long x = a[i];
      for (int j = 0; j < n - i; j++) {
        sum[i + j] += x * b[j];
      }
      for (int j = n - i; j < n; j++) {
        sum[i + j - n] -= x * b[j];
      }
    }
  }

  /** {@code a(X^g)}. */
  static long[] automorphism(long[] a, int g) {
    int n = a.length;
    long[] image = new long[n];
    for (int j = 0; j < n; j++) {
      int power = (int) ((long) j * g % (2 * n));
      image[power % n] = power < n ? a[j] : -a[j];
    }
    return image;
  }

  /** {@code X^-amount a}. */
  static long[] rotate(long[] a, int amount) {
    int n = a.length;
    long[] rotated = new long[n];
    for (int j = 0; j < n; j++) {
      int from = (j + amount) % (2 * n);
      rotated[j] = from < n ? a[from] : -a[from - n];
    }
    return rotated;
  }

  static long[] sum(long[] a, long[] b, long sign) {
    long[] sum = a.clone();
    for (int j = 0; j < a.length; j++) {
      sum[j] += sign * b[j];
    }
    return sum;
  }

  /** The digits of a level, by rounding the word and then the rest again and again, from the last level on. */
  static long[] digits(long[] words, Gadget gadget, int level) {
    long[] digits = new long[words.length];
    int bits = gadget.baseLog() * gadget.level();
    for (int j = 0; j < words.length; j++) {
      long rest = (words[j] >> 63 - bits) + 1 >> 1;
      long digit = 0;
      for (int l = gadget.level(); l >= level; l--) {
        digit = rest << 64 - gadget.baseLog() >> 64 - gadget.baseLog();
        rest = rest - digit >> gadget.baseLog();
      }
      digits[j] = digit;
    }
    return digits;
  }

  /** The largest difference modulo 1, in units of the torus. */
  static double distance(long[] found, int at, long[] expected) {
    double worst = 0;
    for (int j = 0; j < expected.length; j++) {
      worst = Math.max(worst, Math.abs((double) (found[at + j] - expected[j])) * 0x1p-64);
    }
    return worst;
  }
}
