package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever the library is, the JVM that is to load it lives, says why not, and takes the other engine. Where the
 * library is all that differs, that JVM is this one, with the engines in a class loader of their own for each library:
 * one that gets through ends the tests. {@link AutoFallbackTest} computes with the other engine in JVMs of their own.
 */
class BrokenLibraryTest {
  @TempDir
  private Path folder;

  private static void fallsBack(String choice, String reason) {
    assertThat(choice).containsPattern("native cannot run: .*" + reason).contains("java can run: ", "chosen: java");
  }

  /** What is chosen here with a library, loaded as if for the first time. */
  private static String chosenWith(Path library, Map<String, String> properties) throws Exception {
    Properties before = (Properties) System.getProperties().clone();
    System.setProperty(LibraryLoader.PATH_PROPERTY, library.toString());
    properties.forEach(System::setProperty);
    try (Application application = new Application()) {
      return (String) application.create(EngineChoice.class, Supplier.class).get();
    } finally {
      System.setProperties(before);
    }
  }

  private static String chosenWith(Path library) throws Exception {
    return chosenWith(library, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
      "aborts_at_load, ended a probe process with abort",
      "aborts_when_used, ended a probe process with abort",
      "other_abi, has ABI version 999 where this engine needs 2",
      "other_cpu, was built for CPU marvel and this one lacks avx99",
      "unrelated, is not one of engine-native"})
  void aLibraryThatIsNotOursOrAbortsIsRefused(String name, String reason) throws Exception {
    fallsBack(chosenWith(RustLibrary.compile(name)), reason);
  }

  @Test
  void aFileThatIsNoLibraryIsRefused() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "not a library");
    fallsBack(chosenWith(garbage), "cannot be loaded \\(.*garbage.so");
    fallsBack(chosenWith(garbage, Map.of(NativeEngineProvider.PROBE_PROPERTY, "false")),
        "cannot be loaded \\(.*garbage.so");
  }

  @Test
  void aPathWithoutAFileIsRefused() throws Exception {
    fallsBack(chosenWith(folder.resolve("missing.so")), "there is no file .*missing.so");
  }

  @Test
  void aHalfCopiedLibraryIsRefused() throws Exception {
    NativeTests.provider();
    byte[] whole = Files.readAllBytes(BuiltLibrary.path());
    Path half = Files.write(folder.resolve("half.so"), Arrays.copyOf(whole, whole.length / 2));
    fallsBack(chosenWith(half), "");
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsNamedWithTheRemedy() throws Exception {
    NativeTests.provider();
    Path file = Files.createFile(folder.resolve("file"));
    String output = ChildJvm.run(ChildJvm.classPath(), "-Djna.tmpdir=" + file.resolve("below"));
    fallsBack(output, "-Djna.tmpdir=FOLDER");
    assertThat(output).contains("java computed 2");
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
    assertThat(ChildJvm.run(ChildJvm.classPath(), "-Dnightjar.native.library=" + copy))
        .contains("library from " + copy, "native computed 2");
  }
}
