package dev.nightjar.client.host;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyWrapping;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.SecretKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wrapping whose key lies in a key store of the JCA. A PKCS#12 store stands for a token here: with {@code
 * KeyStore.getInstance("PKCS11", provider)} the same code keeps the key in hardware.
 */
class KeyStoreWrappingTest {
  private static final Parameters SET = ParameterCatalogue.linear();
  private static final char[] PIN = "1234 5678".toCharArray();

  @TempDir Path folder;

  /** AES Key Wrap (RFC 3394) by a key that never leaves its store. */
  private static final class KeyStoreWrapping implements KeyWrapping {
    private final KeyStore store;
    private final String alias;

    KeyStoreWrapping(KeyStore store, String alias) {
      this.store = store;
      this.alias = alias;
    }

    @Override
    public String name() {
      return "key-store";
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
      try {
        return cipher(Cipher.WRAP_MODE).wrap(new SecretKeySpec(dataKey, "AES"));
      } catch (GeneralSecurityException e) {
        throw new NightjarException(ErrorCode.KEY_LOCKED, "the key store does not wrap with " + alias, e);
      }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
      try {
        return cipher(Cipher.UNWRAP_MODE).unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
      } catch (GeneralSecurityException e) {
        throw new NightjarException(ErrorCode.KEY_LOCKED, "the key store does not unwrap with " + alias, e);
      }
    }

    private Cipher cipher(int mode) throws GeneralSecurityException {
      Key wrappingKey = store.getKey(alias, PIN);
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(mode, wrappingKey);
      return cipher;
    }
  }

  private static KeyStore storeWith(String... aliases) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PIN);
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    for (String alias : aliases) {
      store.setEntry(alias, new KeyStore.SecretKeyEntry(generator.generateKey()),
          new KeyStore.PasswordProtection(PIN));
    }
    return store;
  }

  @Test
  void aKeyOfAKeyStoreKeepsASecretKeysFile() throws Exception {
    KeyStore store = storeWith("nightjar", "another");
    Path file = folder.resolve("secret.key");
    try (SecretKey key = SecretKey.generate(SET)) {
      SecretKeyFile.write(key, file, new KeyStoreWrapping(store, "nightjar"));
      try (SecretKey back = SecretKeyFile.read(file, SET, new KeyStoreWrapping(store, "nightjar"))) {
        assertThat(back.encode()).isEqualTo(key.encode());
      }
    }
    assertThat(SecretKeyFile.wrappedBy(file)).contains("key-store");
    assertRefused(ErrorCode.KEY_LOCKED, () ->
        SecretKeyFile.read(file, SET, new KeyStoreWrapping(store, "another")), "does not unwrap with another");
  }
}
