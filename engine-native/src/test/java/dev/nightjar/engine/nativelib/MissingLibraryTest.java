package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build without Rust succeeds, and its engine says what was missing. */
class MissingLibraryTest {
  private static final String PACKAGE = "dev/nightjar/engine/nativelib/";

  @TempDir
  private Path folder;

  private static boolean isClassOrService(String entry) {
    return entry.endsWith(".class") || entry.startsWith("META-INF/");
  }

  /** A folder with what every system has, and no cargo. */
  private Path toolsWithoutCargo() throws IOException {
    Path tools = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("bash", "dirname", "mkdir", "sed")) {
      for (String place : System.getenv("PATH").split(":")) {
        if (Files.isExecutable(Path.of(place, tool)) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), Path.of(place, tool));
        }
      }
    }
    return tools;
  }

  /** Runs the build script where this is all that is on the path, and returns what it printed. */
  private String build(Path output, String path, String skip) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/env", "bash", Path.of("native", "build.sh").toString(),
        "build", output.toString(), folder.resolve("cargo").toString(), "portable", skip).redirectErrorStream(true);
    builder.environment().putAll(Map.of("PATH", path, "HOME", folder.toString()));
    builder.environment().keySet().removeAll(List.of("CARGO_HOME", "CARGO_TARGET_DIR"));
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  @Test
  void withoutCargoTheReasonGoesIntoTheJarAndToTheUser() throws Exception {
    Path output = folder.resolve("resources");
    assertThat(build(output, toolsWithoutCargo().toString(), "false")).hasLineCount(1)
        .startsWith("nightjar-engine-native: built without its native library: there is no cargo; install Rust");
    List<Path> classPath = new ArrayList<>(ModuleJar.classPath(folder, MissingLibraryTest::isClassOrService));
    classPath.add(output);
    assertThat(ChildJvm.run(ModuleJar.join(classPath)))
        .containsPattern("native cannot run: this jar was built without a native library: there is no cargo; .*rustup")
        .contains("java computed 2");
  }

  @Test
  void aSkippedBuildSaysSo() throws Exception {
    Path output = folder.resolve("resources");
    assertThat(build(output, System.getenv("PATH"), "true")).contains("nightjar.native.skip was set");
    assertThat(output.resolve(PACKAGE + "build.properties")).hasContent("reason=nightjar.native.skip was set");
  }

  @Test
  void aJarOfAnotherPlatformSaysWhichLibraryItLacks() throws Exception {
    List<Path> classPath = ModuleJar.classPath(folder, MissingLibraryTest::isClassOrService);
    assertThat(Files.isRegularFile(classPath.get(0))).isTrue();
    assertThat(ChildJvm.run(ModuleJar.join(classPath)))
        .containsPattern("native cannot run: this jar has no native library for [a-z0-9-]+: build engine-native")
        .contains("java computed 2");
  }
}
