package dev.nightjar.plugin.network;

/** Torus elements as numbers, one turn being 1. */
final class Torus {
  private Torus() {
  }

  /** The representative in {@code [-1/2, 1/2)}. */
  static double reduced(double x) {
    double r = x - Math.floor(x + 0.5);
    return r < 0.5 ? r : -0.5;
  }

  /** The nearest 64-bit word. */
  static long word(double x) {
    double r = reduced(x);
    // A conversion saturates, and half a turn is the same in both directions.
    return r == -0.5 ? Long.MIN_VALUE : (long) Math.rint(Math.scalb(r, Long.SIZE));
  }
}
