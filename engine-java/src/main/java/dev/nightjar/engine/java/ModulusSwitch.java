package dev.nightjar.engine.java;

/**
 * The mean-compensated ("centred") modulus switch from the 32-bit torus to multiples of {@code 2^ϑ} modulo
 * 2N.
 *
 * <p>Rounding {@code a_i} by {@code e_i} changes the phase by {@code -e_i s_i}, half of it on average for a
 * uniform binary key. Adding {@code Σ e_i / 2} to the body removes that mean and halves the standard
 * deviation of the rest (de Ruijter, D'Anvers,
 * Verbauwhede, <em>Don't be mean</em>, eprint 2025/809). A further half step is subtracted,
 * so that the body's rounding becomes a floor and the boxes of a look-up table are centred.
 */
final class ModulusSwitch {
  private final int shift;
  private final int theta;
  private final int mask;

  /**
   * A switch for polynomials of size N.
   *
   * @param theta ϑ; 0 uses the whole grid
   */
  ModulusSwitch(int polynomialSize, int theta) {
    int gridLog = Roots.log2(polynomialSize) + 1 - theta;
    this.shift = 32 - gridLog;
    this.theta = theta;
    this.mask = (1 << gridLog) - 1;
  }

  /** Replaces the n mask words and the body at {@code at} by exponents from 0 to 2N - 1. */
  void apply(int[] lwe, int at, int n) {
    long errors = 0;
    for (int i = at; i < at + n; i++) {
      int rounded = (lwe[i] >>> (shift - 1)) + 1 >>> 1;
      errors += (rounded << shift) - lwe[i];
      lwe[i] = (rounded & mask) << theta;
    }
    long twiceBody = 2L * lwe[at + n] + errors;
    lwe[at + n] = ((int) (twiceBody >> (shift + 1)) & mask) << theta;
  }
}
