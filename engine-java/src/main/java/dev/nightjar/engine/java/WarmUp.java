package dev.nightjar.engine.java;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.engine.java.BatchPlan.Path;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes C2 compile the kernels early, in a fixed order, and checks that it did well.
 *
 * <p>On JDK 17, C2 finds the class of a vector by the profile of methods that all users of the Vector API
 * share. If something else in the process has used vectors of doubles of another width before, it gives up,
 * allocates vectors on the heap, and the kernels take several times as long for the rest of the process.
 * Compiling early avoids most of that; what it cannot avoid is told: a vector kernel that is not clearly
 * faster than the plain one.
 */
final class WarmUp {
  /** A vector kernel is three to six times as fast as the plain one, a badly compiled one slower than it. */
  private static final double LEAST_GAIN = 2;

  private static final long PLAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** C2 is done when nothing was compiled for so long; on a busy machine it may take long to begin. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final Shape SHAPE = new Shape(8, 1, 1024, 20, 1, 4, 4, 1, 0);

  private WarmUp() {}

  /**
   * Runs the kernels until they are as fast as they should be; a second or so when all is well. Ends early,
   * with a result that means nothing, when its thread is interrupted.
   *
   * @return what is to be told to users, if this is a slow start
   */
  static Optional<String> run(KernelFamily family) {
    double plain = rotationNanos(new PlainFamily(false), false, PLAIN_NANOS, 0);
    if (family.lanes() == 0) {
      return Optional.empty();
    }
    double enough = plain / LEAST_GAIN;
    double single = rotationNanos(family, false, PATIENCE_NANOS, enough);
    double lanes = rotationNanos(family, true, PATIENCE_NANOS, enough * family.lanes()) / family.lanes();
    return Math.max(single, lanes) <= enough ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
        "slow start: the vector kernels were compiled badly (single %.0f us, lanes %.0f us, plain Java"
            + " %.0f us); restart the JVM", single / 1e3, lanes / 1e3, plain / 1e3));
  }

  /**
   * The best time of a short blind rotation while C2's code arrives, until one is fast enough or patience
   * ends.
   */
  private static double rotationNanos(KernelFamily family, boolean inLanes, long patience, double enough) {
    Workbench bench = new Workbench(SHAPE, family);
    FourierKey key = new FourierKey(SHAPE, bench.kernel().group());
    int count = inLanes ? family.lanes() : 1;
    int[] exponents = new int[count * (SHAPE.lweDimension() + 1)];
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = 1 + i;
    }
    LookupTables tables = LookupTables.of(SHAPE.polynomialSize(), new long[][][] {{{1}}});
    BlindRotator.Group group = new BlindRotator.Group(exponents, 0, count, tables, new int[count],
        LweList.allocate(SHAPE.bigDimension(), count));
    long best = Long.MAX_VALUE;
    long compiled = compiledMillis();
    long begin = System.nanoTime();
    long now = begin;
    long changed = begin;
    while (best > enough && now - begin < patience && now - changed < QUIET_NANOS
        && !Thread.currentThread().isInterrupted()) {
      bench.rotate(key, group, inLanes ? Path.FULL : Path.SINGLES);
      long end = System.nanoTime();
      best = Math.min(best, end - now);
      now = end;
      if (compiledMillis() != compiled) {
        compiled = compiledMillis();
        changed = now;
      }
    }
    return best;
  }

  /** Time that this JVM's compilers have worked, which says whether they still do. */
  private static long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }
}
