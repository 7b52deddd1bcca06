package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where the project lies, for what ships with it: the demo's models and data. */
final class Home {
  /** Set by the launcher. */
  private static final String PROPERTY = "nightjar.home";

  private Home() {
  }

  /**
   * The folder of the demo's models and data.
   *
   * @throws NightjarException when it is not there, with the remedy
   */
  static Path models() {
    Path models = root().resolve("models");
    if (!Files.isRegularFile(models.resolve("README.md"))) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          models + " is missing; run the nightjar script of a complete checkout");
    }
    return models;
  }

  /** A folder below the project for what can be made again; a temporary one where it cannot be written. */
  static Path workFolder(String name) throws IOException {
    return workFolder(root(), name);
  }

  /** The same for a project that lies elsewhere. */
  static Path workFolder(Path root, String name) throws IOException {
    Path folder = root.resolve("target").resolve(name);
    try {
      Files.createDirectories(folder);
      if (Files.isWritable(folder)) {
        return folder;
      }
    } catch (IOException e) {
      // read-only: the temporary folder will do
    }
    return Files.createTempDirectory("nightjar-" + name);
  }

  /** The folder of this user for what can be measured again, as the system has it; nothing is made. */
  static Path cacheFolder() {
    return cacheFolder(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** The same for other variables of the environment. */
  static Path cacheFolder(Map<String, String> environment, Path userHome) {
    return ofUser(environment, "XDG_CACHE_HOME", userHome.resolve(".cache"));
  }

  /** The folder of this user for what must stay, as the system has it; nothing is made. */
  static Path dataFolder() {
    return dataFolder(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** The same for other variables of the environment. */
  static Path dataFolder(Map<String, String> environment, Path userHome) {
    return ofUser(environment, "XDG_DATA_HOME", userHome.resolve(".local/share"));
  }

  private static Path ofUser(Map<String, String> environment, String variable, Path otherwise) {
    String named = environment.getOrDefault(variable, environment.getOrDefault("LOCALAPPDATA", ""));
    return (named.isBlank() || !Path.of(named).isAbsolute() ? otherwise : Path.of(named)).resolve("nightjar");
  }

  private static Path root() {
    String named = System.getProperty(PROPERTY);
    Path folder = named != null ? Path.of(named) : Path.of("").toAbsolutePath();
    while (named == null && folder.getParent() != null
        && !Files.isRegularFile(folder.resolve("models/README.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
