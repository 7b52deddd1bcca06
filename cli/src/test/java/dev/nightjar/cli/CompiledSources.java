package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Java files that the JDK's compiler has compiled, as a user would compile them, and that can be run. */
final class CompiledSources implements AutoCloseable {
  private final URLClassLoader loader;

  private CompiledSources(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Compiles, with every warning an error.
   *
   * @param sources files
   * @param classPath what they may use
   * @param classes an empty folder
   */
  static CompiledSources of(List<Path> sources, List<Path> classPath, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      boolean compiled = compiler.getTask(messages, files, null,
          List.of("--release", "17", "-proc:none", "-Xlint:all", "-Werror"), null,
          files.getJavaFileObjectsFromPaths(sources)).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    return new CompiledSources(new URLClassLoader(new URL[] {classes.toUri().toURL()},
        CompiledSources.class.getClassLoader()));
  }

  /** Everything that the tests of this module see. */
  static List<Path> wholeClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(Path::of).toList();
  }

  Class<?> load(String name) throws ClassNotFoundException {
    return loader.loadClass(name);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
