package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.Uid;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that stores keys in a bucket is killed in the middle of its work, again and again. */
class KilledProcessTest {
  /** Rounds: 200 with {@code -Dnightjar.test.sets=all}, which takes up to an hour; the profile {@code sweeps} has 40. */
  private static final int ROUNDS =
      Map.of("sweep", 40, "all", 200).getOrDefault(System.getProperty("nightjar.test.sets", ""), 3);

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
      work(random.nextInt(2, 12), random.nextInt(2_000_000));
      check();
    }
    assertThat(committed).isGreaterThan(2 * ROUNDS);
    System.out.println(ROUNDS + " processes were killed, " + committed + " keys committed, 0 lost, of " + unfinished
        + " more something was left and removed");
  }

  /** Lets a process work until it said so much, and a moment more, and kills it. */
  private void work(int lines, int spins) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        KilledWriter.class.getName(), server.endpoint().toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      int left = lines;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        note(line);
        if (--left == 0) {
          for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
          }
          // Not the process itself, which would close the stream and lose what it said.
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
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
