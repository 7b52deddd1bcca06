package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an engine is asked for at creation.
 *
 * @param threads worker threads, at least 1
 * @param settings values of the settings that its provider declares, by name; those that are not given have their
 *     defaults
 */
public record EngineOptions(int threads, Map<String, String> settings) {
  public EngineOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("an engine runs on 1 to 1024 threads, not " + threads);
    }
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    settings.forEach((name, value) -> {
      if (name.isBlank() || value == null || value.isBlank()) {
        throw new IllegalArgumentException("a setting has a name and a value, unlike '" + name + "=" + value + "'");
      }
    });
  }

  /** Options without settings. */
  public EngineOptions(int threads) {
    this(threads, Map.of());
  }

  /** One thread for each processor that this JVM sees, and no settings. */
  public static EngineOptions allProcessors() {
    return new EngineOptions(Runtime.getRuntime().availableProcessors());
  }

  /** These options, with some settings added or replaced. */
  public EngineOptions with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    return new EngineOptions(threads, all);
  }

  /** The value of a setting, if it is given. */
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /**
   * Checks the settings against those that a provider declares.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with the settings that there are, when it does not have one of
   *     these, or not with this value
   */
  public void requireKnown(EngineProvider provider) {
    if (!settings.isEmpty()) {
      Setting.refusal("setting", provider.settings(), settings).ifPresent(reason -> {
        throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "engine '" + provider.name() + "' " + reason);
      });
    }
  }
}
