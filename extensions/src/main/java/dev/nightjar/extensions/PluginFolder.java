package dev.nightjar.extensions;

import static dev.nightjar.extensions.ExtensionRules.refused;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jars of a folder, and what else lies there. Not thread-safe. */
final class PluginFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

  private final List<String> notes = new ArrayList<>();

  /**
   * The jars, in the order of their names.
   *
   * @throws NightjarException {@code INVALID_MODEL} when the folder itself cannot be read
   */
  List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw refused("the plugin folder " + folder + " is not there: make it, or name another");
    }
    try (Stream<Path> paths = Files.list(folder)) {
      Path root = folder.toRealPath();
      return paths.sorted().filter(file -> isJarOf(root, file)).toList();
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the plugin folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean isJarOf(Path root, Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(".jar")) {
      note(name + " is ignored: it is not a .jar"
          + (name.endsWith(".part") ? ", but one that is still copied" : ""));
      return false;
    }
    try {
      if (!file.toRealPath().startsWith(root)) {
        note(name + " is ignored: it is a link that leaves the plugin folder");
        return false;
      }
    } catch (IOException e) {
      note(name + " is ignored: it is a link to nothing");
      return false;
    }
    return true;
  }

  private void note(String text) {
    String note = PrintableText.of(text);
    LOG.info("plugin folder: {}", note);
    notes.add(note);
  }

  /** Files that were passed over, and why. */
  List<String> notes() {
    return List.copyOf(notes);
  }
}
