package dev.nightjar.engine.java.ring;

/** Values of {@code e^{iπx}}, correctly rounded up to the last bit at every angle a transform uses. */
public final class Roots {
  private Roots() {}

  /** {@code cos(πx)}. */
  public static double cos(double x) {
    return sin(x + 0.5);
  }

  /** {@code sin(πx)}, reduced exactly to an octant before the library function sees it. */
  public static double sin(double x) {
    double r = x - 2 * Math.rint(x / 2);
    if (Math.abs(r) > 0.5) {
      r = Math.copySign(1, r) - r;
    }
    return Math.abs(r) <= 0.25
        ? StrictMath.sin(Math.PI * r)
        : Math.copySign(StrictMath.cos(Math.PI * (0.5 - Math.abs(r))), r);
  }

  /** The lowest {@code bits} bits of {@code x} in reverse order. */
  public static int reverse(int x, int bits) {
    return bits == 0 ? 0 : Integer.reverse(x) >>> (32 - bits);
  }

  /** log2 of a power of two. */
  public static int log2(int powerOfTwo) {
    return Integer.numberOfTrailingZeros(powerOfTwo);
  }
}
