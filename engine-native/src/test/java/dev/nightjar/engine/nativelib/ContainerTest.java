package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library is loaded where others live in the same JVM. */
class ContainerTest {
  @TempDir
  private Path folder;

  @Test
  void twoApplicationsInOneJvmAndARedeployUseEnginesOfTheirOwn() throws Exception {
    NativeTests.provider();
    List<Path> classPath = ModuleJar.classPath(folder);
    IntUnaryOperator survivor;
    try (Application one = new Application(classPath); Application other = new Application(classPath)) {
      IntUnaryOperator first = one.create(Scenario.class, IntUnaryOperator.class);
      survivor = other.create(Scenario.class, IntUnaryOperator.class);
      assertThat(first.getClass()).isNotSameAs(survivor.getClass());
      assertThat(first.applyAsInt(3)).isZero();
      assertThat(survivor.applyAsInt(1)).isEqualTo(2);
      ((AutoCloseable) first).close();
      assertThat(survivor.applyAsInt(2)).as("after the other was undeployed").isEqualTo(1);
      try (Application again = new Application(classPath)) {
        IntUnaryOperator redeployed = again.create(Scenario.class, IntUnaryOperator.class);
        assertThat(redeployed.applyAsInt(0)).isEqualTo(3);
        ((AutoCloseable) redeployed).close();
      }
      assertThat(survivor.applyAsInt(3)).as("after a redeploy").isZero();
      ((AutoCloseable) survivor).close();
    }
  }

  @Test
  void aLibraryFromAJarLeavesNoFileBehind() throws Exception {
    NativeTests.provider();
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    assertThat(ChildJvm.run(ModuleJar.join(ModuleJar.classPath(folder)), "-Djna.tmpdir=" + temporary))
        .contains("library from the jar", "native computed 2");
    assertThat(temporary).isEmptyDirectory();
  }
}
