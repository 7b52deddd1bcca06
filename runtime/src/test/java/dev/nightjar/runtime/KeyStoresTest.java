package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.extensions.PluginLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void theStoreInAFolderIsFoundAsAnExtension(@TempDir Path folder) {
    try (PluginLoader loader = PluginLoader.classPath();
        KeyStore store = KeyStores.open("files:folder=" + folder + ":capacity-mib=5", loader)) {
      assertThat(store.capacityBytes()).isEqualTo(5L << 20);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderMayBeSharedAndMayHaveAColonInItsName(@TempDir Path folder) {
    try (PluginLoader loader = PluginLoader.classPath();
        KeyStore one = KeyStores.open("files:folder=" + folder + "/a:b:shared=true", loader);
        KeyStore other = KeyStores.open("files:folder=" + folder + "/a::b:true", loader)) {
      Uid uid = one.begin(NewKey.of(10));
      other.put(uid, 0, ByteBuffer.allocate(10));
      one.commit(uid);
      assertThat(folder.resolve("a:b").resolve(uid + ".key").resolve("0.0")).exists();
    }
  }

  @Test
  void aRuntimeWithAFolderKeepsItsKeysThere(@TempDir Path folder) {
    Path keys = folder.resolve("a").resolve("keys");
    try (KeyStore store = KeyStores.open(Optional.of(keys), OptionalLong.empty(), 1 << 20, Duration.ofMinutes(1))) {
      Uid uid = store.begin(NewKey.of(10));
      store.put(uid, 0, ByteBuffer.allocate(10));
      store.commit(uid);
      assertThat(keys.resolve(uid + ".key")).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({"nothing, there are [files, memory]",
      "memory:colour=red, has no setting 'colour'; it has capacity-mib=VALUE",
      "memory:, write NAME=VALUE", "memory:x=, is given once",
      "memory:capacity-mib=0, 1 to 1073741824", "memory:upload-idle-seconds=soon, 1 to 604800",
      "files, needs the setting folder",
      "files:folder=x:capacity-mib=0, 1 to 1073741824", "files:folder=x:shared=maybe, shared=true|false",
      "files:folder=x:colour=red, has no setting 'colour'"})
  void whatThereIsNotIsRefusedWithWhatThereIs(String text, String words) {
    try (PluginLoader loader = PluginLoader.classPath()) {
      assertThat(refusal(ErrorCode.INVALID_NAME, () -> KeyStores.open(text, loader))).contains(words);
    }
  }
}
