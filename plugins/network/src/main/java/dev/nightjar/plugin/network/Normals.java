package dev.nightjar.plugin.network;

/** Reproducible normal numbers for trials of noise: nothing is kept secret by them. Not thread-safe. */
final class Normals {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final double UNIT = Math.scalb(1, -53);

  private long state;
  private double spare = Double.NaN;

  Normals(long seed) {
    state = seed;
  }

  /** The next number of mean 0 and variance 1, by the polar method. */
  double next() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double factor = Math.sqrt(-2 * Math.log(square) / square);
        spare = y * factor;
        return x * factor;
      }
    }
  }

  /** SplitMix64: Steele, Lea, Flood, <em>Fast splittable pseudorandom number generators</em>, OOPSLA 2014. */
  private double uniform() {
    state += STEP;
    long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return ((z ^ z >>> 31) >>> 11) * UNIT;
  }
}
