package dev.nightjar.keystore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process that stores keys is killed in the middle of its work, again and again; another replica looks on. */
@ExtendWith(PostgresServer.Shared.class)
class KilledProcessTest {
  /** Rounds: 200 with {@code -Dnightjar.test.sets=all}, which takes up to an hour; the profile {@code sweeps} has 40. */
  private static final int ROUNDS =
      Map.of("sweep", 40, "all", 200).getOrDefault(System.getProperty("nightjar.test.sets", ""), 2);

  private final PostgresServer server;
  private final String schema;
  private final Set<Uid> there = new HashSet<>();
  private final Set<Uid> maybe = new HashSet<>();
  private final Set<Uid> gone = new HashSet<>();
  private int committed;
  private int openAtTheEnd;

  KilledProcessTest(PostgresServer server) {
    this.server = server;
    this.schema = server.schema();
  }

  @Test
  void noCommittedKeyIsLostWhenTheProcessIsKilled() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < ROUNDS; round++) {
      work(random.nextInt(2, 24), random.nextInt(300_000));
      check();
    }
    assertThat(committed).isGreaterThan(ROUNDS);
    System.out.println(ROUNDS + " processes were killed, " + committed + " keys committed, 0 lost, " + openAtTheEnd
        + " uploads cut off");
    server.execute("drop schema " + schema + " cascade");
  }

  /** Lets a process work until it said so much, and a moment more, and kills it. */
  private void work(int lines, int spins) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        KilledWriter.class.getName(), server.url(), schema).redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
    if (words.length != 2 || !words[1].matches("[0-9]+")) {
      return;
    }
    Uid uid = Uid.parse(words[1]);
    switch (words[0]) {
      case "committing" -> maybe.add(uid);
      case "committed" -> {
        committed++;
        maybe.remove(uid);
        there.add(uid);
      }
      case "deleting" -> {
        there.remove(uid);
        maybe.add(uid);
      }
      case "deleted" -> {
        maybe.remove(uid);
        gone.add(uid);
      }
      default -> {
        // the last line of a killed process may be cut off
      }
    }
  }

  private void check() throws SQLException {
    try (KeyStore store = new PostgresKeyStore(server.pool(), schema, 1L << 40, Duration.ofMinutes(10))) {
      List<Uid> found = store.idleSince(Instant.MAX);
      assertThat(found).containsAll(there).doesNotContainAnyElementsOf(gone);
      Set<Uid> known = new HashSet<>(there);
      known.addAll(maybe);
      assertThat(found).allMatch(known::contains);
      for (Uid uid : found) {
        KeyDescription key = store.describe(uid);
        ByteBuffer bytes = ByteBuffer.allocate((int) key.totalBytes());
        store.read(uid, 0, bytes);
        assertThat(bytes.array()).isEqualTo(KilledWriter.key(uid));
        store.delete(uid);
      }
      openAtTheEnd += (int) server.number("select count(*) from " + schema + ".keys");
      // What was cut off would be given up in ten minutes; the next round begins without.
      server.execute("delete from " + schema + ".keys");
      assertThat(server.number("select count(*) from " + schema + ".parts")).isZero();
    }
    there.clear();
    maybe.clear();
  }
}
