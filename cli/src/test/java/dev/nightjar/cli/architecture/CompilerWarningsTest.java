package dev.nightjar.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java engine compiles with one warning: that the Vector API is an incubating module. JDK 17 has no option against
 * that one, so the build cannot use {@code -Werror} there as it does in all other modules.
 */
class CompilerWarningsTest {
  private static final String INCUBATING = "compiler.warn.incubating.modules";

  @TempDir
  private Path classes;

  @Test
  void theJavaEngineCompilesWithNoWarningButThatOfTheIncubatingVectorApi() throws IOException {
    requireIncubatingAlone(warnings(sources("main"), "-Xdoclint:all,-missing"));
  }

  @Test
  void soDoItsTests() throws IOException {
    requireIncubatingAlone(warnings(sources("test"), "-Xdoclint:none"));
  }

  private static void requireIncubatingAlone(List<Diagnostic<? extends JavaFileObject>> said) {
    assertThat(said).extracting(Diagnostic::getCode).contains(INCUBATING);
    assertThat(said).filteredOn(diagnostic -> !diagnostic.getCode().equals(INCUBATING)).isEmpty();
  }

  private List<Diagnostic<? extends JavaFileObject>> warnings(List<Path> sources, String doclint) throws IOException {
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options = List.of("--release", "17", "--add-modules", "jdk.incubator.vector", "-proc:none",
          "-Xlint:all,-try", doclint, "-Xmaxwarns", "1000", "-d", classes.toString(),
          "-cp", System.getProperty("java.class.path"));
      compiler.getTask(null, files, said, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
    }
    return said.getDiagnostics();
  }

  /** Sources without the module descriptor: main code and tests are in the unnamed module here. */
  private static List<Path> sources(String of) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "engine-java", "src", of))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java")).toList();
      assertThat(found).hasSizeGreaterThan(10);
      return found;
    }
  }
}
