package dev.nightjar.runtime.execution;

import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;

/**
 * The coefficients of a query as LWE ciphertexts, by sample extraction.
 *
 * <p>Coefficient h of a GLWE ciphertext (A, B) is the LWE ciphertext with mask {@code a_j = A_{h-j}} for
 * {@code j <= h} and {@code -A_{N+h-j}} above, and body {@code B_h} (Chillotti, Gama, Georgieva, Izabachène,
 * eprint 2018/421, section 4.2). Each mask polynomial is kept as {@code R = (A_{N-1}, …, A_0, -A_{N-1}, …,
 * -A_0)}, in which every extraction is the ascending run {@code R_{N-1-h}, …, R_{2N-2-h}}. Immutable and
 * thread-safe.
 */
final class PackedCoefficients {
  private final int n;
  private final int k;
  private final long[] bodies;
  private final long[][] runs;

  /**
   * The coefficients of the ciphertexts that hold features.
   *
   * @param memory for them
   * @param full what {@link PackedInput#expand} gives of it
   */
  PackedCoefficients(PackedInput input, long[] full, WordMemory memory) {
    Parameters p = input.parameters();
    int count = input.count() - input.zeros();
    this.n = p.polynomialSize();
    this.k = p.glweDimension();
    this.bodies = memory.take(count * n);
    this.runs = new long[count * k][];
    for (int g = 0; g < count; g++) {
      int at = g * (k + 1) * n;
      for (int c = 0; c < k; c++) {
        runs[g * k + c] = reversedAndNegated(full, at + c * n, memory.take(2 * n));
      }
      System.arraycopy(full, at + k * n, bodies, g * n, n);
    }
  }

  /** Gives the memory back, after which they are not used any more. */
  void giveBack(WordMemory memory) {
    memory.give(bodies);
    for (long[] run : runs) {
      memory.give(run);
    }
  }

  private long[] reversedAndNegated(long[] full, int at, long[] run) {
    for (int i = 0; i < n; i++) {
      long a = full[at + n - 1 - i];
      run[i] = a;
      run[n + i] = -a;
    }
    return run;
  }

  /**
   * Adds {@code weight} times the ciphertext of one coefficient.
   *
   * @param column {@code g N + h}: coefficient h of ciphertext g
   * @param to an LWE ciphertext, {@code kN + 1} words
   * @param scratch {@code kN + 1} words that are overwritten
   */
  void addMultiple(int column, long weight, long[] to, long[] scratch) {
    int g = column / n;
    int h = column % n;
    for (int c = 0; c < k; c++) {
      System.arraycopy(runs[g * k + c], n - 1 - h, scratch, c * n, n);
    }
    scratch[k * n] = bodies[column];
    TorusWords.addMultiple(scratch, weight, to);
  }

  /**
   * Adds {@code weight X^power} times mask polynomial c of a ciphertext, with the coefficients in reverse order.
   *
   * @param to N words
   * @param scratch N words that are overwritten
   */
  void addRotated(int ciphertext, int c, int power, long weight, long[] to, long[] scratch) {
    System.arraycopy(runs[ciphertext * k + c], power, scratch, 0, n);
    TorusWords.addMultiple(scratch, weight, to);
  }

  /** Copies the mask polynomials, ascending degree, ciphertext by ciphertext. */
  void copyMasks(long[] to) {
    for (int p = 0; p < runs.length; p++) {
      for (int j = 0; j < n; j++) {
        to[p * n + j] = runs[p][n - 1 - j];
      }
    }
  }

  /** Coefficient h of {@code X^power} times the body of a ciphertext. */
  long rotatedBody(int ciphertext, int power, int h) {
    int at = ciphertext * n + h - power;
    return h >= power ? bodies[at] : -bodies[at + n];
  }
}
