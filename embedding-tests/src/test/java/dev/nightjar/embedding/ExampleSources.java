package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** Lines of code: without comments, imports, and lines that hold nothing but a brace. */
  static long lines(Path project) throws IOException {
    long lines = 0;
    for (Path file : of(project)) {
      lines += Files.readAllLines(file).stream().map(String::strip)
          .filter(line -> !line.matches("|[{}]|(import|package) .*|(/\\*|\\*|//|@Override).*")).count();
    }
    return lines;
  }
}
