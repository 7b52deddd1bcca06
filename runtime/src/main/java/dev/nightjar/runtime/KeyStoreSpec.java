package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.extensions.PluginLoader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kind of key store and its settings, as users write them: {@code NAME}, or {@code NAME:SETTING=VALUE} with more
 * settings after further colons.
 *
 * @param name of the kind
 * @param settings by name
 */
record KeyStoreSpec(String name, Map<String, String> settings) {
  KeyStoreSpec {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** Reads a text; {@code INVALID_NAME} when a setting is not {@code NAME=VALUE} or is given twice. */
  static KeyStoreSpec of(String text) {
    String[] parts = text.split(":", -1);
    Map<String, String> settings = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1 || equals == parts[i].length() - 1
          || settings.put(parts[i].substring(0, equals), parts[i].substring(equals + 1)) != null) {
        throw refused(text, "each setting is NAME=VALUE and is given once");
      }
    }
    return new KeyStoreSpec(parts[0], settings);
  }

  /** Opens a store of this kind, of those that were found. */
  KeyStore open(PluginLoader extensions) {
    List<KeyStoreProvider> found = extensions.keyStoreProviders();
    KeyStoreProvider provider = found.stream().filter(p -> p.name().equals(name)).findFirst()
        .orElseThrow(() -> refused(name, "there is no key store of this name; there are "
            + found.stream().map(KeyStoreProvider::name).sorted().toList()));
    settings.keySet().stream().filter(s -> !provider.settings().containsKey(s)).findFirst().ifPresent(unknown -> {
      throw refused(name, "it has no setting '" + unknown + "'; it has " + new TreeMap<>(provider.settings()).keySet());
    });
    provider.obstacle().ifPresent(obstacle -> {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "key store '" + name + "': " + obstacle);
    });
    return provider.create(settings);
  }

  private static NightjarException refused(String text, String reason) {
    return new NightjarException(ErrorCode.INVALID_NAME, "key store '" + text + "': " + reason);
  }
}
