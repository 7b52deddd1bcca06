package dev.nightjar.engine.java.levelled;

import dev.nightjar.engine.java.ring.Roots;

/**
 * What {@code X -> X^g} with {@code g = N/2^t + 1} does to the points of a transform, at which no value changes: point
 * p, that is {@code e^{iπ(1 + 4i)/N}} with {@code i = rev(p)} ({@link dev.nightjar.engine.java.ring.Twiddles}), takes
 * the value of the point with {@code i' = i + (g - 1)(1 + 4i)/4} modulo M.
 *
 * <p>{@code g - 1} being a multiple of {@code N/2^t}, only the highest t + 1 bits of i change, which are the lowest of
 * p. Within the points that share the others, i changes by one constant. So a vector of neighbouring points comes from
 * one vector of such points, with its lanes exchanged in one of as many ways as it has lanes.
 */
public final class Automorphisms {
  private Automorphisms() {}

  /** The Galois elements of a step with this arity after t doublings. */
  public static int[] elements(int polynomialSize, int doublings, int arity) {
    int g = (polynomialSize >> doublings) + 1;
    if (arity == 2) {
      return new int[] {g};
    }
    int h = (polynomialSize >> doublings + 1) + 1;
    return new int[] {g, h, g * h & 2 * polynomialSize - 1};
  }

  /** The number of the point that point p takes its value from. */
  public static int source(int polynomialSize, int galois, int p) {
    int points = polynomialSize / 2;
    int bits = Roots.log2(points);
    int power = 1 + 4 * Roots.reverse(p, bits);
    int image = (int) ((long) power * galois & 2 * polynomialSize - 1);
    return Roots.reverse((image - 1) / 4, bits);
  }
}
