package dev.nightjar.engine.java;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.FourierKey;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import dev.nightjar.engine.java.support.OtherJvm;
import dev.nightjar.engine.java.support.Rotators;
import dev.nightjar.engine.java.support.TestKeys;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Blind rotation allocates nothing once it is compiled. In JVMs of their own: C2's code depends on what else a
 * process has done with vectors (see {@code WarmUp}), and other tests do much that no server does.
 */
@Execution(ExecutionMode.CONCURRENT)
class AllocationTest {
  /** What a rotation may allocate besides: a method handle's adapter now and then, no vector in any loop. */
  private static final long FEW_BYTES = 4096;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Runs in the other JVM: every rotator with ordinary, block-binary, unrolled and extended shapes. */
  static final class Rotations {
    public static void main(String[] kernel) {
      boolean plain = kernel[0].equals("plain");
      for (String rotator : plain ? new String[] {"plain", "plain group"} : new String[] {"single", "lanes", "pairs"}) {
        check(rotator, parameters(1, 0));
        check(rotator, parameters(3, 0));
        check(rotator, TestKeys.unrolled(66, 1, 1024, 20, 1, 40, 17));
        if (!rotator.equals("pairs")) {
          check(rotator, TestKeys.unrolled(66, 2, 512, 20, 1, 40, 17));
          check(rotator, parameters(1, 1));
          check(rotator, parameters(3, 2));
        }
      }
    }

    private static Parameters parameters(int blockLength, int extensionLog2) {
      return TestKeys.parameters(66, 1, 1024, 20, 1, 4, 3, 40, 17, blockLength, extensionLog2);
    }

    private static void check(String rotator, Parameters p) {
      long bytes = leastAllocation(rotator, p);
      System.out.printf("%s, %s: %d bytes%n", rotator, p.canonical(), bytes);
      OtherJvm.check(bytes <= FEW_BYTES);
    }

    private static long leastAllocation(String rotator, Parameters p) {
      Shape shape = Shape.of(p);
      EvaluationKey random = TestKeys.random(p, 3);
      RotatorPool rotators = new RotatorPool(shape, Rotators.family(rotator));
      int count = Math.min(2, Rotators.capacity(rotator, shape));
      int[] exponents = new SplittableRandom(5).ints(2L * 67, 0, 2 * p.tableSize()).toArray();
      LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{{1L << 60, 3L << 60}}});
      BlindRotator.Group group = new BlindRotator.Group(exponents, 0, count, tables, new int[2],
          LweList.allocate(1024, 2));
      ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      try (Workers workers = new Workers(1)) {
        FourierKey key = FourierKey.load(random, shape, rotators.kernel(), workers);
        long begin = System.nanoTime();
        while (count > 0 && least > FEW_BYTES && System.nanoTime() - begin < PATIENCE_NANOS) {
          long before = counter.getCurrentThreadAllocatedBytes();
          rotators.rotate(key, group, Rotators.path(rotator));
          least = Math.min(least, counter.getCurrentThreadAllocatedBytes() - before);
        }
      }
      return count == 0 ? 0 : least;
    }
  }

  @Test
  void vectorRotationsAllocateNothing() throws Exception {
    OtherJvm.run(Rotations.class, "vector", "--add-modules", KernelFamily.VECTOR_MODULE);
  }

  @Test
  void plainRotationsAllocateNothing() throws Exception {
    OtherJvm.run(Rotations.class, "plain");
  }
}
