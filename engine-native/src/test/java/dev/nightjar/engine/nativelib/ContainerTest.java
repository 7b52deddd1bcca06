package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library is loaded where others live in the same JVM. */
class ContainerTest {
  @TempDir
  private Path folder;

  private static URLClassLoader application(List<Path> classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path entry : classPath) {
      urls.add(entry.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static IntUnaryOperator scenario(URLClassLoader loader) throws ReflectiveOperationException {
    return (IntUnaryOperator) loader.loadClass(Scenario.class.getName()).getConstructor().newInstance();
  }

  @Test
  void twoApplicationsInOneJvmAndARedeployUseEnginesOfTheirOwn() throws Exception {
    NativeTests.provider();
    List<Path> classPath = ModuleJar.classPath(folder);
    IntUnaryOperator survivor;
    try (URLClassLoader one = application(classPath); URLClassLoader other = application(classPath)) {
      IntUnaryOperator first = scenario(one);
      survivor = scenario(other);
      assertThat(first.getClass()).isNotSameAs(survivor.getClass());
      assertThat(first.applyAsInt(3)).isZero();
      assertThat(survivor.applyAsInt(1)).isEqualTo(2);
      ((AutoCloseable) first).close();
      assertThat(survivor.applyAsInt(2)).as("after the other was undeployed").isEqualTo(1);
      try (URLClassLoader again = application(classPath)) {
        IntUnaryOperator redeployed = scenario(again);
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
