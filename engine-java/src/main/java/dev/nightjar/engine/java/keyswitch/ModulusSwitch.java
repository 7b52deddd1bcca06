package dev.nightjar.engine.java.keyswitch;

import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.Shape;

/**
 * The mean-compensated ("centred") modulus switch from the 32-bit torus to multiples of {@code 2^ϑ} modulo
 * twice a look-up table's size.
 *
 * <p>Rounding {@code a_i} by {@code e_i} changes the phase by {@code -e_i s_i}, on average {@code e_i E[s]}:
 * {@code E[s]} is 1/2 for a uniform binary key and {@code 1/(d+1)} for blocks of d. Adding {@code Σ e_i E[s]} to the
 * body removes that mean (de Ruijter, D'Anvers, Verbauwhede, <em>Don't be mean</em>, eprint 2025/809). A further
 * half step is subtracted, so that the body's rounding becomes a floor and the boxes of a look-up table are
 * centred.
 */
public final class ModulusSwitch {
  private final int shift;
  private final int theta;
  private final int mask;
  private final int meanShift;

  /**
   * A switch for one shape.
   *
   * @param theta ϑ; 0 uses the whole grid
   */
  public ModulusSwitch(Shape shape, int theta) {
    int gridLog = Roots.log2(shape.tableSize()) + 1 - theta;
    this.meanShift = Roots.log2(shape.blockLength() + 1);
    this.shift = 32 - gridLog;
    this.theta = theta;
    this.mask = (1 << gridLog) - 1;
  }

  /** Replaces the n mask words and the body at {@code at} by exponents from 0 to {@code 2^(ν+1) N - 1}. */
  public void apply(int[] lwe, int at, int n) {
    long errors = 0;
    for (int i = at; i < at + n; i++) {
      int rounded = (lwe[i] >>> (shift - 1)) + 1 >>> 1;
      errors += (rounded << shift) - lwe[i];
      lwe[i] = (rounded & mask) << theta;
    }
    long scaledBody = ((long) lwe[at + n] << meanShift) + errors;
    lwe[at + n] = ((int) (scaledBody >> (shift + meanShift)) & mask) << theta;
  }
}
