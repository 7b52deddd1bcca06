package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The Java files of a project below {@code examples}. */
public final class ExampleSources {
  private ExampleSources() {
  }

  /** A project's folder. */
  public static Path project(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("examples"))) {
      root = root.getParent();
    }
    return root.resolve("examples").resolve(name);
  }

  /** What stands between these comments is there for Nightjar alone. */
  private static final String REGION = "// region Nightjar";
  private static final String END = "// endregion";

  private static List<Path> of(Path project) throws IOException {
    try (Stream<Path> files = Files.walk(project.resolve("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** Compiles them as a user would, with every warning an error, but for annotations that jars of others lack. */
  public static void compile(Path project, List<Path> classPath, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      boolean compiled = compiler.getTask(messages, files, null,
          List.of("--release", "17", "-proc:none", "-Xlint:all,-processing,-classfile", "-Werror"), null,
          files.getJavaFileObjectsFromPaths(of(project))).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  /**
   * A copy of the files as they would be without Nightjar: without the regions that are marked as its own, and without
   * imports of it.
   */
  static void withoutNightjar(Path project, Path copy) throws IOException {
    Path sources = project.resolve("src/main/java");
    for (Path file : of(project)) {
      Path place = copy.resolve("src/main/java").resolve(sources.relativize(file));
      Files.createDirectories(place.getParent());
      List<String> lines = Files.readAllLines(file);
      Files.write(place, IntStream.range(0, lines.size()).filter(i -> !own(lines, i)).mapToObj(lines::get)
          .filter(line -> !line.startsWith("import dev.nightjar.")).toList());
    }
  }

  /** Whether a line stands in a region of Nightjar's. */
  private static boolean own(List<String> lines, int line) {
    List<String> before = lines.subList(0, line).stream().map(String::strip).toList();
    return before.lastIndexOf(REGION) > before.lastIndexOf(END);
  }

  /** The lines of code that are there for Nightjar alone. */
  static long ownLines(Path project) throws IOException {
    long own = 0;
    for (Path file : of(project)) {
      List<String> lines = Files.readAllLines(file);
      own += IntStream.range(0, lines.size()).filter(i -> own(lines, i) && code(lines.get(i))).count();
    }
    return own;
  }

  /** Lines of code: without comments, imports, and lines that hold nothing but a brace. */
  static long lines(Path project) throws IOException {
    long lines = 0;
    for (Path file : of(project)) {
      lines += Files.readAllLines(file).stream().filter(ExampleSources::code).count();
    }
    return lines;
  }

  private static boolean code(String line) {
    return !line.strip().matches("|[{}]|(import|package) .*|(/\\*|\\*|//|@Override).*");
  }
}
