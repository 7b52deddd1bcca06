package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator of a server decides about one model: the optional file {@value #FILE} in its bundle
 * folder, in the format of Java properties, in UTF-8.
 *
 * @param engine name of the engine that computes this model; empty for the server's
 * @param defaultVersion which version those get who name none; empty for the newest
 */
record ModelSettings(Optional<String> engine, OptionalInt defaultVersion) {
  static final String FILE = "model.properties";
  static final ModelSettings NONE = new ModelSettings(Optional.empty(), OptionalInt.empty());

  private static final String ENGINE = "engine";
  private static final String DEFAULT_VERSION = "default-version";
  private static final Set<String> NAMES = Set.of(ENGINE, DEFAULT_VERSION);

  /** Reads the file's content; {@code INVALID_MODEL} for settings that there are not. */
  static ModelSettings parse(byte[] content) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, FILE + " cannot be read: " + e.getMessage(), e);
    }
    Set<String> names = properties.stringPropertyNames();
    if (!NAMES.containsAll(names)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          FILE + " has settings " + new TreeSet<>(names) + " where there are only " + new TreeSet<>(NAMES));
    }
    return new ModelSettings(Optional.ofNullable(properties.getProperty(ENGINE)).map(String::strip),
        version(properties.getProperty(DEFAULT_VERSION)));
  }

  private static OptionalInt version(String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!text.strip().matches("[1-9][0-9]{0,8}")) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, FILE + ": " + DEFAULT_VERSION
          + " is the number of a version, 1 to " + ServerBundle.MAX_VERSION);
    }
    return OptionalInt.of(Integer.parseInt(text.strip()));
  }

  /** The bundle with these settings. */
  ServerBundle applyTo(ServerBundle bundle) {
    return engine.map(bundle::withEngine).orElse(bundle);
  }
}
