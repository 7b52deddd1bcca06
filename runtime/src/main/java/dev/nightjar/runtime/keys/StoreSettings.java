package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.util.Map;

/** The settings that the key stores of one process share. */
final class StoreSettings {
  private static final String CAPACITY = "capacity-mib";
  private static final String IDLE = "upload-idle-seconds";
  private static final int MAX_CAPACITY_MIB = 1 << 30;
  private static final int MAX_IDLE_SECONDS = 7 * 24 * 3600;
  private static final int DEFAULT_IDLE_SECONDS = 600;

  private final String store;
  private final Map<String, String> settings;

  /**
   * The settings of a store.
   *
   * @throws NightjarException {@code INVALID_NAME} when the provider does not have one of them
   */
  StoreSettings(KeyStoreProvider provider, Map<String, String> settings) {
    this.store = provider.name();
    this.settings = settings;
    Setting.refusal("setting", provider.settings(), settings).ifPresent(reason -> {
      throw new NightjarException(ErrorCode.INVALID_NAME, "key store '" + store + "' " + reason);
    });
  }

  static Setting capacity(String byDefault) {
    return new Setting(CAPACITY, "MiB that all keys may take; " + byDefault);
  }

  static Setting idle() {
    return new Setting(IDLE, "seconds that an upload may take, and one more for each 8 KiB that arrived; "
        + DEFAULT_IDLE_SECONDS + " unless given");
  }

  long capacityBytes(long byDefault) {
    return settings.containsKey(CAPACITY) ? number(CAPACITY, MAX_CAPACITY_MIB) << 20 : byDefault;
  }

  long idleSeconds() {
    return settings.containsKey(IDLE) ? number(IDLE, MAX_IDLE_SECONDS) : DEFAULT_IDLE_SECONDS;
  }

  private long number(String name, int max) {
    String text = settings.get(name);
    long value = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
    if (value < 1 || value > max) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "the setting " + name + " of the key store '" + store + "' is 1 to " + max + ", not " + text);
    }
    return value;
  }
}
