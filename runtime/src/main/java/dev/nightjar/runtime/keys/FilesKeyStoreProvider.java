package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Key stores in folders, under the name {@code files}. */
public final class FilesKeyStoreProvider implements KeyStoreProvider {
  private static final String FOLDER = "folder";
  private static final long DEFAULT_CAPACITY_MIB = 16 << 10;

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting(FOLDER, "folder of the keys, for one server alone; made where there is none"),
        StoreSettings.capacity(DEFAULT_CAPACITY_MIB + " unless given"), StoreSettings.idle());
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public KeyStore create(Map<String, String> settings) {
    StoreSettings given = new StoreSettings(this, settings);
    String folder = settings.getOrDefault(FOLDER, "");
    if (folder.isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the key store 'files' needs the setting folder");
    }
    try {
      return new FileKeyStore(Path.of(folder), given.capacityBytes(DEFAULT_CAPACITY_MIB << 20), Integer.MAX_VALUE,
          Duration.ofSeconds(given.idleSeconds()));
    } catch (InvalidPathException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the setting folder of the key store 'files' is no path: "
          + e.getReason());
    }
  }
}
