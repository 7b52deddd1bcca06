package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.EngineSetting;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An engine and its settings, as users write them: {@code NAME}, or {@code NAME:SETTING=VALUE}, with more settings
 * after further colons, e.g. {@code java:kernel=plain}. Where only one of the engine's settings can have a value, its
 * name may be left out: {@code java:plain}.
 *
 * @param name of the engine
 * @param settings by name
 */
public record EngineSpec(String name, Map<String, String> settings) {
  private static final String SEPARATOR = ":";

  public EngineSpec {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** The name in a text, with which its provider is found. */
  static String nameIn(String text) {
    return text.split(SEPARATOR, 2)[0];
  }

  /** Whether a text gives settings, too. */
  static boolean hasSettings(String text) {
    return text.contains(SEPARATOR);
  }

  /** Reads a text; {@code ENGINE_UNAVAILABLE} when it names a setting twice or one that the engine does not have. */
  static EngineSpec of(String text, EngineProvider provider) {
    String[] parts = text.split(SEPARATOR, -1);
    Map<String, String> settings = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? settingWith(parts[i], text, provider) : parts[i].substring(0, equals);
      String value = parts[i].substring(equals + 1);
      if (name.isBlank() || value.isBlank() || settings.put(name, value) != null) {
        throw refused(text, "each setting is NAME=VALUE and is given once");
      }
    }
    return new EngineSpec(parts[0], settings);
  }

  /** The only setting that can have this value. */
  private static String settingWith(String value, String text, EngineProvider provider) {
    List<String> known = provider.settings().stream()
        .filter(setting -> setting.values().contains(value)).map(EngineSetting::name).toList();
    if (known.size() != 1) {
      throw refused(text, "no setting, or more than one, can be '" + value + "'; there "
          + (provider.settings().isEmpty() ? "are none" : "is " + provider.settings()));
    }
    return known.get(0);
  }

  private static NightjarException refused(String text, String reason) {
    return new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "engine '" + text + "': " + reason);
  }
}
