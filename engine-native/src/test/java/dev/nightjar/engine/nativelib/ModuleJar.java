package dev.nightjar.engine.nativelib;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** This run's class path with the module's classes in a jar, as applications have them. */
final class ModuleJar {
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

  private ModuleJar() {}

  /** With everything in the jar. */
  static List<Path> classPath(Path folder) throws IOException {
    return classPath(folder, entry -> true);
  }

  /** With the entries that a condition on their names lets through. */
  static List<Path> classPath(Path folder, Predicate<String> keep) throws IOException {
    Path jar = folder.resolve("nightjar-engine-native.jar");
    try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file);
        var files = Files.walk(CLASSES)) {
      for (Path entry : files.filter(Files::isRegularFile).toList()) {
        String name = CLASSES.relativize(entry).toString().replace(File.separatorChar, '/');
        if (keep.test(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(entry, out);
        }
      }
    }
    List<Path> entries = new ArrayList<>(List.of(jar));
    for (String entry : ChildJvm.classPath().split(File.pathSeparator)) {
      if (!Path.of(entry).toAbsolutePath().equals(CLASSES)) {
        entries.add(Path.of(entry));
      }
    }
    return entries;
  }

  static String join(List<Path> classPath) {
    return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
  }
}
