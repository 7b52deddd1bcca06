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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that stores keys is killed in the middle of its work, again and again. */
class KilledProcessTest {
  private static final int ROUNDS = KilledProcess.rounds(3, 200);
  private static final int ENCRYPTED_ROUNDS = KilledProcess.rounds(1, 40);

  @TempDir
  private Path folder;

  private final Set<Uid> there = new HashSet<>();
  private final Set<Uid> gone = new HashSet<>();
  private int committed;
  private int cutOff;
  private boolean isShared;
  private boolean isEncrypted;

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void noCommittedKeyIsLostWhenTheProcessIsKilled(boolean shared, boolean encrypted) throws Exception {
    isShared = shared;
    isEncrypted = encrypted;
    rounds(encrypted ? ENCRYPTED_ROUNDS : ROUNDS);
  }

  private void rounds(int count) throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    int killed = 0;
    // Rounds that cut no upload off show little, so that there are more of them if need be.
    for (; killed < count || cutOff == 0 && killed < 10 * count; killed++) {
      KilledProcess.run(KilledWriter.class, List.of(folder.toString(), Boolean.toString(isShared),
          Boolean.toString(isEncrypted)), random.nextInt(4, 24), random.nextInt(200_000), this::note);
      cutOff += files(isShared ? ".up" : ".part").isEmpty() ? 0 : 1;
      check();
    }
    assertThat(committed).isGreaterThanOrEqualTo(2 * killed);
    assertThat(cutOff).as("killed in the middle of an upload").isPositive();
    System.out.println(killed + " processes were killed" + (isShared ? " over a shared folder, " : ", ")
        + (isEncrypted ? "encrypted, " : "") + committed + " keys committed, 0 lost, " + cutOff + " uploads cut off");
  }

  private List<Path> files(String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
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
    try (KeyStore store = KilledWriter.open(folder, isShared, isEncrypted)) {
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
    assertThat(files(".key")).isEmpty();
    // What was cut off would be given up in ten minutes; the next round begins without.
    for (Path arriving : files(isShared ? ".up" : ".part")) {
      try (var tree = Files.walk(arriving)) {
        for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
