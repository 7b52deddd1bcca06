package dev.nightjar.runtime.keys;

import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Key stores on the heap, under the name {@code memory}. */
public final class MemoryKeyStoreProvider implements KeyStoreProvider {
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
    return List.of(StoreSettings.capacity("an eighth of the heap unless given"), StoreSettings.idle());
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public KeyStore create(Map<String, String> settings) {
    StoreSettings given = new StoreSettings(this, settings);
    return new InMemoryKeyStore(given.capacityBytes(Runtime.getRuntime().maxMemory() / 8), Integer.MAX_VALUE,
        Duration.ofSeconds(given.idleSeconds()));
  }
}
