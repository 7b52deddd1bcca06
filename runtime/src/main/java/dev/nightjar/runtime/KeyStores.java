package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.extensions.PluginLoader;
import java.util.List;

/** Opens key stores of the kinds that were found. */
final class KeyStores {
  private KeyStores() {}

  /**
   * An open store, which the caller closes.
   *
   * @param text name of a kind, and settings, see {@link ExtensionChoice}
   * @throws NightjarException {@code INVALID_NAME} with what there is, when there is no such kind or setting;
   *     {@code UNAVAILABLE} when this kind cannot be had here
   */
  static KeyStore open(String text, PluginLoader extensions) {
    List<KeyStoreProvider> found = extensions.keyStoreProviders();
    String name = ExtensionChoice.nameIn(text);
    KeyStoreProvider provider = found.stream().filter(p -> p.name().equals(name)).findFirst()
        .orElseThrow(() -> refused(name, ": there is no key store of this name; there are "
            + found.stream().map(KeyStoreProvider::name).sorted().toList()));
    ExtensionChoice choice =
        ExtensionChoice.of(text, provider.settings(), reason -> refused(text, ": " + reason));
    Setting.refusal("setting", provider.settings(), choice.settings()).ifPresent(reason -> {
      throw refused(name, " " + reason);
    });
    provider.obstacle().ifPresent(obstacle -> {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "key store '" + name + "': " + obstacle);
    });
    return provider.create(choice.settings());
  }

  private static NightjarException refused(String subject, String reason) {
    return new NightjarException(ErrorCode.INVALID_NAME, "key store '" + subject + "'" + reason);
  }
}
