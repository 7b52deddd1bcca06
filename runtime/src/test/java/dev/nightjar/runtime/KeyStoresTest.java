package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.extensions.PluginLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyStoresTest {
  @Test
  void theStoreInMemoryIsFoundAsAnExtension() {
    try (PluginLoader loader = PluginLoader.classPath();
        KeyStore store = KeyStores.open("memory:capacity-mib=3:upload-idle-seconds=9", loader)) {
      assertThat(store.capacityBytes()).isEqualTo(3L << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({"nothing, there are [memory]", "memory:colour=red, has no setting 'colour'; it has capacity-mib=VALUE",
      "memory:, write NAME=VALUE", "memory:x=, is given once",
      "memory:capacity-mib=0, 1 to 1073741824", "memory:upload-idle-seconds=soon, 1 to 604800"})
  void whatThereIsNotIsRefusedWithWhatThereIs(String text, String words) {
    try (PluginLoader loader = PluginLoader.classPath()) {
      assertThat(refusal(ErrorCode.INVALID_NAME, () -> KeyStores.open(text, loader))).contains(words);
    }
  }
}
