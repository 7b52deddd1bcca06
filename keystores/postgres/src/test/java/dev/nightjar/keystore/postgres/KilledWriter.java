package dev.nightjar.keystore.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import dev.nightjar.runtime.keys.MasterKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A process that stores keys in a database, deletes each fourth again and says what it did, until it is killed. */
public final class KilledWriter {
  static final int LENGTH = 300_000;
  static final int PART = 65_536;

  private KilledWriter() {
  }

  /** The bytes that the key of a uid has. */
  static byte[] key(Uid uid) {
    byte[] key = new byte[LENGTH];
    new SplittableRandom(uid.value()).nextBytes(key);
    return key;
  }

  /** The store, or one that encrypts what is stored in it. */
  static KeyStore over(KeyStore store, boolean encrypted) {
    return encrypted ? new EncryptedKeyStore(store, MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES]))) : store;
  }

  /**
   * Works in the schema of the second argument, of the database that the first one names; the third says whether keys
   * are encrypted.
   */
  public static void main(String[] arguments) {
    try (HikariDataSource pool = ConnectionPool.open(new PostgresSettings(Map.of("url", arguments[0], "user",
        "postgres", "connections", "2"), Map.of()));
        KeyStore store = over(new PostgresKeyStore(pool, arguments[1], 1L << 40, Duration.ofMinutes(10)),
            Boolean.parseBoolean(arguments[2]))) {
      for (int i = 0; ; i++) {
        Uid uid = store.begin(new NewKey(LENGTH, PART, KeyOwner.ANYBODY));
        byte[] key = key(uid);
        // The last part first: nothing may depend on the order.
        for (int at = (LENGTH - 1) / PART * PART; at >= 0; at -= PART) {
          store.put(uid, at, ByteBuffer.wrap(key, at, Math.min(PART, LENGTH - at)));
        }
        System.out.println("committing " + uid);
        store.commit(uid);
        System.out.println("committed " + uid);
        if (i % 4 == 3) {
          System.out.println("deleting " + uid);
          store.delete(uid);
          System.out.println("deleted " + uid);
        }
      }
    }
  }
}
