package dev.nightjar.runtime.keys;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a folder that two instances share, as two replicas would. */
class FolderKeyStoreTest extends KeyStoreContract {
  private final Object lock = new Object();
  private final SplittableRandom random = new SplittableRandom(3);

  @TempDir
  private Path folder;

  @Override
  protected KeyStore open() {
    return new FolderKeyStore(folder, CAPACITY, () -> now, random::nextLong, lock);
  }

  @Override
  protected KeyStore replica() {
    return open();
  }
}
