package dev.nightjar.engine.java;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes C2 compile the kernels before the first key arrives, in a fixed order, and checks that it did well.
 *
 * <p>On rare starts of a JVM, C2 compiles a kernel with vectors that it allocates on the heap, and the whole process is
 * two to three times slower than it should be. Nothing that runs in the process can repair that, but it can be told: a
 * vector transform that is not clearly faster than the plain one is such a start.
 */
final class WarmUp {
  /** A vector transform is about four times as fast as a plain one; a badly compiled one at most twice. */
  private static final double LEAST_GAIN = 1.5;

  private static final int SIZE = 1024;
  private static final int ROUNDS = 40;
  private static final int RUNS = 400;

  /** One key bit would do; a few let the loop over bits be compiled too. */
  private static final Shape SHAPE = new Shape(8, 1, SIZE, 20, 1, 4, 4);

  private WarmUp() {}

  /**
   * Runs the kernels hot.
   *
   * @return what is to be told to users, if this is a slow start
   */
  static Optional<String> run(KernelFamily family) {
    double own = transformNanos(family.kernel(SHAPE));
    if (family.lanes() == 0) {
      return Optional.empty();
    }
    double plain = transformNanos(new PlainKernel(SHAPE));
    return plain / own >= LEAST_GAIN ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
        "slow start: the vector kernel was compiled badly (%.1f us for a transform that plain Java does in %.1f us);"
            + " restart the JVM", own / 1e3, plain / 1e3));
  }

  /** The best time of a forward transform and an inverse one that C2's code, which arrives meanwhile, reaches. */
  private static double transformNanos(PolynomialKernel kernel) {
    double[] polynomial = Buffers.allocate(SIZE);
    double[] accumulator = Buffers.allocate(kernel.accumulatorStride());
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      long start = System.nanoTime();
      for (int run = 0; run < RUNS; run++) {
        kernel.forward(polynomial, Buffers.START);
        kernel.accumulate(polynomial, Buffers.START, accumulator, Buffers.START);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return (double) best / RUNS;
  }
}
