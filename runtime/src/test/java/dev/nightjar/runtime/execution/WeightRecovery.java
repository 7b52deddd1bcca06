package dev.nightjar.runtime.execution;

import java.util.Optional;

/**
 * The attack on a linear model's open answer: each word of its mask is the sum of the weights times words of the
 * query's mask, which the client knows, up to the rounding of the answer. So some words are a closest vector problem in
 * as many dimensions as there are words, whose solution is the weights.
 */
final class WeightRecovery {
  /** Torus words are cut to 48 bits, with which doubles compute exactly. */
  private static final int BITS = 48;
  private static final int CUT = Long.SIZE - BITS;
  private static final long MODULUS = 1L << BITS;

  /** Brings weights of 12 bits to the size of the error of a word of 32 bits, 2^15 of 2^48. */
  private static final long WEIGHT_SCALE = 1L << 4;
  private static final long MARK = 1L << 15;

  private WeightRecovery() {
  }

  /**
   * Reduces the lattice and reads the weights off the vector that solves it.
   *
   * @param query the N words of the mask of a query of one GLWE ciphertext with k = 1
   * @param answer the N words of an output's mask
   * @param columns coefficients whose weights are wanted
   * @param equations words of the mask to use
   * @return empty when no vector of the reduced basis has the form of a solution
   */
  static Optional<long[]> run(long[] query, long[] answer, int columns, int equations) {
    long[][] basis = new long[equations + columns + 1][equations + columns + 1];
    int stride = query.length / equations;
    for (int e = 0; e < equations; e++) {
      basis[e][columns + e] = MODULUS;
      for (int c = 0; c < columns; c++) {
        basis[equations + c][columns + e] = centred(extracted(query, c, e * stride));
      }
      basis[equations + columns][columns + e] = centred(-answer[e * stride]);
    }
    for (int c = 0; c < columns; c++) {
      basis[equations + c][c] = WEIGHT_SCALE;
    }
    basis[equations + columns][equations + columns] = MARK;
    Lattice.reduce(basis);
    for (long[] row : basis) {
      long mark = row[equations + columns];
      if (Math.abs(mark) == MARK) {
        long[] weights = new long[columns];
        for (int c = 0; c < columns; c++) {
          weights[c] = row[c] / WEIGHT_SCALE * Long.signum(mark);
        }
        return Optional.of(weights);
      }
    }
    return Optional.empty();
  }

  /** Word {@code j} of the mask of coefficient {@code h}, from the polynomial. */
  private static long extracted(long[] mask, int h, int j) {
    return j <= h ? mask[h - j] : -mask[mask.length + h - j];
  }

  private static long centred(long word) {
    return word >> CUT;
  }
}
