package dev.nightjar.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the parts of an inference took once, handed to commands as what this machine takes: measuring that takes seconds
 * for each kind and parameter set, and minutes while other tests are busy. What is not recorded is measured, as all is
 * in sweeps.
 */
final class RecordedCosts {
  private static final Path OF_THE_BUILD = Path.of("target").toAbsolutePath();

  private RecordedCosts() {
  }

  /** Writes them where commands look; not so outside of the build, where that place is the user's. */
  static void keep() {
    Path file = LocalCosts.file().toAbsolutePath();
    if (!file.startsWith(OF_THE_BUILD) || !System.getProperty("nightjar.test.sets", "few").equals("few")) {
      return;
    }
    try (InputStream recorded = RecordedCosts.class.getResourceAsStream("/costs.properties")) {
      Files.createDirectories(file.getParent());
      Files.copy(recorded, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
