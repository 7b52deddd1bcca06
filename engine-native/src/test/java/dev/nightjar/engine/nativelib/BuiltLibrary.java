package dev.nightjar.engine.nativelib;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The library that this build made. */
final class BuiltLibrary {
  private BuiltLibrary() {}

  /** Its file. */
  static Path path() {
    try (var files = Files.walk(Path.of("native", "target", "native-library"))) {
      return files.filter(f -> f.getFileName().toString().equals(System.mapLibraryName("nightjar_native")))
          .findFirst().orElseThrow().toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
