package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import dev.nightjar.runtime.keys.MasterKeys;
import java.util.List;

/** The contract over a bucket of encrypted keys that two stores share. */
class EncryptedS3KeyStoreTest extends S3KeyStoreTest {
  private static final MasterKeys MASTERS = MasterKeys.of(List.of(bytes(MasterKeys.KEY_BYTES)));

  @Override
  protected int besideEachKey() {
    return 48;
  }

  @Override
  protected KeyStore replica() {
    return new EncryptedKeyStore(super.replica(), MASTERS);
  }
}
