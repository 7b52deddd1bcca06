package dev.nightjar.engine.java.warmup;

import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.warmup.Verdict.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Makes C2 compile the kernels early, in a fixed order, and checks that it did well.
 *
 * <p>On JDK 17, C2 finds the class of a vector by the profile of methods that all users of the Vector API share. If
 * something else in the process has used vectors of doubles of another width before, C2 gives up and allocates vectors
 * on the heap, and the kernels take several times as long for the rest of the process. Compiling early, and before
 * keys are loaded and switched with vectors of ints, avoids most of that. Allocation is the sure sign of what went
 * wrong: a rotation whose vectors all stay in registers allocates nothing.
 *
 * <p>Where a machine is busy, C2 is late, which is no reason to give up on what it compiles: it is waited for as long
 * as it has methods of kernels in its queue, and what is quiet or fast is judged by this thread's own processor time.
 */
public final class WarmUp {
  /**
   * Least speed of the vector kernel as a multiple of the plain one's. Below it, the vector kernel was compiled badly
   * even if it does not allocate.
   */
  private static final double LEAST_GAIN = 1.2;

  /** Shortest measurement of processor time: enough rotations for a stable time per ciphertext. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** If no method was compiled for this much of the thread's processor time, C2 has nothing more to compile. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** After so much of the thread's processor time in one drill, only compilations of kernels are waited for. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Longest measurement of one drill by the clock, for a machine on which C2 gets little time. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Who waits for some kernels to be compiled. */
  public interface Listener {
    /** Nobody. */
    Listener NONE = new Listener() {
      @Override
      public void bootstrapsCompiled() {}

      @Override
      public void levelledCompiled() {}
    };

    /** Rotations and keyswitches are compiled, as well as they will be. */
    void bootstrapsCompiled();

    /** So are the loops of levelled evaluation. */
    void levelledCompiled();
  }

  /** The best of the runs of a drill. */
  private record Best(Drill drill, double nanos, long bytes, boolean late) {
    boolean slow(double enoughNanos) {
      return nanos > enoughNanos || allocates();
    }

    boolean allocates() {
      return bytes > drill.fewBytes();
    }

    String text() {
      return String.format(Locale.ROOT, "%s %.0f us and %d bytes", drill.name(), nanos / 1e3, bytes);
    }
  }

  private final Meter meter;
  private final KernelFamily plain;
  /** Time of a rotated ciphertext that is good enough; 0 until the plain family was measured. */
  private double enough;

  /**
   * A warm-up with measurements by this meter.
   *
   * @param plain the family to compare with, whose speed is measured once
   */
  WarmUp(Meter meter, KernelFamily plain) {
    this.meter = meter;
    this.plain = plain;
  }

  /** A warm-up that measures this JVM. */
  public static WarmUp ofThisJvm(KernelFamily plain) {
    return new WarmUp(new JvmMeter(), plain);
  }

  /**
   * Runs the kernels until they are compiled as they should be: a second or two if all is well. Ends early, with no
   * result, if its thread is interrupted.
   */
  public Verdict run(KernelFamily family, Listener listener) {
    List<Best> rotations = new ArrayList<>();
    List<Best> others = new ArrayList<>();
    Drills.rotations(family).forEach(drill -> rotations.add(best(drill)));
    others.add(best(Drills.keySwitch(family)));
    listener.bootstrapsCompiled();
    Drills.levelled(family).ifPresent(drill -> others.add(best(drill)));
    listener.levelledCompiled();
    if (enough == 0) {
      enough = best(Drills.rotation(plain, Path.FULL)).nanos / LEAST_GAIN;
    }
    return Thread.currentThread().isInterrupted() ? new Verdict(Grade.UNKNOWN, 0, "") : verdict(rotations, others);
  }

  private Verdict verdict(List<Best> rotations, List<Best> others) {
    List<Best> slow = new ArrayList<>(rotations.stream().filter(best -> best.slow(enough)).toList());
    others.stream().filter(Best::allocates).forEach(slow::add);
    double nanos = rotations.stream().mapToDouble(Best::nanos).sum() + others.stream().mapToDouble(Best::nanos).sum();
    if (slow.isEmpty()) {
      return new Verdict(Grade.GOOD, nanos, "");
    }
    String figures = slow.stream().map(Best::text).collect(Collectors.joining(", "))
        + String.format(Locale.ROOT, "; %.0f us a rotation and 0 bytes would do", enough / 1e3);
    return slow.stream().anyMatch(Best::late)
        ? new Verdict(Grade.LATE, nanos, "the JVM's compiler has not done with the vector kernels (" + figures + ")")
        : new Verdict(Grade.BAD, nanos, "vector kernels were compiled badly (" + figures + ")");
  }

  /** Runs a drill while C2 compiles, until one run allocates nothing, or nothing more is going to be compiled. */
  private Best best(Drill drill) {
    double nanos = Double.POSITIVE_INFINITY;
    long bytes = Long.MAX_VALUE;
    long compiled = meter.compiledMillis();
    long end = meter.nanos() + PATIENCE_NANOS;
    long begin = meter.processorNanos();
    long changed = begin;
    while (!Thread.currentThread().isInterrupted()) {
      long before = meter.processorNanos();
      long allocated = meter.allocatedBytes();
      drill.action().run();
      bytes = Math.min(bytes, meter.allocatedBytes() - allocated);
      long now = meter.processorNanos();
      nanos = Math.min(nanos, (double) (now - before) / drill.count());
      if (bytes <= drill.fewBytes() && now - begin >= LEAST_NANOS) {
        break;
      }
      if (meter.compiledMillis() != compiled) {
        compiled = meter.compiledMillis();
        changed = now;
      }
      if (meter.nanos() - end >= 0) {
        return new Best(drill, nanos, bytes, meter.compiling());
      }
      if (now - changed >= QUIET_NANOS || now - begin >= LONG_NANOS) {
        if (!meter.compiling()) {
          break;
        }
        meter.pause();
      }
    }
    return new Best(drill, nanos, bytes, false);
  }
}
