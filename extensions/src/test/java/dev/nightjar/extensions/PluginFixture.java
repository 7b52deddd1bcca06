package dev.nightjar.extensions;

import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of plugins, and what makes jars for it. */
abstract class PluginFixture {
  /** An empty key store with room for 1000 bytes, which is all that the example plugin asks it. */
  private static final KeyStore EMPTY_STORE = (KeyStore) Proxy.newProxyInstance(KeyStore.class.getClassLoader(),
      new Class<?>[] {KeyStore.class}, (store, method, arguments) -> switch (method.getName()) {
        case "capacityBytes" -> 1000L;
        case "usedBytes" -> 0L;
        default -> throw new UnsupportedOperationException(method.getName());
      });

  static final EndpointContext CONTEXT = new EndpointContext() {
    @Override
    public Set<String> models() {
      return Set.of("credit");
    }

    @Override
    public KeyStore keys(Caller caller) {
      return EMPTY_STORE;
    }

    @Override
    public EndpointResponse.Bytes infer(Caller caller, Optional<String> model, Optional<Uid> uid,
        byte[] query) {
      throw new UnsupportedOperationException();
    }
  };

  @TempDir
  Path temp;

  Path folder;
  PluginJars jars;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("plugins"));
    jars = new PluginJars(temp);
  }

  PluginLoader load() {
    return PluginLoader.load(Optional.of(folder), Set.of("inference"));
  }
}
