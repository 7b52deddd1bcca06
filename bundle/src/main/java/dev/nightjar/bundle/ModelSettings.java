package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator of a server decides about one model: the optional file {@value #FILE} in its bundle
 * folder, in the format of Java properties, in UTF-8.
 *
 * @param engine name of the engine that computes this model; empty for the server's
 */
record ModelSettings(Optional<String> engine) {
  static final String FILE = "model.properties";

  private static final String ENGINE = "engine";

  /** Reads the file's content; {@code INVALID_MODEL} for settings that there are not. */
  static ModelSettings parse(byte[] content) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, FILE + " cannot be read: " + e.getMessage(), e);
    }
    Set<String> names = properties.stringPropertyNames();
    String engine = properties.getProperty(ENGINE);
    if (names.size() > (engine == null ? 0 : 1)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          FILE + " has settings " + new TreeSet<>(names) + " where there is only '" + ENGINE + "'");
    }
    return new ModelSettings(Optional.ofNullable(engine).map(String::strip));
  }

  /** The bundle with these settings. */
  ServerBundle applyTo(ServerBundle bundle) {
    return engine.map(bundle::withEngine).orElse(bundle);
  }
}
