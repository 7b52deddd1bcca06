package dev.nightjar.keystore.s3;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.SharedKeyStoreContract;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadPace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several stores over one bucket at the same moment, and what is left when one of them ends in between. */
@Timeout(120)
class ReplicasTest {
  private static final int PART = 1000;
  private static final byte[] KEY = new byte[3 * PART];

  private static BucketServer server;
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final String prefix = "fleet-" + TESTS.incrementAndGet() + "/";
  private Instant now = Instant.now();
  private S3KeyStore one;
  private S3KeyStore other;

  @BeforeAll
  static void start() throws Exception {
    for (int i = 0; i < KEY.length; i++) {
      KEY[i] = (byte) (i * 7);
    }
    server = BucketServer.inMemory();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() {
    one = open(1);
    other = open(2);
  }

  private S3KeyStore open(long seed) {
    return server.open(prefix, 1 << 20, () -> now, BucketServer.random(seed));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private Uid complete() {
    Uid uid = one.begin(new NewKey(KEY.length, PART, KeyOwner.ANYBODY));
    one.put(uid, 0, ByteBuffer.wrap(KEY));
    return uid;
  }

  private Uid committed() {
    Uid uid = complete();
    one.commit(uid);
    return uid;
  }

  private List<String> objects() {
    return server.bucket(prefix).list("").stream().map(Listing.Entry::name).toList();
  }

  @Test
  void sixteenCommitsMakeOneManifest() throws Exception {
    Uid uid = complete();
    assertThat(SharedKeyStoreContract.race(i -> {
      (i % 2 == 0 ? one : other).commit(uid);
      return "committed";
    })).containsOnly("committed");
    assertThat(objects()).filteredOn(name -> name.startsWith("keys/")).hasSize(1);
    assertThat(one.describe(uid)).isEqualTo(other.describe(uid));
  }

  /** The commit had looked before the deletion began, and writes when the deletion is over. */
  @Test
  void aCommitThatIsSlowerThanADeletionFails() {
    Uid uid = complete();
    Bucket bucket = server.bucket(prefix);
    other.delete(uid);
    assertThat(bucket.create("keys/" + uid, "a manifest".getBytes())).isFalse();
    refusal(ErrorCode.UNKNOWN_UID, () -> one.commit(uid));
  }

  @Test
  void aDeletionThatEndsAfterItsMarkIsFinishedByAnotherReplica() {
    Uid uid = committed();
    one.touch(uid);
    server.bucket(prefix).put("keys/" + uid, MarkText.of(new KeyMark.Deleted(now)));
    refusal(ErrorCode.UNKNOWN_UID, () -> other.describe(uid));
    assertThat(objects()).hasSizeGreaterThan(3);
    other.sweep();
    assertThat(objects()).containsExactly("keys/" + uid);
    assertThat(other.usedBytes()).isZero();
  }

  @Test
  void aCommitThatEndsAfterItsManifestIsOne() {
    Uid uid = complete();
    Bucket bucket = server.bucket(prefix);
    byte[] upload = bucket.get("uploads/" + uid).orElseThrow();
    one.commit(uid);
    bucket.put("uploads/" + uid, upload);
    assertThat(other.describe(uid).committed()).isTrue();
    other.sweep();
    assertThat(objects()).noneMatch(name -> name.startsWith("uploads/")).contains("keys/" + uid);
    assertThat(other.describe(uid).committed()).isTrue();
  }

  @Test
  void anUploadThatIsTooSlowIsUnknownAndRemovedByAnyReplica() {
    Uid slow = one.begin(new NewKey(KEY.length, PART, KeyOwner.ANYBODY));
    one.put(slow, 0, ByteBuffer.wrap(KEY, 0, PART));
    Uid silent = one.begin(new NewKey(KEY.length, PART, KeyOwner.ANYBODY));
    Uid key = committed();
    now = now.plus(Duration.ofMinutes(4));
    other.sweep();
    assertThat(one.describe(slow).receivedBytes()).isEqualTo(PART);
    refusal(ErrorCode.UNKNOWN_UID, () -> one.describe(silent));
    now = now.plus(Duration.ofMinutes(7));
    refusal(ErrorCode.UNKNOWN_UID, () -> one.put(slow, PART, ByteBuffer.wrap(KEY, PART, PART)));
    other.sweep();
    assertThat(other.usedBytes()).isEqualTo(KEY.length);
    assertThat(objects()).noneMatch(name -> name.startsWith("uploads/") || name.startsWith("parts/" + slow))
        .contains("keys/" + key);
  }

  @Test
  void partsOfNoKeyAreRemovedOnceTheyAreOld() {
    Uid uid = committed();
    server.bucket(prefix).put("parts/77/0.0", KEY);
    one.sweep();
    assertThat(objects()).contains("parts/77/0.0");
    now = now.plus(StoreLimits.MARK_STAYS).plusSeconds(60);
    one.sweep();
    assertThat(objects()).doesNotContain("parts/77/0.0");
    assertThat(other.describe(uid).committed()).isTrue();
  }

  @Test
  void ofManyUsesTheLastOneIsKept() {
    Uid uid = committed();
    for (int i = 0; i < 4; i++) {
      now = now.plus(Duration.ofMinutes(5));
      (i % 2 == 0 ? one : other).touch(uid);
    }
    one.sweep();
    assertThat(objects()).filteredOn(name -> name.startsWith("used/")).hasSize(1);
    assertThat(one.describe(uid).lastUse().toEpochMilli()).isEqualTo(now.toEpochMilli());
  }

  @Test
  void aUseIsNotedOnceInAWhile() {
    Uid uid = committed();
    KeyDescription before = one.describe(uid);
    now = now.plus(StoreLimits.FRESHNESS).minusSeconds(1);
    one.touch(uid);
    assertThat(objects()).noneMatch(name -> name.startsWith("used/"));
    assertThat(one.describe(uid)).isEqualTo(before);
    now = now.plusSeconds(1);
    one.touch(uid);
    assertThat(objects()).filteredOn(name -> name.startsWith("used/")).hasSize(1);
  }

  @Test
  void whatOthersStoreIsCountedAfterTheFreshnessAtTheLatest() {
    Bucket bucket = server.bucket(prefix);
    try (S3KeyStore lagging = new S3KeyStore(bucket, new StoreLimits(1 << 20, 1 << 20,
        UploadPace.of(Duration.ofMinutes(10)), StoreLimits.FRESHNESS, StoreLimits.FRESHNESS),
        () -> now, BucketServer.random(9))) {
      assertThat(lagging.usedBytes()).isZero();
      committed();
      assertThat(lagging.usedBytes()).isZero();
      Uid own = lagging.begin(NewKey.of(100));
      lagging.put(own, 0, ByteBuffer.allocate(1));
      assertThat(lagging.usedBytes()).isEqualTo(100);
      now = now.plus(StoreLimits.FRESHNESS);
      assertThat(lagging.usedBytes()).isEqualTo(100 + KEY.length);
      assertThat(lagging.committedBytes(KeyOwner.ANYBODY)).isEqualTo(KEY.length);
    }
  }

  @Test
  void aPartThatIsDamagedIsNotGivenOut() {
    Uid uid = committed();
    byte[] damaged = new byte[PART];
    server.bucket(prefix).put("parts/" + uid + "/1.0", damaged);
    refusal(ErrorCode.UNAVAILABLE, () -> one.read(uid, 0, ByteBuffer.allocate(KEY.length)));
    server.bucket(prefix).delete("parts/" + uid + "/1.0");
    refusal(ErrorCode.UNAVAILABLE, () -> one.read(uid, 0, ByteBuffer.allocate(KEY.length)));
  }

  @Test
  void aManifestThatIsDamagedIsNoKeyAndItsPartsStay() {
    Uid uid = committed();
    server.bucket(prefix).put("keys/" + uid, "nightjar-key 1\n".getBytes());
    refusal(ErrorCode.UNAVAILABLE, () -> one.describe(uid));
    now = now.plus(Duration.ofDays(1));
    one.sweep();
    assertThat(objects()).contains("parts/" + uid + "/1.0");
    assertThat(one.usedBytes()).isZero();
  }

  @Test
  void aKeyInTooManyPiecesIsRefused() {
    NewKey key = new NewKey(1 << 14, 1 << 14, KeyOwner.ANYBODY);
    Uid uid = one.begin(key);
    List<Piece> pieces = IntStream.range(0, (int) StoreLimits.maxPieces(key)).mapToObj(i -> new Piece(0, i, 1))
        .toList();
    Arrival.State full = new Arrival.State(uid, new Upload(key, 1, now), Pieces.of(key, pieces), now);
    assertThat(full.pieces().receivedBytes()).isEqualTo(pieces.size());
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> new Arrival(null).fresh(full, pieces.size(),
        ByteBuffer.allocate(1)))).contains("in longer ones");
  }
}
