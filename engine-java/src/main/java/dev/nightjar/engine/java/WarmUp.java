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
 * <p>On JDK 17, C2 finds the class of a vector by the profile of methods that all users of the Vector API share. If
 * something else in the process has used vectors of doubles of another width before, C2 gives up and allocates vectors
 * on the heap, and the kernels take several times as long for the rest of the process. Compiling early, and before
 * keys are loaded and switched with vectors of ints, avoids most of that; what it cannot avoid is reported. Allocation
 * is the sure sign: a rotation whose vectors all stay in registers allocates nothing.
 */
final class WarmUp {
  /**
   * Bytes that a rotation may allocate without being slow, for what is allocated outside of the passes. One vector on
   * the heap in an inner loop takes a thousand times as much.
   */
  private static final long FEW_BYTES = 4096;

  /**
   * Least speed of the vector kernel as a multiple of the plain one's. Below it, the vector kernel was compiled badly
   * even if it does not allocate.
   */
  private static final double LEAST_GAIN = 1.2;

  /** Shortest measurement: enough rotations for a stable time per ciphertext. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** If no method was compiled for this long, C2 is taken to be done. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longest measurement of one kind of rotator, for a machine on which C2 gets little time. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Shape SHAPE = new Shape(32, 1, 1024, 20, 1, 4, 4, 1, 0, false);

  /** What is measured; tests bring measurements of their own. */
  interface Meter {
    /** Nanoseconds since any fixed moment. */
    long nanos();

    /** Bytes that this thread has allocated; 0 if the JVM does not count them. */
    long allocatedBytes();

    /** Milliseconds that the JVM's compilers have worked, which grow as long as they do. */
    long compiledMillis();
  }

  /** Measures this JVM. */
  static final class JvmMeter implements Meter {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long allocatedBytes() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      return threads instanceof com.sun.management.ThreadMXBean counter && counter.isThreadAllocatedMemorySupported()
          ? counter.getCurrentThreadAllocatedBytes() : 0;
    }

    @Override
    public long compiledMillis() {
      CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
      return compiler == null ? 0 : compiler.getTotalCompilationTime();
    }
  }

  /**
   * The best of the rotations that were made.
   *
   * @param nanos for each ciphertext
   * @param bytes that the thread allocated for one rotation
   */
  private record Best(Path path, double nanos, long bytes) {
    String text() {
      return String.format(Locale.ROOT, "%s %.0f us and %d bytes", path.name().toLowerCase(Locale.ROOT), nanos / 1e3,
          bytes);
    }
  }

  private final Meter meter;

  /** A warm-up with measurements by this meter. */
  WarmUp(Meter meter) {
    this.meter = meter;
  }

  /** Warms up a family as {@link #run(KernelFamily, KernelFamily, Runnable)} does; plain Java needs no warm-up. */
  static Optional<String> run(KernelFamily family, Runnable compiled) {
    if (family instanceof PlainFamily) {
      compiled.run();
      return Optional.empty();
    }
    Meter meter = new JvmMeter();
    Optional<String> warning = new WarmUp(meter).run(family, new PlainFamily(false), compiled);
    LevelledWarmUp.run(family, meter);
    return warning;
  }

  /**
   * Runs the kernels until they are compiled as they should be: about a second if all is well. Ends early, with a
   * result that means nothing, if its thread is interrupted.
   *
   * @param plain the family to compare with
   * @param compiled called when the kernels are compiled, before they are compared with plain Java
   * @return a warning for users with the remedy if the kernels were compiled badly
   */
  Optional<String> run(KernelFamily family, KernelFamily plain, Runnable compiled) {
    List<Best> all = new ArrayList<>();
    for (Path path : Path.values()) {
      if (path != Path.HALF || family.groups(SHAPE).half() > 0) {
        all.add(rotations(family, path));
      }
    }
    compiled.run();
    double enough = rotations(plain, Path.FULL).nanos / LEAST_GAIN;
    List<String> slow = all.stream().filter(best -> best.nanos > enough || best.bytes > FEW_BYTES)
        .map(Best::text).toList();
    return slow.isEmpty() ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
        "slow start: vector kernels were compiled badly (%s; %.0f us and 0 bytes would do); restart the JVM",
        String.join(", ", slow), enough / 1e3));
  }

  /** Short blind rotations while C2 compiles, until one of them allocates nothing or the time is up. */
  private Best rotations(KernelFamily family, Path path) {
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
    long compiled = meter.compiledMillis();
    long begin = meter.nanos();
    long now = begin;
    long changed = begin;
    while ((best.bytes > FEW_BYTES || now - begin < LEAST_NANOS) && now - begin < PATIENCE_NANOS
        && now - changed < QUIET_NANOS && !Thread.currentThread().isInterrupted()) {
      long allocated = meter.allocatedBytes();
      rotators.rotate(key, group, path);
      long end = meter.nanos();
      best = new Best(path, Math.min(best.nanos, (double) (end - now) / count),
          Math.min(best.bytes, meter.allocatedBytes() - allocated));
      now = end;
      if (meter.compiledMillis() != compiled) {
        compiled = meter.compiledMillis();
        changed = now;
      }
    }
    return best;
  }
}
