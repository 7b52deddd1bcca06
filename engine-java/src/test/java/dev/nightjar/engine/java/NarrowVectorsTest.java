package dev.nightjar.engine.java;

import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorTest;
import dev.nightjar.engine.java.support.OtherJvm;
import dev.nightjar.engine.java.support.TestKeys;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.passes.VectorWidth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this JVM is not: vectors of another width, or no Vector API at all. Each case is a JVM of its own,
 * because C2 compiles for one width only.
 */
class NarrowVectorsTest {
  /** Runs in the other JVM: the vector kernels against exact integer arithmetic. */
  static final class Kernels {
    public static void main(String[] lanes) {
      OtherJvm.check(VectorPasses.LANES == Integer.parseInt(lanes[0]));
      OtherJvm.check(RotatorTest.worstError("single", 1, 512, 20, 1, 0, 1, 1, 0) < 1);
      OtherJvm.check(RotatorTest.worstError("single", 2, 256, 7, 3, 1, 2, 1, 0) < 1);
      OtherJvm.check(RotatorTest.worstError("single", 1, 1024, 20, 1, 0, 1, 1, 0) < 1);
      OtherJvm.check(RotatorTest.worstError("lanes", 1, 512, 10, 2, 1, 2, 1, 0) < 1);
      OtherJvm.check(RotatorTest.worstError("lanes", 2, 256, 20, 1, 0, 1, 1, 0) < 1);
      OtherJvm.check(RotatorTest.worstError("lanes", 1, 1024, 20, 1, 0, 2, 1, 0) < 1);
      for (String rotator : List.of("single", "lanes", "pairs")) {
        OtherJvm.check(RotatorTest.worstError(rotator, 1, 512, 20, 1, 0, 2, 1, 0) < 1);
        OtherJvm.check(RotatorTest.worstError(rotator, 1, 256, 20, 1, 0, 2, 3, 0) < 1);
        OtherJvm.check(RotatorTest.worstError(rotator, TestKeys.unrolled(2, 1, 256, 20, 1, 40, 17), 0, 2) < 1);
        OtherJvm.check(RotatorTest.worstError(rotator, TestKeys.unrolled(2, 1, 1024, 20, 1, 40, 17), 0, 2) < 1);
      }
      for (String rotator : List.of("single", "lanes")) {
        OtherJvm.check(RotatorTest.worstError(rotator, 2, 256, 7, 3, 0, 1, 3, 0) < 1);
        OtherJvm.check(RotatorTest.worstError(rotator, 1, 512, 20, 1, 0, 1, 1, 1) < 1);
        OtherJvm.check(RotatorTest.worstError(rotator, 1, 512, 20, 1, 0, 1, 3, 2) < 1);
      }
      OtherJvm.check(RotatorTest.worstError("lanes", TestKeys.unrolled(2, 2, 256, 20, 1, 40, 17), 0, 2) < 1);
      OtherJvm.check(RotatorTest.worstError("lanes", TestKeys.unrolled(2, 1, 512, 10, 2, 40, 17), 0, 2) < 1);
      BootstrapTest.check("vector", TestKeys.unrolled(32, 1, 512, 18, 1, 30, 17), 23, 2);
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
      OtherJvm.check(RotatorTest.worstError("plain", 1, 512, 20, 1, 0, 1, 1, 0) < 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void theVectorKernelsAreRightAtEveryWidth(int lanes) throws Exception {
    OtherJvm.run(Kernels.class, Integer.toString(lanes), "--add-modules", KernelFamily.VECTOR_MODULE,
        "-D" + VectorWidth.PROPERTY + "=" + lanes);
  }

  @Test
  void withoutTheVectorApiThePlainKernelRuns() throws Exception {
    OtherJvm.run(Fallback.class, "");
  }
}
