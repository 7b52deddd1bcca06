package dev.nightjar.api;

import java.util.SplittableRandom;

/**
 * Runs a check on many random cases. Case {@code i} draws from {@code SplittableRandom(seed + i)}; a failure names that
 * sum, and {@code -Dnightjar.property.seed=<sum>} runs the failing case first.
 */
public final class Property {
  private static final String SEED = "nightjar.property.seed";

  private Property() {
  }

  /** What must hold for every case. */
  @FunctionalInterface
  public interface Check {
    void on(SplittableRandom random);
  }

  /** Runs the check on {@code cases} random cases. */
  public static void forAll(int cases, Check check) {
    long seed = Long.getLong(SEED, 20261122L);
    for (int i = 0; i < cases; i++) {
      try {
        check.on(new SplittableRandom(seed + i));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("case " + i + " fails; repeat it with -D" + SEED + "=" + (seed + i), e);
      }
    }
  }

  /** A double of any magnitude, zero of either sign included. */
  public static double anyFinite(SplittableRandom random) {
    if (random.nextInt(8) == 0) {
      return random.nextBoolean() ? 0.0 : -0.0;
    }
    double x = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(x) ? x : random.nextDouble() - 0.5;
  }
}
