package dev.nightjar.api.circuit;

/**
 * Normal deviates that a seed and a name give: the same name has the same deviate, different names have independent
 * ones. Equal on every platform. For simulations, not for secrets. Immutable and thread-safe.
 */
final class GaussianDraws {
  private static final long SECOND = 0x6a09e667f3bcc909L;

  /** 2^-53: from the bits of a double's mantissa to the unit interval. */
  private static final double UNIT = 0x1p-53;
  private static final int SPARE_BITS = 11;

  private final long seed;

  GaussianDraws(long seed) {
    this.seed = Mix.of(seed);
  }

  /** 64 uniform bits. */
  long bits(long name) {
    return Mix.of(seed ^ Mix.of(name));
  }

  /** A deviate of mean 0 and variance 1, by Box and Muller's method (1958). */
  double unit(long name) {
    long first = bits(name);
    double radius = (first >>> SPARE_BITS) * UNIT + UNIT;
    double angle = (Mix.of(first ^ SECOND) >>> SPARE_BITS) * UNIT;
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * StrictMath.PI * angle);
  }

  /** A torus word of this distance, which may be larger than the torus. */
  static long word(double distance) {
    return (long) Math.scalb(distance - Math.rint(distance), Long.SIZE);
  }
}
