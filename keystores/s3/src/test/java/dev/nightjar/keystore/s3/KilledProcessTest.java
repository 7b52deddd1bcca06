package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyStore;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that stores keys in a bucket is killed in the middle of its work, again and again. */
class KilledProcessTest {
  private static final int ROUNDS = KilledProcess.rounds(2, 40);
  private static final int ENCRYPTED_ROUNDS = KilledProcess.rounds(1, 10);

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCommittedKeyIsLostWhenTheProcessIsKilled(boolean encrypted) throws Exception {
    SplittableRandom random = new SplittableRandom(13);
    int count = encrypted ? ENCRYPTED_ROUNDS : ROUNDS;
    int killed = 0;
    // Rounds that cut no upload off show little, so that there are more of them if need be.
    for (; killed < count || unfinished == 0 && killed < 10 * count; killed++) {
      KilledProcess.run(KilledWriter.class, List.of(server.endpoint().toString(), Boolean.toString(encrypted)),
          random.nextInt(2, 12), random.nextInt(2_000_000), this::note);
      check(encrypted);
    }
    assertThat(committed).isGreaterThanOrEqualTo(2 * killed);
    assertThat(unfinished).as("uploads that were cut off").isPositive();
    System.out.println(killed + " processes were killed, " + (encrypted ? "encrypted, " : "") + committed
        + " keys committed, 0 lost, of " + unfinished + " more something was left and removed");
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
  private void check(boolean encrypted) {
    S3KeyStore bucket = server.open(KilledWriter.PREFIX, Integer.MAX_VALUE, () -> now, BucketServer.random(3));
    try (KeyStore store = KilledWriter.over(bucket, encrypted)) {
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
      bucket.sweep();
      now = now.plus(Duration.ofHours(3));
      bucket.sweep();
      assertThat(objects()).isEmpty();
      now = Instant.now();
    }
  }

  private List<String> objects() {
    return server.bucket(KilledWriter.PREFIX).list("").stream().map(Listing.Entry::name).toList();
  }
}
