package dev.nightjar.engine.java.ring;

/**
 * All 2N-th roots of unity, and the index of the one that {@code X^a} is at each point of a transform: point p is
 * {@code e^{iπ(1 + 4 rev(p))/N}} ({@link Twiddles}).
 */
public final class UnityRoots {
  private final double[] values;
  private final int[] powers;

  public UnityRoots(int polynomialSize) {
    values = new double[4 * polynomialSize];
    for (int e = 0; e < 2 * polynomialSize; e++) {
      values[2 * e] = Roots.cos((double) e / polynomialSize);
      values[2 * e + 1] = Roots.sin((double) e / polynomialSize);
    }
    powers = new int[polynomialSize / 2];
    for (int p = 0; p < powers.length; p++) {
      powers[p] = 1 + 4 * Roots.reverse(p, Roots.log2(powers.length));
    }
  }

  /** Root e is at {@code 2e} (real part) and {@code 2e + 1}. */
  public double[] values() {
    return values;
  }

  /** Where {@code X^exponent} at a point is found in {@link #values}. */
  public int index(int exponent, int point) {
    return 2 * (exponent * powers[point] & values.length / 2 - 1);
  }
}
