package dev.nightjar.runtime.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KilledProcess;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that stores keys is killed in the middle of its work, again and again. */
class KilledProcessTest {
  private static final int ROUNDS = KilledProcess.rounds(4, 200);

  @TempDir
  private Path folder;

  private final Set<Uid> there = new HashSet<>();
  private final Set<Uid> gone = new HashSet<>();
  private int committed;
  private boolean isShared;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCommittedKeyIsLostWhenTheProcessIsKilled(boolean shared) throws Exception {
    isShared = shared;
    rounds(ROUNDS);
  }

  private void rounds(int count) throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < count; round++) {
      KilledProcess.run(KilledWriter.class, List.of(folder.toString(), Boolean.toString(isShared)),
          random.nextInt(4, 24), random.nextInt(200_000), this::note);
      check();
    }
    assertThat(committed).isGreaterThan(2 * count);
    System.out.println(count + " processes were killed" + (isShared ? " over a shared folder, " : ", ")
        + committed + " keys committed, 0 lost");
  }

  private void note(String line) {
    String[] words = line.split(" ");
    if (words.length != 2 || words[1].isEmpty()) {
      return;
    }
    Uid uid = Uid.parse(words[1]);
    switch (words[0]) {
      case "committed" -> {
        committed++;
        there.add(uid);
      }
      case "deleting" -> there.remove(uid);
      case "deleted" -> gone.add(uid);
      default -> throw new AssertionError(line);
    }
  }

  private void check() throws IOException {
    List<Uid> found = new ArrayList<>();
    try (KeyStore store = KilledWriter.open(folder, isShared)) {
      assertThat(store.idleSince(Instant.MAX)).containsAll(there).noneMatch(gone::contains);
      for (Uid uid : store.idleSince(Instant.MAX)) {
        KeyDescription key = store.describe(uid);
        ByteBuffer bytes = ByteBuffer.allocate((int) key.totalBytes());
        store.read(uid, 0, bytes);
        assertThat(bytes.array()).isEqualTo(KilledWriter.key(uid));
        found.add(uid);
      }
      // A new folder's worth of room for the next round.
      for (Uid uid : found) {
        store.delete(uid);
        there.remove(uid);
        gone.add(uid);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".key"))).isEmpty();
    }
  }
}
