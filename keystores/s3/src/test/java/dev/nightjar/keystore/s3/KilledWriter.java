package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import dev.nightjar.runtime.keys.MasterKeys;
import dev.nightjar.api.keys.UploadPace;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;

/** A process that stores keys in a bucket, deletes each fourth again and says what it did, until it is killed. */
public final class KilledWriter {
  static final String PREFIX = "killed/";
  private static final int LENGTH = 60_000;
  private static final int PART = 16_384;

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

  /** Works in the bucket at the service that the first argument names; the second says whether keys are encrypted. */
  public static void main(String[] arguments) {
    Bucket bucket = BucketServer.bucket(new BucketAddress(URI.create(arguments[0]), BucketServer.BUCKET, true, PREFIX,
        "us-east-1"));
    StoreLimits limits = new StoreLimits(1L << 40, 1 << 20, UploadPace.of(Duration.ofMinutes(10)),
        StoreLimits.FRESHNESS, StoreLimits.FRESHNESS);
    try (KeyStore store = over(new S3KeyStore(bucket, limits, InstantSource.system(), new SecureRandom()::nextLong),
        Boolean.parseBoolean(arguments[1]))) {
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
