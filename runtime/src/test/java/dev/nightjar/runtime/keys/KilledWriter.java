package dev.nightjar.runtime.keys;

import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A process that stores keys in a folder, deletes each fourth again and says what it did, until it is killed. */
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

  static KeyStore open(Path folder, boolean shared, boolean encrypted) {
    KeyStore store = shared ? new SharedFolderKeyStore(folder, 1L << 40, 1 << 20, Duration.ofMinutes(10))
        : new FileKeyStore(folder, 1L << 40, 1 << 20, Duration.ofMinutes(10));
    return encrypted ? new EncryptedKeyStore(store, MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES]))) : store;
  }

  /** Works in the folder of the first argument; the others say whether it is shared, and whether keys are encrypted. */
  public static void main(String[] arguments) {
    try (KeyStore store = open(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1]),
        Boolean.parseBoolean(arguments[2]))) {
      for (int i = 0; ; i++) {
        Uid uid = store.begin(new NewKey(LENGTH, PART, KeyOwner.ANYBODY));
        byte[] key = key(uid);
        for (int at = 0; at < LENGTH; at += PART) {
          store.put(uid, at, ByteBuffer.wrap(key, at, Math.min(PART, LENGTH - at)));
        }
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
