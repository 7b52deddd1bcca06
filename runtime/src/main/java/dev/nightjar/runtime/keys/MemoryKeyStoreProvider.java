package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Key stores on the heap, under the name {@code memory}. */
public final class MemoryKeyStoreProvider implements KeyStoreProvider {
  private static final String CAPACITY = "capacity-mib";
  private static final String IDLE = "upload-idle-seconds";
  private static final int MAX_CAPACITY_MIB = 1 << 30;
  private static final int MAX_IDLE_SECONDS = 7 * 24 * 3600;

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting(CAPACITY, "MiB that all keys may take; a quarter of the heap unless given"),
        new Setting(IDLE,
            "seconds that an upload may take, and one more for each 8 KiB that arrived; 600 unless given"));
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public KeyStore create(Map<String, String> settings) {
    Setting.refusal("setting", settings(), settings).ifPresent(reason -> {
      throw new NightjarException(ErrorCode.INVALID_NAME, "key store 'memory' " + reason);
    });
    long bytes = settings.containsKey(CAPACITY) ? number(settings, CAPACITY, MAX_CAPACITY_MIB) << 20
        : Runtime.getRuntime().maxMemory() / 4;
    long idle = settings.containsKey(IDLE) ? number(settings, IDLE, MAX_IDLE_SECONDS) : 600;
    return new InMemoryKeyStore(bytes, Integer.MAX_VALUE, Duration.ofSeconds(idle));
  }

  private static long number(Map<String, String> settings, String name, int max) {
    String text = settings.get(name);
    long value = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
    if (value < 1 || value > max) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "the setting " + name + " of the key store 'memory' is 1 to " + max + ", not " + text);
    }
    return value;
  }
}
