package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.extensions.PluginLoader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoreSpecTest {
  @Test
  void aNameComesWithSettings() {
    assertThat(KeyStoreSpec.of("memory")).isEqualTo(new KeyStoreSpec("memory", Map.of()));
    assertThat(KeyStoreSpec.of("files:folder=keys:quota=7"))
        .isEqualTo(new KeyStoreSpec("files", Map.of("folder", "keys", "quota", "7")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory:", "memory:x", "memory:=3", "memory:x=", "memory:x=1:x=2"})
  void aSettingThatIsNotNameAndValueIsRefused(String text) {
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> KeyStoreSpec.of(text))).contains("NAME=VALUE");
  }

  @Test
  void theStoreInMemoryIsFoundAsAnExtension() {
    try (PluginLoader loader = PluginLoader.classPath();
        KeyStore store = KeyStoreSpec.of("memory:capacity-mib=3:upload-idle-seconds=9").open(loader)) {
      assertThat(store.capacityBytes()).isEqualTo(3L << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({"nothing, there are [memory]", "memory:colour=red, it has [capacity-mib",
      "memory:capacity-mib=0, 1 to 1073741824", "memory:upload-idle-seconds=soon, 1 to 604800"})
  void whatThereIsNotIsRefusedWithWhatThereIs(String text, String words) {
    try (PluginLoader loader = PluginLoader.classPath()) {
      assertThat(refusal(ErrorCode.INVALID_NAME, () -> KeyStoreSpec.of(text).open(loader))).contains(words);
    }
  }
}
