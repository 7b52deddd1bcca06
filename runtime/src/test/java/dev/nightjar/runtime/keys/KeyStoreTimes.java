package dev.nightjar.runtime.keys;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures how fast a key is stored and read, with and without encryption at rest: on the heap, where nothing else
 * takes time, and in a folder. No test: run it on a machine that does nothing else, with a folder on the medium to be
 * measured as its argument.
 */
final class KeyStoreTimes {
  private static final int ROUNDS = 9;
  private static final int KEY_BYTES = 64 << 20;

  private KeyStoreTimes() {
  }

  /** The entry point. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "keys");
    MasterKeys masters = MasterKeys.of(List.of(new byte[MasterKeys.KEY_BYTES]));
    Duration patience = Duration.ofHours(1);
    long capacity = 2L * EncryptedKeyStore.storedBytes(KEY_BYTES);
    for (String kind : List.of("memory", "files")) {
      for (boolean encrypted : new boolean[] {false, true}) {
        KeyStore store = kind.equals("memory") ? new InMemoryKeyStore(capacity, Integer.MAX_VALUE, patience)
            : new FileKeyStore(folder, capacity, Integer.MAX_VALUE, patience);
        try (KeyStore measured = encrypted ? new EncryptedKeyStore(store, masters) : store) {
          measure(kind + (encrypted ? ", encrypted" : ""), measured);
        }
      }
    }
  }

  /** Prints the median of the rounds, the first third of which are left out: their code is not compiled yet. */
  private static void measure(String name, KeyStore store) {
    byte[] key = new byte[KEY_BYTES];
    new SplittableRandom(1).nextBytes(key);
    double[][] seconds = new double[3][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Uid uid = store.begin(NewKey.of(KEY_BYTES));
      long begin = System.nanoTime();
      for (int at = 0; at < KEY_BYTES; at += NewKey.DEFAULT_PART_BYTES) {
        store.put(uid, at, ByteBuffer.wrap(key, at, NewKey.DEFAULT_PART_BYTES));
      }
      long put = System.nanoTime();
      store.commit(uid);
      long committed = System.nanoTime();
      KeyBytes.whole(store, uid, store.describe(uid));
      long read = System.nanoTime();
      seconds[0][round] = (put - begin) / 1e9;
      seconds[1][round] = (committed - put) / 1e9;
      seconds[2][round] = (read - committed) / 1e9;
      store.delete(uid);
    }
    System.out.printf(Locale.ROOT, "%-18s put %5.0f MB/s, commit %4.0f ms, read %5.0f MB/s%n", name,
        KEY_BYTES / 1e6 / median(seconds[0]), 1e3 * median(seconds[1]), KEY_BYTES / 1e6 / median(seconds[2]));
  }

  private static double median(double[] all) {
    double[] late = Arrays.stream(all).skip(ROUNDS / 3).sorted().toArray();
    return late[late.length / 2];
  }
}
