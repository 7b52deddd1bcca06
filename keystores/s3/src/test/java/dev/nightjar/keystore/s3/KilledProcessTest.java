package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KilledProcess;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that stores keys in a bucket is killed in the middle of its work, again and again. */
class KilledProcessTest {
  private static final int ROUNDS = KilledProcess.rounds(3, 40);

  private final Set<Uid> there = new HashSet<>();
  private final Set<Uid> gone = new HashSet<>();
  private Instant now = Instant.now();
  private BucketServer server;
  private int committed;
  private int unfinished;

  @BeforeEach
  void start() throws Exception {
    server = BucketServer.inMemory();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void noCommittedKeyIsLostWhenTheProcessIsKilled() throws Exception {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < ROUNDS; round++) {
      KilledProcess.run(KilledWriter.class, List.of(server.endpoint().toString()), random.nextInt(2, 12),
          random.nextInt(2_000_000), this::note);
      check();
    }
    assertThat(committed).isGreaterThan(2 * ROUNDS);
    System.out.println(ROUNDS + " processes were killed, " + committed + " keys committed, 0 lost, of " + unfinished
        + " more something was left and removed");
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

  /** Another replica reads what is there, deletes it, and sweeps the rest when it is old. */
  private void check() {
    try (S3KeyStore store = server.open(KilledWriter.PREFIX, Integer.MAX_VALUE, () -> now, BucketServer.random(3))) {
      List<Uid> found = store.idleSince(Instant.MAX);
      assertThat(found).containsAll(there).noneMatch(gone::contains);
      for (Uid uid : found) {
        ByteBuffer bytes = ByteBuffer.allocate((int) store.describe(uid).totalBytes());
        store.read(uid, 0, bytes);
        assertThat(bytes.array()).isEqualTo(KilledWriter.key(uid));
        store.delete(uid);
      }
      gone.addAll(found);
      there.clear();
      unfinished += objects().stream().anyMatch(name -> name.startsWith("uploads/")) ? 1 : 0;
      now = now.plus(Duration.ofHours(3));
      store.sweep();
      now = now.plus(Duration.ofHours(3));
      store.sweep();
      assertThat(objects()).isEmpty();
      now = Instant.now();
    }
  }

  private List<String> objects() {
    return server.bucket(KilledWriter.PREFIX).list("").stream().map(Listing.Entry::name).toList();
  }
}
