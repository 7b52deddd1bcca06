package dev.nightjar.keystore.postgres;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of keys and calls when connections, the database or its disk fail. */
@ExtendWith(PostgresServer.Shared.class)
class DatabaseFaultsTest {
  private static final int LENGTH = 3000;
  private static final int PART = 1000;
  private static final int SOON_MS = 250;
  private static final int PATIENCE_MS = 2000;
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int MIB = 1 << 20;

  private final PostgresServer server;
  private final String schema;

  DatabaseFaultsTest(PostgresServer server) {
    this.server = server;
    this.schema = server.schema();
  }

  private static byte[] key(int length) {
    byte[] key = new byte[length];
    new SplittableRandom(length).nextBytes(key);
    return key;
  }

  private static HikariDataSource pool(String url, int connections, long patience) {
    return ConnectionPool.open(new PostgresSettings(Map.of("url", url, "user", "postgres", "connections",
        Integer.toString(connections)), Map.of()), patience);
  }

  private static byte[] content(KeyStore store, Uid uid) {
    ByteBuffer all = ByteBuffer.allocate((int) store.describe(uid).totalBytes());
    store.read(uid, 0, all);
    return all.array();
  }

  @Test
  void aConnectionThatIsLostAtAnyStatementLeavesAllOfACallOrNothing() throws Exception {
    byte[] key = key(LENGTH);
    int failures = 0;
    boolean broken = true;
    for (int statements = 0; broken; statements++) {
      FragileDataSource fragile = new FragileDataSource(server);
      KeyStore store = new PostgresKeyStore(fragile, schema, MIB, IDLE);
      Uid uid = store.begin(new NewKey(LENGTH, PART, KeyOwner.ANYBODY));
      store.put(uid, 0, ByteBuffer.wrap(key, 0, 100));
      fragile.breakAfter(statements);
      try {
        store.append(uid, ByteBuffer.wrap(key, 100, LENGTH - 100));
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        failures++;
      }
      broken = fragile.isBroken();
      fragile.breakAfter(Integer.MAX_VALUE);
      KeyDescription there = store.describe(uid);
      assertThat(there.receivedBytes()).isIn(100L, (long) LENGTH).isEqualTo(there.firstMissing());
      store.put(uid, 0, ByteBuffer.wrap(key));
      store.commit(uid);
      assertThat(content(store, uid)).isEqualTo(key);
      store.delete(uid);
    }
    assertThat(failures).isGreaterThan(5);
    server.execute("drop schema " + schema + " cascade");
  }

  @Test
  void callsThatMayBeDoneTwiceAreDoneAgainWhenAConnectionIsLost() throws Exception {
    byte[] key = key(LENGTH);
    boolean broken = true;
    for (int statements = 0; broken; statements++) {
      FragileDataSource fragile = new FragileDataSource(server);
      KeyStore store = new PostgresKeyStore(fragile, schema, MIB, IDLE);
      fragile.breakAfter(statements);
      Uid uid = store.begin(new NewKey(LENGTH, PART, KeyOwner.ANYBODY));
      store.put(uid, 0, ByteBuffer.wrap(key));
      store.commit(uid);
      assertThat(content(store, uid)).isEqualTo(key);
      broken = fragile.isBroken();
    }
    server.execute("drop schema " + schema + " cascade");
  }

  @Test
  void whenAllConnectionsAreBusyCallsAreRefusedAndGoOnAfterwards() throws Exception {
    try (HikariDataSource pool = pool(server.url(), 1, SOON_MS);
        KeyStore store = new PostgresKeyStore(pool, schema, MIB, IDLE)) {
      Uid uid = store.begin(NewKey.of(10));
      try (Connection held = pool.getConnection()) {
        assertThat(held.isValid(1)).isTrue();
        assertThat(refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uid))).contains("try again", "server's log");
      }
      assertThat(store.describe(uid).totalBytes()).isEqualTo(10);
    }
    server.execute("drop schema " + schema + " cascade");
  }

  @Test
  void aStoreWhoseTablesAreGoneIsUnavailable() throws Exception {
    KeyStore store = new PostgresKeyStore(server.pool(), schema, MIB, IDLE);
    server.execute("drop schema " + schema + " cascade");
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(new Uid(1)));
    refusal(ErrorCode.UNAVAILABLE, () -> store.begin(NewKey.of(10)));
  }

  @Test
  void aUserWithoutRightsIsToldSo() throws Exception {
    server.execute("create role guest login");
    try (HikariDataSource pool = ConnectionPool.open(new PostgresSettings(Map.of("url", server.url(), "user", "guest",
        "connections", "1"), Map.of()))) {
      assertThat(refusal(ErrorCode.UNAVAILABLE, () -> new PostgresKeyStore(pool, schema, MIB, IDLE)))
          .contains("rights on the schema");
      server.execute("create schema " + schema + " authorization guest");
      assertThat(new PostgresKeyStore(pool, schema, MIB, IDLE).usedBytes()).isZero();
    }
    server.execute("drop schema " + schema + " cascade; drop role guest");
  }

  @Test
  void aRestartOfTheDatabaseInTheMiddleOfAnUploadCostsTheCallsOfThatTimeAlone(@TempDir Path folder)
      throws Exception {
    byte[] key = key(LENGTH);
    PostgresServer first = PostgresServer.start(folder.resolve("data"));
    try (HikariDataSource pool = pool(first.url(), 2, PATIENCE_MS);
        KeyStore store = new PostgresKeyStore(pool, "k", MIB, IDLE)) {
      Uid committed = store.begin(NewKey.of(LENGTH));
      store.put(committed, 0, ByteBuffer.wrap(key));
      store.commit(committed);
      Uid arriving = store.begin(new NewKey(LENGTH, PART, KeyOwner.ANYBODY));
      store.put(arriving, PART, ByteBuffer.wrap(key, PART, PART));
      first.close();
      refusal(ErrorCode.UNAVAILABLE, () -> store.put(arriving, 0, ByteBuffer.wrap(key, 0, PART)));
      refusal(ErrorCode.UNAVAILABLE, () -> store.describe(committed));
      try (PostgresServer again = first.startAgain()) {
        waitFor(store, committed);
        assertThat(content(store, committed)).isEqualTo(key);
        assertThat(store.describe(arriving).receivedBytes()).isEqualTo(PART);
        store.put(arriving, 0, ByteBuffer.wrap(key));
        store.commit(arriving);
        assertThat(content(store, arriving)).isEqualTo(key);
        assertThat(again.number("select count(*) from k.keys where committed")).isEqualTo(2);
      }
    }
  }

  /** Asks until the pool, which waits longer and longer between its attempts, has a connection again. */
  private static void waitFor(KeyStore store, Uid uid) {
    for (int attempt = 0; attempt < 60; attempt++) {
      try {
        store.describe(uid);
        return;
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
    throw new AssertionError("the store does not come back");
  }

  @Test
  void aFullDiskRefusesAndHarmsNothingAndTheRoomOfDeletedKeysIsUsedAgain(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mount("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk.toString());
    try (KeyStore store = new PostgresKeyStore(server.pool(), schema, 1L << 40, IDLE)) {
      Path space = Files.createDirectory(disk.resolve("space"));
      server.execute("create tablespace small location '" + space + "'");
      server.execute("alter table " + schema + ".parts set tablespace small");
      byte[] key = key(4 * MIB);
      List<Uid> uids = new ArrayList<>();
      Uid refused = fill(store, key, uids);
      assertThat(uids).hasSizeGreaterThan(3);
      uids.forEach(uid -> assertThat(content(store, uid)).isEqualTo(key));
      KeyDescription half = store.describe(refused);
      assertThat(half.receivedBytes()).isLessThan(key.length).isEqualTo(half.firstMissing());
      store.delete(uids.remove(0));
      store.delete(uids.remove(0));
      // To find the room of what was deleted, as the database does by itself within minutes, it needs a little itself.
      mount("mount", "-o", "remount,size=33m", disk.toString());
      server.execute("vacuum " + schema + ".parts");
      server.execute("select txid_current()");
      server.execute("vacuum " + schema + ".parts");
      store.put(refused, 0, ByteBuffer.wrap(key));
      store.commit(refused);
      assertThat(content(store, refused)).isEqualTo(key);
      uids.forEach(uid -> assertThat(content(store, uid)).isEqualTo(key));
    } finally {
      server.execute("drop schema " + schema + " cascade");
      server.execute("drop tablespace if exists small");
      mount("umount", "-l", disk.toString());
    }
  }

  /** Stores keys until the disk is full; the one that has no room. */
  private static Uid fill(KeyStore store, byte[] key, List<Uid> uids) {
    while (true) {
      Uid uid = store.begin(NewKey.of(key.length));
      try {
        for (int at = 0; at < key.length; at += MIB) {
          store.put(uid, at, ByteBuffer.wrap(key, at, MIB));
        }
        store.commit(uid);
        uids.add(uid);
      } catch (NightjarException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.STORE_FULL);
        assertThat(e.getMessage()).contains("disk", "full", "delete keys");
        return uid;
      }
    }
  }

  private static void mount(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeTrue(process.waitFor() == 0, "no small disk can be mounted here: " + said);
  }

  /** The number of the database's process behind a connection. */
  static long process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
