package dev.nightjar.engine.java.ring;

/**
 * The real torus {@code [-1/2, 1/2]} in 64-bit floating point, in which accumulators are kept.
 *
 * <p>A double of that range is exact to 2^-54. What an inverse transform adds has an error of at least {@code 2^-53}
 * times its magnitude, which is many bits more. Accumulators in 64-bit integers would therefore gain no precision, and
 * they would need conversions between integers and doubles in the inner loops.
 */
public final class Torus {
  /**
   * Adding and subtracting this rounds a double below 2^51 to an integer, ties to even: no bias, no branch.
   */
  public static final double ROUND = 0x1.8p52;

  private static final double TO_WORD = 0x1p64;
  private static final double FROM_WORD = 0x1p-64;

  private Torus() {}

  public static double fromWord(long word) {
    return word * FROM_WORD;
  }

  /** The word of a torus element in [-1/2, 1/2]; for 1/2, which has no word, the largest word. */
  public static long toWord(double x) {
    return (long) (x * TO_WORD);
  }
}
