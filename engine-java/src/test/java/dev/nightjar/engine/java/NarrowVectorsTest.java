package dev.nightjar.engine.java;

import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.levelled.KernelComparison;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.support.OtherJvm;
import dev.nightjar.engine.java.support.Rotators;
import dev.nightjar.engine.java.support.TestKeys;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.passes.VectorWidth;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vectors of every width, and no Vector API at all, whatever this machine has. Each case is a JVM of its own, because
 * a JVM compiles the kernels for one width only.
 */
@Execution(ExecutionMode.CONCURRENT)
class NarrowVectorsTest {
  /** Runs in the other JVM: the vector kernels against exact integer arithmetic. */
  static final class Kernels {
    public static void main(String[] lanes) {
      OtherJvm.check(VectorPasses.LANES == Integer.parseInt(lanes[0]));
      check("single", Rotators.oneStep(1, 512, 20, 1, 1, 0), 0, 1);
      check("single", Rotators.oneStep(2, 256, 7, 3, 1, 0), 1, 2);
      check("single", Rotators.oneStep(1, 1024, 20, 1, 1, 0), 0, 1);
      check("lanes", Rotators.oneStep(1, 512, 10, 2, 1, 0), 1, 2);
      check("lanes", Rotators.oneStep(2, 256, 20, 1, 1, 0), 0, 1);
      check("lanes", Rotators.oneStep(1, 1024, 20, 1, 1, 0), 0, 2);
      for (String rotator : List.of("single", "lanes", "pairs")) {
        check(rotator, Rotators.oneStep(1, 512, 20, 1, 1, 0), 0, 2);
        check(rotator, Rotators.oneStep(1, 256, 20, 1, 3, 0), 0, 2);
        check(rotator, TestKeys.unrolled(2, 1, 256, 20, 1, 40, 17), 0, 2);
        check(rotator, TestKeys.unrolled(2, 1, 1024, 20, 1, 40, 17), 0, 2);
      }
      for (String rotator : List.of("single", "lanes")) {
        check(rotator, Rotators.oneStep(2, 256, 7, 3, 3, 0), 0, 1);
        check(rotator, Rotators.oneStep(1, 512, 20, 1, 1, 1), 0, 1);
        check(rotator, Rotators.oneStep(1, 512, 20, 1, 3, 2), 0, 1);
      }
      check("lanes", TestKeys.unrolled(2, 2, 256, 20, 1, 40, 17), 0, 2);
      check("lanes", TestKeys.unrolled(2, 1, 512, 10, 2, 40, 17), 0, 2);
      BootstrapTest.check("vector", TestKeys.unrolled(32, 1, 512, 18, 1, 30, 17), 23, 2);
      levelled();
    }

    /** Loops of levelled evaluation: the same words as in plain Java. Two lanes leave them to plain Java. */
    private static void levelled() {
      Optional<LevelledKernel> kernel = KernelChoice.choose("vector").levelled(2048, 5);
      OtherJvm.check(kernel.isPresent() == (VectorPasses.LANES > 2));
      if (kernel.isPresent()) {
        LevelledKernel plain = KernelChoice.choose("plain").levelled(2048, 5).orElseThrow();
        OtherJvm.check(KernelComparison.worstDifference(kernel.get(), plain) < 0x1p-30);
      }
    }

    /** Two lanes hold no pair of mask and body, and no four parts of an extended accumulator. */
    private static void check(String rotator, Parameters p, int theta, int count) {
      if (VectorPasses.LANES == 2 && (rotator.equals("pairs") || rotator.equals("lanes") && p.extensionLog2() == 2)) {
        OtherJvm.check(Rotators.capacity(rotator, Shape.of(p)) == 0);
      } else {
        OtherJvm.check(Rotators.worstError(rotator, p, theta, count) < 1);
      }
    }
  }

  /**
   * Runs in the other JVM: without the Vector API, an engine comes up with the plain kernel and names the
   * flag.
   */
  static final class Fallback {
    public static void main(String[] none) {
      OtherJvm.check(!KernelChoice.vectorAvailable());
      try (JavaEngine engine = (JavaEngine) new JavaEngineProvider().create(new EngineOptions(1))) {
        OtherJvm.check(engine.info().kernel().equals("plain Java"));
        OtherJvm.check(engine.info().notes().get(0).contains("--add-modules jdk.incubator.vector"));
      }
      OtherJvm.check(Rotators.worstError("plain", Rotators.oneStep(1, 512, 20, 1, 1, 0), 0, 1) < 1);
    }
  }

  /**
   * Widths that this machine does not have are emulated, vector by vector: eight lanes take five times as long then,
   * and are left to the profile {@code sweeps}. So is the machine's own width, which the other tests of kernels have.
   */
  static IntStream lanes() {
    int own = DoubleVector.SPECIES_PREFERRED.length();
    boolean sweep = !System.getProperty("nightjar.test.sets", "few").equals("few");
    return IntStream.of(2, 4, 8).filter(lanes -> sweep || lanes != own && lanes < 8);
  }

  @ParameterizedTest
  @MethodSource("lanes")
  void theVectorKernelsAreRightAtEveryWidth(int lanes) throws Exception {
    OtherJvm.run(Kernels.class, Integer.toString(lanes), "--add-modules", KernelFamily.VECTOR_MODULE,
        "-D" + VectorWidth.PROPERTY + "=" + lanes);
  }

  @Test
  void withoutTheVectorApiThePlainKernelRuns() throws Exception {
    OtherJvm.run(Fallback.class, "");
  }
}
