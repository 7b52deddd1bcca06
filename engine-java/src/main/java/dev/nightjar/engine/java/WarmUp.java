package dev.nightjar.engine.java;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes C2 compile the kernels early, in a fixed order, and checks that it did well.
 *
 * <p>On JDK 17, C2 finds the class of a vector by the profile of methods that all users of the Vector API
 * share. If something else in the process has used vectors of doubles of another width before, it gives up,
 * allocates vectors on the heap, and the kernels take several times as long for the rest of the process.
 * Compiling early, and before keys are loaded and switched with vectors of ints, avoids most of that; what it cannot
 * avoid is told. Allocation is the sure sign: a rotation whose vectors all stay in registers allocates nothing.
 */
final class WarmUp {
  /** A rotation may allocate this much besides; one vector on the heap in an inner loop is a thousand times that. */
  private static final long FEW_BYTES = 4096;

  /** A vector kernel that is not even so much faster than plain Java was compiled badly in some other way. */
  private static final double LEAST_GAIN = 1.2;

  /** So long even when all is well, for a time to compare. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** C2 is done when nothing was compiled for so long; on a busy machine it may take long to begin. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Shape SHAPE = new Shape(32, 1, 1024, 20, 1, 4, 4, 1, 0, false);

  private WarmUp() {}

  /**
   * The best of the rotations that were made.
   *
   * @param nanos for each ciphertext
   * @param bytes that the thread allocated for one, 0 where this JVM does not count them
   */
  private record Best(Path path, double nanos, long bytes) {
    String text() {
      return String.format(Locale.ROOT, "%s %.0f us and %d bytes", path.name().toLowerCase(Locale.ROOT), nanos / 1e3,
          bytes);
    }
  }

  /**
   * Runs the kernels until they are compiled as they should be; a second or so when all is well. Ends early,
   * with a result that means nothing, when its thread is interrupted.
   *
   * @param compiled called when the kernels are compiled, before they are compared with plain Java
   * @return what is to be told to users, if this is a slow start
   */
  static Optional<String> run(KernelFamily family, Runnable compiled) {
    if (family instanceof PlainFamily) {
      compiled.run();
      return Optional.empty();
    }
    List<Best> all = new ArrayList<>();
    for (Path path : Path.values()) {
      if (path != Path.HALF || family.groups(SHAPE).half() > 0) {
        all.add(rotations(family, path));
      }
    }
    compiled.run();
    double enough = rotations(new PlainFamily(false), Path.FULL).nanos / LEAST_GAIN;
    List<String> slow = all.stream().filter(best -> best.nanos > enough || best.bytes > FEW_BYTES)
        .map(Best::text).toList();
    return slow.isEmpty() ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
        "slow start: vector kernels were compiled badly (%s; %.0f us and 0 bytes would do); restart the JVM",
        String.join(", ", slow), enough / 1e3));
  }

  /** Short blind rotations while C2's code arrives, until one allocates nothing or patience ends. */
  private static Best rotations(KernelFamily family, Path path) {
    RotatorPool rotators = new RotatorPool(SHAPE, family);
    FourierKey key = new FourierKey(SHAPE, rotators.kernel().interleave());
    int count = switch (path) {
      case FULL -> rotators.groups().full();
      case HALF -> rotators.groups().half();
      case SINGLES -> 1;
    };
    int[] exponents = new int[count * (SHAPE.lweDimension() + 1)];
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = 1 + i;
    }
    LookupTables tables = LookupTables.of(SHAPE.polynomialSize(), new long[][][] {{{1}}});
    BlindRotator.Group group = new BlindRotator.Group(exponents, 0, count, tables, new int[count],
        LweList.allocate(SHAPE.bigDimension(), count));
    Best best = new Best(path, Double.POSITIVE_INFINITY, Long.MAX_VALUE);
    long compiled = compiledMillis();
    long begin = System.nanoTime();
    long now = begin;
    long changed = begin;
    while ((best.bytes > FEW_BYTES || now - begin < LEAST_NANOS) && now - begin < PATIENCE_NANOS
        && now - changed < QUIET_NANOS && !Thread.currentThread().isInterrupted()) {
      long allocated = allocatedBytes();
      rotators.rotate(key, group, path);
      long end = System.nanoTime();
      best = new Best(path, Math.min(best.nanos, (double) (end - now) / count),
          Math.min(best.bytes, allocatedBytes() - allocated));
      now = end;
      if (compiledMillis() != compiled) {
        compiled = compiledMillis();
        changed = now;
      }
    }
    return best;
  }

  /** Bytes that this thread has allocated, 0 where the JVM does not count them. */
  private static long allocatedBytes() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads instanceof com.sun.management.ThreadMXBean counter && counter.isThreadAllocatedMemorySupported()
        ? counter.getCurrentThreadAllocatedBytes() : 0;
  }

  /** Time that this JVM's compilers have worked, which says whether they still do. */
  private static long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }
}
