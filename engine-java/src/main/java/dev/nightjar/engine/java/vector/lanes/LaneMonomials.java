package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.Twiddles;
import dev.nightjar.engine.java.ring.UnityRoots;

/**
 * The values of {@code X^a} at all points, for a different {@code a} in each lane, as products of two short
 * tables.
 *
 * <p>Point {@code p = row * places + place} of {@link Twiddles} is {@code e^{iπ(1 + 4 rev(p))/N}}, and the
 * reversal of a number is a sum over its two halves: {@code rev(p) = rev(row) + rows rev(place)}. So
 * {@code X^a} is {@code e^{iπa(1 + 4 rev(row))/N} · e^{iπ 4a rows rev(place)/N}}.
 */
final class LaneMonomials {
  private final UnityRoots roots;
  private final int[] powers;
  private final double[] memory;
  private final int start;
  private final int rows;

  /**
   * Room for several monomials.
   *
   * @param memory has room for {@link #words} of each from {@code start} on
   */
  LaneMonomials(int polynomialSize, int rows, int places, double[] memory, int start) {
    this.memory = memory;
    this.start = start;
    this.rows = rows;
    this.roots = new UnityRoots(polynomialSize);
    this.powers = new int[rows + places];
    for (int row = 0; row < rows; row++) {
      powers[row] = 1 + 4 * Roots.reverse(row, Roots.log2(rows));
    }
    for (int place = 0; place < places; place++) {
      powers[rows + place] = 4 * rows * Roots.reverse(place, Roots.log2(places));
    }
  }

  /** Doubles that the factors of a monomial take. */
  static int words(int rows, int places) {
    return 2 * LANES * (rows + places);
  }

  /** Prepares the powers of lane {@code lane} of a monomial, {@code X^exponent}. */
  void prepare(int monomial, int lane, int exponent) {
    double[] root = roots.values();
    int mask = root.length / 2 - 1;
    for (int i = 0, v = start + monomial * stride() + lane; i < powers.length; i++, v += 2 * LANES) {
      int at = 2 * (exponent * powers[i] & mask);
      memory[v] = root[at];
      memory[v + LANES] = root[at + 1];
    }
  }

  /** Gives a lane the same power as another one. */
  void copy(int monomial, int from, int to) {
    int first = start + monomial * stride();
    for (int v = first; v < first + stride(); v += LANES) {
      memory[v + to] = memory[v + from];
    }
  }

  /** Factors for rows of points, which come before those for places. */
  int rows() {
    return rows;
  }

  /** From the factors of one monomial to those of the next. */
  int stride() {
    return 2 * LANES * powers.length;
  }

  /**
   * Where factor {@code i} of the first monomial begins, rows first, then places: LANES real parts, LANES imaginary
   * parts.
   */
  int offset(int i) {
    return start + 2 * LANES * i;
  }
}
