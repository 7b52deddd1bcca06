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
  private static final String SHARED = "shared";
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
    return List.of(new Setting(FOLDER, "folder of the keys; made where there is none"),
        new Setting(SHARED, List.of("true", "false"), "whether several servers use the folder, also over a network;"
            + " false unless given"),
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
    long capacity = given.capacityBytes(DEFAULT_CAPACITY_MIB << 20);
    Duration patience = Duration.ofSeconds(given.idleSeconds());
    try {
      return Boolean.parseBoolean(settings.get(SHARED))
          ? new SharedFolderKeyStore(Path.of(folder), capacity, Integer.MAX_VALUE, patience)
          : new FileKeyStore(Path.of(folder), capacity, Integer.MAX_VALUE, patience);
    } catch (InvalidPathException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the setting folder of the key store 'files' is no path: "
          + e.getReason());
    }
  }
}
