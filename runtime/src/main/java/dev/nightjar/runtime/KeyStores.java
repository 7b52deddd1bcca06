package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.runtime.keys.FileKeyStore;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Opens key stores of the kinds that were found. */
final class KeyStores {
  private static final long FOLDER_BYTES = 16L << 30;

  private KeyStores() {}

  /**
   * The store of a runtime for which none was chosen: in a folder, if it has one, else in memory.
   *
   * @param bytes capacity; 16 GiB in a folder and an eighth of the heap in memory where it is not given
   * @param keyBytes most bytes of one key
   * @param uploadIdleTime what an upload may take
   */
  static KeyStore open(Optional<Path> folder, OptionalLong bytes, long keyBytes, Duration uploadIdleTime) {
    return folder.<KeyStore>map(path -> new FileKeyStore(path, bytes.orElse(FOLDER_BYTES), keyBytes, uploadIdleTime))
        .orElseGet(() -> new InMemoryKeyStore(bytes.orElse(HeapShares.ofThisJvm().storedKeys()), keyBytes,
            uploadIdleTime));
  }

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
