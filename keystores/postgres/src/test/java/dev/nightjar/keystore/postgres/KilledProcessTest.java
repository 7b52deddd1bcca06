package dev.nightjar.keystore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KilledProcess;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that stores keys is killed in the middle of its work, again and again; another replica looks on. */
@ExtendWith(PostgresServer.Shared.class)
class KilledProcessTest {
  private static final int ROUNDS = KilledProcess.rounds(2, 40);
  private static final int ENCRYPTED_ROUNDS = KilledProcess.rounds(1, 10);

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCommittedKeyIsLostWhenTheProcessIsKilled(boolean encrypted) throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    int count = encrypted ? ENCRYPTED_ROUNDS : ROUNDS;
    int killed = 0;
    // Rounds that cut no upload off show little, so that there are more of them if need be.
    for (; killed < count || openAtTheEnd == 0 && killed < 10 * count; killed++) {
      KilledProcess.run(KilledWriter.class, List.of(server.url(), schema, Boolean.toString(encrypted)),
          random.nextInt(4, 24), random.nextInt(300_000), this::note);
      check(encrypted);
    }
    assertThat(committed).isGreaterThanOrEqualTo(killed);
    assertThat(openAtTheEnd).as("uploads that were cut off").isPositive();
    System.out.println(killed + " processes were killed, " + (encrypted ? "encrypted, " : "") + committed
        + " keys committed, 0 lost, " + openAtTheEnd + " uploads cut off");
    server.execute("drop schema " + schema + " cascade");
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

  private void check(boolean encrypted) throws SQLException {
    try (KeyStore store = KilledWriter.over(new PostgresKeyStore(server.pool(), schema, 1L << 40,
        Duration.ofMinutes(10)), encrypted)) {
      List<Uid> found = store.idleSince(Instant.MAX);
      // None of them gone: a round may be cut off before its first deletion.
      assertThat(found).containsAll(there).noneMatch(gone::contains);
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
