package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;

/**
 * The values of {@code X^a} at all points, for a different {@code a} in each lane, as products of two short
 * tables.
 *
 * <p>Point {@code p = block * places + place} of {@link Twiddles} is {@code e^{iπ(1 + 4 rev(p))/N}}, and the
 * reversal of a number is a sum over its two halves: {@code rev(p) = rev(block) + blocks rev(place)}. So
 * {@code X^a} is {@code e^{iπa(1 + 4 rev(block))/N} · e^{iπ 4a blocks rev(place)/N}}.
 */
final class LaneMonomials {
  private final double[] values;
  private final double[] roots;
  private final int[] exponents;

  LaneMonomials(int polynomialSize, int blocks, int places) {
    this.values = Buffers.allocate(2 * LANES * (blocks + places));
    this.roots = new double[4 * polynomialSize];
    for (int e = 0; e < 2 * polynomialSize; e++) {
      roots[2 * e] = Roots.cos((double) e / polynomialSize);
      roots[2 * e + 1] = Roots.sin((double) e / polynomialSize);
    }
    this.exponents = new int[blocks + places];
    for (int block = 0; block < blocks; block++) {
      exponents[block] = 1 + 4 * Roots.reverse(block, Roots.log2(blocks));
    }
    for (int place = 0; place < places; place++) {
      exponents[blocks + place] = 4 * blocks * Roots.reverse(place, Roots.log2(places));
    }
  }

  /**
   * Prepares the powers for the exponents {@code a} of each lane: lane {@code l} at {@code at + l stride}.
   */
  void prepare(int[] a, int at, int stride, int lanes) {
    int mask = roots.length / 2 - 1;
    for (int lane = 0; lane < lanes; lane++) {
      int power = a[at + lane * stride];
      for (int i = 0, v = Buffers.START + lane; i < exponents.length; i++, v += 2 * LANES) {
        int root = 2 * (power * exponents[i] & mask);
        values[v] = roots[root];
        values[v + LANES] = roots[root + 1];
      }
    }
  }

  double[] values() {
    return values;
  }

  /** Where factor {@code i} begins, blocks first, then places: LANES real parts, LANES imaginary parts. */
  int offset(int i) {
    return Buffers.START + 2 * LANES * i;
  }
}
