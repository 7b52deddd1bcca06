package dev.nightjar.api.keys;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key store does; each store runs it in a test class of its own. */
public abstract class KeyStoreContract {
  protected static final int CAPACITY = 1 << 20;
  private static final int PART = 1000;
  private static final KeyOwner ALICE = KeyOwner.of(Caller.of("alice, of the \u00fcbung: a=b;c"));

  /** The time that the store sees. */
  protected Instant now = Instant.parse("2026-01-01T00:00:00Z");

  protected KeyStore store;

  /** An empty store with room for {@link #CAPACITY} bytes, whose clock is {@link #now}. */
  protected abstract KeyStore open();

  /**
   * What another replica sees: a second store over the same place, or the same store where there are no replicas.
   * Closed with {@link #store} or never.
   */
  protected abstract KeyStore replica();

  /** Bytes that the store reserves for a key beside its own, of at most {@link #CAPACITY}. */
  protected int besideEachKey() {
    return 0;
  }

  /** The most bytes of a key that the store has room for beside so many reserved ones. */
  private int fitting(long reserved) {
    return (int) (CAPACITY - reserved) - besideEachKey();
  }

  @BeforeEach
  void openTheStore() {
    store = open();
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  protected static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  protected static NewKey key(int length) {
    return new NewKey(length, PART, KeyOwner.ANYBODY);
  }

  private static ByteBuffer part(byte[] key, int index) {
    int from = index * PART;
    return ByteBuffer.wrap(key, from, Math.min(PART, key.length - from));
  }

  protected Uid complete(byte[] key) {
    Uid uid = store.begin(key(key.length));
    store.put(uid, 0, ByteBuffer.wrap(key));
    return uid;
  }

  protected Uid committed(byte[] key) {
    Uid uid = complete(key);
    store.commit(uid);
    return uid;
  }

  protected static byte[] content(KeyStore from, Uid uid) {
    ByteBuffer all = ByteBuffer.allocate((int) from.describe(uid).totalBytes());
    from.read(uid, 0, all);
    return all.array();
  }

  @Test
  void partsComeInAnyOrderThroughAnyReplica() {
    byte[] key = bytes(5 * PART + 17);
    Uid uid = store.begin(key(key.length));
    List<Integer> order = new ArrayList<>(IntStream.range(0, 6).boxed().toList());
    Collections.reverse(order);
    for (int i : order) {
      (i % 2 == 0 ? store : replica()).put(uid, (long) i * PART, part(key, i));
    }
    assertThat(content(store, uid)).isEqualTo(key);
    replica().commit(uid);
    assertThat(store.describe(uid).committed()).isTrue();
    assertThat(content(replica(), uid)).isEqualTo(key);
  }

  @Test
  void theFirstMissingByteIsSaid() {
    byte[] key = bytes(3 * PART);
    Uid uid = store.begin(key(key.length));
    assertThat(store.describe(uid).firstMissing()).isZero();
    assertThat(store.put(uid, 2 * PART, part(key, 2)).firstMissing()).isZero();
    KeyDescription first = store.put(uid, 0, ByteBuffer.wrap(key, 0, PART + 10));
    assertThat(first.firstMissing()).isEqualTo(PART + 10);
    assertThat(first.receivedBytes()).isEqualTo(2 * PART + 10);
    assertThat(first.complete()).isFalse();
    KeyDescription last = store.put(uid, PART, part(key, 1));
    assertThat(last.firstMissing()).isEqualTo(3 * PART);
    assertThat(last.complete()).isTrue();
    assertThat(last.committed()).isFalse();
  }

  @Test
  void piecesOfAnyLengthAreAppendedOneAfterTheOther() {
    byte[] key = bytes(3 * PART + 5);
    Uid uid = store.begin(key(key.length));
    int at = 0;
    for (int length : new int[] {1, PART - 2, 2, PART + 7, 1}) {
      assertThat(store.append(uid, ByteBuffer.wrap(key, at, length)).receivedBytes()).isEqualTo(at + length);
      at += length;
    }
    store.append(uid, ByteBuffer.wrap(key, at, key.length - at));
    assertThat(content(store, uid)).isEqualTo(key);
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.append(uid, ByteBuffer.allocate(1)));
  }

  @Test
  void bytesThatComeAgainChangeNothingAndTheBufferStaysAsItIs() {
    byte[] key = bytes(2 * PART);
    Uid uid = store.begin(key(key.length));
    ByteBuffer first = part(key, 0);
    store.put(uid, 0, first);
    assertThat(first.remaining()).isEqualTo(PART);
    assertThat(store.put(uid, 0, part(key, 0)).receivedBytes()).isEqualTo(PART);
    assertThat(store.put(uid, 500, ByteBuffer.wrap(key, 500, PART)).receivedBytes()).isEqualTo(500 + PART);
  }

  @Test
  void bytesThatContradictAreRefusedAndChangeNothing() {
    byte[] key = bytes(2 * PART);
    Uid uid = store.begin(key(key.length));
    store.put(uid, 0, part(key, 0));
    byte[] other = key.clone();
    other[PART - 1] ^= 1;
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> replica().put(uid, 0, ByteBuffer.wrap(other))))
        .contains("contradicts");
    assertThat(store.describe(uid).receivedBytes()).isEqualTo(PART);
    store.put(uid, PART, part(key, 1));
    assertThat(content(store, uid)).isEqualTo(key);
  }

  @Test
  void aGapInsideAPartIsRefusedAndSaysWhatIsMissing() {
    Uid uid = store.begin(key(3 * PART));
    store.put(uid, PART, ByteBuffer.allocate(10));
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, PART + 11, ByteBuffer.allocate(1))))
        .contains("next missing byte is " + (PART + 10));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 1, ByteBuffer.allocate(1)));
  }

  @Test
  void bytesOutsideOfTheKeyAreRefused() {
    Uid uid = store.begin(key(100));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, -1, ByteBuffer.allocate(1)));
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 0, ByteBuffer.allocate(101))))
        .contains("announced end");
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, Long.MAX_VALUE, ByteBuffer.allocate(1)));
    assertThat(store.describe(uid).receivedBytes()).isZero();
  }

  @Test
  void anIncompleteKeyCanNeitherBeReadNorCommitted() {
    Uid uid = store.begin(key(100));
    store.put(uid, 0, ByteBuffer.allocate(99));
    assertThat(refusal(ErrorCode.KEY_INCOMPLETE, () -> store.commit(uid))).contains("99 of 100");
    refusal(ErrorCode.KEY_INCOMPLETE, () -> store.read(uid, 90, ByteBuffer.allocate(10)));
    assertThat(store.describe(uid).committed()).isFalse();
  }

  @Test
  void theBytesThatAreThereAreReadBeforeTheOthersCome() {
    byte[] key = bytes(4 * PART);
    Uid uid = store.begin(key(key.length));
    store.put(uid, 0, part(key, 0));
    store.put(uid, 2 * PART, ByteBuffer.wrap(key, 2 * PART, PART + 10));
    ByteBuffer there = ByteBuffer.allocate(PART + 5);
    replica().read(uid, 2 * PART + 5, there);
    assertThat(there.array()).isEqualTo(Arrays.copyOfRange(key, 2 * PART + 5, 3 * PART + 10));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> store.read(uid, PART - 1, ByteBuffer.allocate(2)));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> store.read(uid, 3 * PART, ByteBuffer.allocate(11)));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> store.read(uid, 0, ByteBuffer.allocate(4 * PART)));
  }

  @Test
  void aCompleteKeyIsReadBeforeItIsCommittedInAnyPieces() {
    byte[] key = bytes(2 * PART + 30);
    Uid uid = complete(key);
    ByteBuffer middle = ByteBuffer.allocate(PART + 50);
    store.read(uid, PART - 20, middle);
    assertThat(middle.hasRemaining()).isFalse();
    assertThat(middle.array()).isEqualTo(Arrays.copyOfRange(key, PART - 20, 2 * PART + 30));
    store.read(uid, key.length, ByteBuffer.allocate(0));
    assertThatThrownBy(() -> store.read(uid, key.length - 1, ByteBuffer.allocate(2)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> store.read(uid, -1, ByteBuffer.allocate(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aCommittedKeyIsFinal() {
    byte[] key = bytes(PART);
    Uid uid = committed(key);
    store.commit(uid);
    refusal(ErrorCode.KEY_COMPLETE, () -> replica().put(uid, 0, ByteBuffer.wrap(key)));
    refusal(ErrorCode.KEY_COMPLETE, () -> store.append(uid, ByteBuffer.wrap(key)));
    assertThat(content(store, uid)).isEqualTo(key);
  }

  @Test
  void theFingerprintIsKnownWithTheHeaderAndNotBefore() {
    byte[] key = bytes(200);
    long fingerprint = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
    Uid uid = store.begin(new NewKey(key.length, 20, KeyOwner.ANYBODY));
    assertThat(store.put(uid, 0, ByteBuffer.wrap(key, 0, 31)).fingerprint()).isEmpty();
    assertThat(store.put(uid, 31, ByteBuffer.wrap(key, 31, 1)).fingerprint()).isEqualTo(OptionalLong.of(fingerprint));
    assertThat(replica().describe(uid).fingerprint()).hasValue(fingerprint);
  }

  @Test
  void whatWasAnnouncedIsDescribed() {
    Uid uid = store.begin(new NewKey(300, 70, ALICE));
    KeyDescription described = replica().describe(uid);
    assertThat(described.totalBytes()).isEqualTo(300);
    assertThat(described.partBytes()).isEqualTo(70);
    assertThat(described.owner()).isEqualTo(ALICE);
    assertThat(described.lastUse()).isEqualTo(now);
  }

  @Test
  void twoKeysHaveTwoUidsAndADeletedOneIsUnknownEverywhere() {
    Uid uid = committed(bytes(50));
    Uid other = committed(bytes(60));
    assertThat(uid).isNotEqualTo(other);
    assertThat(replica().delete(uid)).isTrue();
    assertThat(store.delete(uid)).isFalse();
    for (Callable<?> call : List.<Callable<?>>of(
        () -> store.describe(uid),
        () -> store.put(uid, 0, ByteBuffer.allocate(1)),
        () -> store.append(uid, ByteBuffer.allocate(1)),
        () -> {
          store.read(uid, 0, ByteBuffer.allocate(1));
          return null;
        },
        () -> {
          store.commit(uid);
          return null;
        })) {
      assertThat(refusal(ErrorCode.UNKNOWN_UID, call::call)).doesNotContain(other.toString());
    }
    assertThat(content(store, other)).isEqualTo(bytes(60));
  }

  @Test
  void aFullStoreRefusesAndTakesAgainAfterADelete() {
    int second = 100 + besideEachKey();
    Uid first = begun(fitting(second));
    refusal(ErrorCode.STORE_FULL, () -> store.begin(NewKey.of(101)));
    begun(100);
    assertThat(store.usedBytes()).isEqualTo(CAPACITY);
    assertThat(store.capacityBytes()).isEqualTo(CAPACITY);
    store.delete(first);
    assertThat(store.usedBytes()).isEqualTo(second);
    store.begin(NewKey.of(fitting(second)));
  }

  /** A key of which the first byte has come. */
  private Uid begun(int length) {
    Uid uid = store.begin(NewKey.of(length));
    store.put(uid, 0, ByteBuffer.allocate(1));
    return uid;
  }

  @Test
  void anAnnouncementTakesNoRoomUntilItsFirstBytesCome() {
    Uid first = store.begin(NewKey.of(fitting(0)));
    Uid second = store.begin(NewKey.of(fitting(0)));
    assertThat(store.usedBytes()).isZero();
    store.put(first, 0, ByteBuffer.allocate(0));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(first, 1, ByteBuffer.allocate(1)));
    assertThat(store.usedBytes()).isZero();
    replica().put(second, 0, ByteBuffer.allocate(1));
    assertThat(store.usedBytes()).isEqualTo(CAPACITY);
    refusal(ErrorCode.STORE_FULL, () -> store.put(first, 0, ByteBuffer.allocate(1)));
    refusal(ErrorCode.STORE_FULL, () -> store.append(first, ByteBuffer.allocate(1)));
    assertThat(store.describe(first).receivedBytes()).isZero();
    store.delete(second);
    store.put(first, 0, ByteBuffer.allocate(1));
    assertThat(store.usedBytes()).isEqualTo(CAPACITY);
  }

  @Test
  void theCommittedBytesOfAnOwnerAreCounted() {
    Uid first = store.begin(new NewKey(300, 70, ALICE));
    store.put(first, 0, ByteBuffer.wrap(bytes(300)));
    committed(bytes(50));
    assertThat(store.committedBytes(ALICE)).isZero();
    store.commit(first);
    Uid second = store.begin(new NewKey(40, 70, ALICE));
    store.put(second, 0, ByteBuffer.wrap(bytes(40)));
    store.commit(second);
    assertThat(replica().committedBytes(ALICE)).isEqualTo(340 + 2 * besideEachKey());
    assertThat(store.committedBytes(KeyOwner.ANYBODY)).isEqualTo(50 + besideEachKey());
    assertThat(store.committedBytes(KeyOwner.of(Caller.of("bob")))).isZero();
    store.delete(first);
    assertThat(store.committedBytes(ALICE)).isEqualTo(40 + besideEachKey());
  }

  @Test
  void committedKeysThatAreNotUsedAreFound() {
    Uid old = committed(bytes(10));
    Uid touched = committed(bytes(11));
    Uid unfinished = store.begin(key(10));
    now = now.plus(Duration.ofHours(2));
    replica().touch(touched);
    store.touch(unfinished);
    Uid fresh = committed(bytes(12));
    assertThat(store.idleSince(now.minus(Duration.ofHours(1)))).containsExactly(old);
    assertThat(replica().idleSince(now.plusSeconds(1))).containsExactlyInAnyOrder(old, touched, fresh);
    assertThat(replica().recentlyUsed(2)).containsExactlyInAnyOrder(touched, fresh);
    assertThat(store.recentlyUsed(9)).hasSize(3).endsWith(old);
    assertThat(store.recentlyUsed(0)).isEmpty();
    assertThat(store.describe(touched).lastUse()).isEqualTo(now);
    store.delete(old);
    store.touch(old);
    assertThat(store.idleSince(now)).isEmpty();
  }

  @Test
  void ofTwoSendersForOnePlaceOneWinsAndNothingIsMixed() throws Exception {
    byte[] zeros = new byte[PART];
    byte[] ones = new byte[PART];
    Arrays.fill(ones, (byte) 1);
    KeyStore other = replica();
    var pool = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        Uid uid = store.begin(key(PART));
        CyclicBarrier both = new CyclicBarrier(2);
        var results = pool.invokeAll(IntStream.range(0, 2).<Callable<Boolean>>mapToObj(i -> () -> {
          both.await();
          try {
            (i == 0 ? store : other).put(uid, 0, ByteBuffer.wrap(i == 0 ? zeros : ones));
            return true;
          } catch (NightjarException e) {
            return false;
          }
        }).toList());
        assertThat(results.get(0).get() ^ results.get(1).get()).isTrue();
        store.commit(uid);
        assertThat(content(store, uid)).isEqualTo(results.get(0).get() ? zeros : ones);
        store.delete(uid);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void generationsOfKeysDiffer() {
    long first = store.describe(committed(bytes(10))).generation();
    assertThat(store.describe(committed(bytes(10))).generation()).isNotEqualTo(first);
  }
}
