package dev.nightjar.keystore.postgres;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over two stores on one database, as two replicas have it. */
@ExtendWith(PostgresServer.Shared.class)
class PostgresKeyStoreTest extends KeyStoreContract {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int RACERS = 16;

  private final PostgresServer server;
  private final Schema schema;
  private final SplittableRandom random = new SplittableRandom(5);
  private KeyStore second;

  PostgresKeyStoreTest(PostgresServer server) {
    this.server = server;
    this.schema = new Schema(server.schema());
  }

  @Override
  protected KeyStore open() {
    return new PostgresKeyStore(server.pool(), schema, CAPACITY, IDLE, () -> now, this::random);
  }

  private synchronized long random() {
    return random.nextLong();
  }

  @Override
  protected KeyStore replica() {
    return second;
  }

  @BeforeEach
  void openTheReplica() {
    second = open();
  }

  @AfterEach
  void dropTheSchema() throws SQLException {
    server.execute("drop schema " + schema.name() + " cascade");
  }

  private List<Boolean> race(Callable<?>... calls) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(calls.length);
    try {
      CyclicBarrier all = new CyclicBarrier(calls.length);
      List<Future<Boolean>> results = IntStream.range(0, calls.length).mapToObj(i -> pool.submit(() -> {
        all.await();
        try {
          calls[i].call();
          return true;
        } catch (NightjarException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_FULL);
          return false;
        }
      })).toList();
      return results.stream().map(result -> {
        try {
          return result.get();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }).toList();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void ofManyFirstPartsAtTheSameMomentAsManyAreTakenAsThereIsRoomFor() throws Exception {
    List<Uid> uids = IntStream.range(0, RACERS).mapToObj(i -> store.begin(NewKey.of(CAPACITY / 3))).toList();
    List<Boolean> taken = race(uids.stream().<Callable<?>>map(uid -> () -> (uid.value() % 2 == 0 ? store : second)
        .put(uid, 0, ByteBuffer.allocate(100))).toArray(Callable<?>[]::new));
    assertThat(taken.stream().filter(t -> t).count()).isEqualTo(3);
    assertThat(store.usedBytes()).isEqualTo(3L * (CAPACITY / 3));
  }

  @Test
  void manyCommitsAtTheSameMomentAreOne() throws Exception {
    Uid uid = complete(bytes(3000));
    race(IntStream.range(0, RACERS).<Callable<?>>mapToObj(i -> () -> {
      (i % 2 == 0 ? store : second).commit(uid);
      return null;
    }).toArray(Callable<?>[]::new));
    assertThat(content(second, uid)).isEqualTo(bytes(3000));
    assertThat(store.committedBytes(KeyOwner.ANYBODY)).isEqualTo(3000);
  }

  @Test
  void partsOfOneKeyComeThroughBothReplicasAtTheSameMoment() throws Exception {
    byte[] key = bytes(RACERS * 1000);
    Uid uid = store.begin(key(key.length));
    race(IntStream.range(0, RACERS).<Callable<?>>mapToObj(i -> () -> (i % 2 == 0 ? store : second)
        .put(uid, i * 1000L, ByteBuffer.wrap(key, i * 1000, 1000))).toArray(Callable<?>[]::new));
    second.commit(uid);
    assertThat(content(store, uid)).isEqualTo(key);
  }

  @Test
  void manyReplicasStartAtOnceOnAnEmptyDatabase() throws Exception {
    String name = server.schema();
    assertThat(race(IntStream.range(0, 8).<Callable<?>>mapToObj(i -> () ->
        new PostgresKeyStore(server.pool(), name, CAPACITY, IDLE)).toArray(Callable<?>[]::new))).doesNotContain(false);
    assertThat(server.number("select count(*) from " + name + ".version")).isEqualTo(1);
    server.execute("drop schema " + name + " cascade");
  }

  @Test
  void tablesOfALaterVersionAreRefused() throws Exception {
    server.execute("insert into " + schema.table("version") + " values (2)");
    assertThat(refusal(ErrorCode.UNAVAILABLE, this::open)).contains("version 2", "update this server");
  }

  @Test
  void keysAndUnfinishedUploadsSurviveTheStore() {
    byte[] key = bytes(2500);
    Uid uid = committed(key);
    Uid arriving = store.begin(key(2500));
    store.put(arriving, 2000, ByteBuffer.wrap(key, 2000, 500));
    store.put(arriving, 0, ByteBuffer.wrap(key, 0, 400));
    store.close();
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uid));
    store = open();
    assertThat(content(store, uid)).isEqualTo(key);
    assertThat(store.describe(arriving).firstMissing()).isEqualTo(400);
    store.put(arriving, 400, ByteBuffer.wrap(key, 400, 1600));
    store.commit(arriving);
    assertThat(content(store, arriving)).isEqualTo(key);
  }

  @Test
  void anUploadThatIsTooSlowIsForgottenAndItsBytesAreGone() throws SQLException {
    Uid uid = store.begin(key(500));
    store.put(uid, 0, ByteBuffer.allocate(1));
    now = now.plus(IDLE).plusSeconds(1);
    assertThat(store.usedBytes()).isZero();
    refusal(ErrorCode.UNKNOWN_UID, () -> second.describe(uid));
    refusal(ErrorCode.UNKNOWN_UID, () -> second.put(uid, 0, ByteBuffer.allocate(1)));
    refusal(ErrorCode.UNKNOWN_UID, () -> second.commit(uid));
    store.begin(key(500));
    assertThat(server.number("select count(*) from " + schema.table("parts"))).isZero();
    assertThat(server.number("select count(*) from " + schema.table("keys"))).isEqualTo(1);
  }

  @Test
  void aDeletedKeyLeavesNoBytesBehind() throws SQLException {
    store.delete(committed(bytes(5000)));
    assertThat(server.number("select count(*) from " + schema.table("parts"))).isZero();
  }

  @Test
  void usesAreWrittenAtMostTwiceAMinute() {
    Uid uid = committed(bytes(10));
    Instant before = now;
    now = now.plusSeconds(20);
    store.touch(uid);
    assertThat(store.describe(uid).lastUse()).isEqualTo(before);
    now = now.plusSeconds(20);
    store.touch(uid);
    assertThat(second.describe(uid).lastUse()).isEqualTo(now);
  }

  @Test
  void bytesAreStoredUncompressedBesideTheTable() throws SQLException {
    assertThat(server.number("select count(*) from pg_attribute where attrelid = '" + schema.table("parts")
        + "'::regclass and attname = 'bytes' and attstorage = 'e'")).isEqualTo(1);
  }

  @Test
  void aKeyOfManyPartsIsWholeWhereverItsPartsBegan() {
    byte[] key = bytes(600 * 7 + 3);
    Uid uid = store.begin(new NewKey(key.length, 7, KeyOwner.ANYBODY));
    store.put(uid, 7, ByteBuffer.wrap(key, 7, key.length - 7));
    assertThat(store.describe(uid).firstMissing()).isZero();
    assertThat(second.put(uid, 0, ByteBuffer.wrap(key, 0, 7)).firstMissing()).isEqualTo(key.length);
    assertThat(content(second, uid)).isEqualTo(key);
  }

  @Test
  void aStoreWithoutRoomIsAMistake() {
    assertThatThrownBy(() -> new PostgresKeyStore(server.pool(), schema.name(), 0, IDLE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "1a", "a-b", "a\"; drop table x; --", "pg_mine"})
  void namesOfSchemasAreCheckedAsTheyBecomePartsOfStatements(String name) {
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> new Schema(name))).contains("setting schema");
  }
}
