package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
      check(VectorPasses.LANES == Integer.parseInt(lanes[0]));
      check(RotatorTest.worstError("single", 1, 512, 20, 1, 0, 1, 1, 0) < 1);
      check(RotatorTest.worstError("single", 2, 256, 7, 3, 1, 2, 1, 0) < 1);
      check(RotatorTest.worstError("single", 1, 1024, 20, 1, 0, 1, 1, 0) < 1);
      check(RotatorTest.worstError("lanes", 1, 512, 10, 2, 1, 2, 1, 0) < 1);
      check(RotatorTest.worstError("lanes", 2, 256, 20, 1, 0, 1, 1, 0) < 1);
      check(RotatorTest.worstError("lanes", 1, 1024, 20, 1, 0, 2, 1, 0) < 1);
    }
  }

  /**
   * Runs in the other JVM: without the Vector API, an engine comes up with the plain kernel and names the
   * flag.
   */
  static final class Fallback {
    public static void main(String[] none) {
      check(!KernelFamily.vectorAvailable());
      try (JavaEngine engine = (JavaEngine) new JavaEngineProvider().create(new EngineOptions(1))) {
        check(engine.info().kernel().equals("plain Java"));
        check(engine.info().notes().get(0).contains("--add-modules jdk.incubator.vector"));
      }
      check(RotatorTest.worstError("plain", 1, 512, 20, 1, 0, 1, 1, 0) < 1);
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("see the line number");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void theVectorKernelsAreRightAtEveryWidth(int lanes) throws Exception {
    run(Kernels.class, Integer.toString(lanes), "--add-modules", KernelFamily.VECTOR_MODULE,
        "-D" + VectorWidth.PROPERTY + "=" + lanes);
  }

  @Test
  void withoutTheVectorApiThePlainKernelRuns() throws Exception {
    run(Fallback.class, "");
  }

  private static void run(Class<?> main, String argument, String... flags) throws IOException,
      InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), main.getName(),
        argument));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }
}
