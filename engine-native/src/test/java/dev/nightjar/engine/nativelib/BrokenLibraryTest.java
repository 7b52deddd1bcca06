package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever the library is, the JVM that is to load it lives, says why not, and computes with the other engine.
 */
class BrokenLibraryTest {
  @TempDir
  private Path folder;

  private static void fallsBack(String output, String reason) {
    assertThat(output).contains("native cannot run: ").containsPattern("native cannot run: .*" + reason)
        .contains("java can run: ").contains("java computed 2");
  }

  private static String named(Path library) {
    return "-Dnightjar.native.library=" + library;
  }

  @ParameterizedTest
  @CsvSource({
      "aborts_at_load, ended a probe process with abort",
      "aborts_when_used, ended a probe process with abort",
      "other_abi, has ABI version 999 where this engine needs 2",
      "other_cpu, was built for CPU marvel and this one lacks avx99",
      "unrelated, is not one of engine-native"})
  void aLibraryThatIsNotOursOrAbortsIsRefused(String name, String reason) throws Exception {
    fallsBack(ChildJvm.run(ChildJvm.classPath(), named(RustLibrary.compile(name))), reason);
  }

  @Test
  void aFileThatIsNoLibraryIsRefused() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "not a library");
    fallsBack(ChildJvm.run(ChildJvm.classPath(), named(garbage)), "cannot be loaded \\(.*garbage.so");
    fallsBack(ChildJvm.run(ChildJvm.classPath(), named(garbage), "-Dnightjar.native.probe=false"),
        "cannot be loaded \\(.*garbage.so");
  }

  @Test
  void aPathWithoutAFileIsRefused() throws Exception {
    fallsBack(ChildJvm.run(ChildJvm.classPath(), named(folder.resolve("missing.so"))), "there is no file .*missing.so");
  }

  @Test
  void aHalfCopiedLibraryIsRefused() throws Exception {
    NativeTests.provider();
    byte[] whole = Files.readAllBytes(BuiltLibrary.path());
    Path half = Files.write(folder.resolve("half.so"), Arrays.copyOf(whole, whole.length / 2));
    fallsBack(ChildJvm.run(ChildJvm.classPath(), named(half)), "");
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsNamedWithTheRemedy() throws Exception {
    NativeTests.provider();
    Path file = Files.createFile(folder.resolve("file"));
    fallsBack(ChildJvm.run(ChildJvm.classPath(), "-Djna.tmpdir=" + file.resolve("below")), "-Djna.tmpdir=FOLDER");
  }

  @Test
  void forbiddenNativeAccessIsNamedWithTheRemedy() throws Exception {
    assumeTrue(Runtime.version().feature() >= 24, "native access can be denied since JDK 24");
    NativeTests.provider();
    fallsBack(ChildJvm.run(ChildJvm.classPath(), "--illegal-native-access=deny"), "--enable-native-access=ALL-UNNAMED");
    assertThat(ChildJvm.run(ChildJvm.classPath(), "--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"))
        .contains("native computed 2");
  }

  @Test
  void aLibraryThatIsNamedIsUsed() throws Exception {
    NativeTests.provider();
    Path copy = Files.copy(BuiltLibrary.path(), folder.resolve("own.so"));
    assertThat(ChildJvm.run(ChildJvm.classPath(), named(copy))).contains("library from " + copy, "native computed 2");
  }
}
