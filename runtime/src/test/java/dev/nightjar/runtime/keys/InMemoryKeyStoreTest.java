package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.KeyStore.Status;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryKeyStoreTest {
  private static final int MIB = 1 << 20;
  private static final Duration IDLE = Duration.ofMinutes(10);

  private Instant now = Instant.EPOCH;
  private final InMemoryKeyStore store = store(8L * MIB, 4L * MIB);

  private InMemoryKeyStore store(long capacity, long maxKey) {
    SplittableRandom random = new SplittableRandom(1);
    return new InMemoryKeyStore(capacity, maxKey, IDLE, () -> now, random::nextLong);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer part(byte[] key, int from, int to) {
    return ByteBuffer.wrap(key, from, to - from);
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] all = new byte[buffer.remaining()];
    buffer.get(all);
    return all;
  }

  @Test
  void aKeyThatCameInPartsOfAnySizeIsReadBackWhole() {
    byte[] key = bytes(3 * MIB + 17);
    long uid = store.begin(key.length);
    int[] ends = {1, MIB - 1, MIB, MIB + 5, 3 * MIB, key.length};
    int at = 0;
    for (int end : ends) {
      assertThat(store.put(uid, at, part(key, at, end))).isEqualTo(new Status(key.length, end, false));
      at = end;
    }
    store.commit(uid);
    assertThat(store.status(uid)).isEqualTo(new Status(key.length, key.length, true));
    assertThat(content(store.open(uid))).isEqualTo(key);
    assertThat(content(store.open(uid))).as("a second reader").isEqualTo(key);
  }

  @Test
  void anOpenedKeyCannotBeWrittenTo() {
    ByteBuffer open = store.open(committed(100));
    assertThatThrownBy(() -> open.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  private long committed(int length) {
    long uid = store.begin(length);
    store.put(uid, 0, ByteBuffer.wrap(bytes(length)));
    store.commit(uid);
    return uid;
  }

  @Test
  void aPartIsReadFromItsPositionAndItsBufferIsLeftAsItIs() {
    byte[] key = bytes(1000);
    long uid = store.begin(500);
    ByteBuffer buffer = part(key, 300, 800);
    store.put(uid, 0, buffer);
    assertThat(buffer.remaining()).isEqualTo(500);
    store.commit(uid);
    assertThat(store.open(uid)).isEqualTo(part(key, 300, 800));
  }

  @Test
  void aPartThatComesAgainChangesNothing() {
    byte[] key = bytes(2 * MIB + 9);
    long uid = store.begin(key.length);
    store.put(uid, 0, part(key, 0, MIB + 3));
    assertThat(store.put(uid, 0, part(key, 0, MIB + 3)).receivedBytes()).isEqualTo(MIB + 3);
    assertThat(store.put(uid, MIB - 4, part(key, MIB - 4, 2 * MIB)).receivedBytes()).isEqualTo(2 * MIB);
    store.put(uid, 2 * MIB, part(key, 2 * MIB, key.length));
    store.commit(uid);
    assertThat(content(store.open(uid))).isEqualTo(key);
  }

  @Test
  void aPartThatContradictsWhatIsThereIsRefusedAndChangesNothing() {
    byte[] key = bytes(2 * MIB);
    long uid = store.begin(key.length);
    store.put(uid, 0, part(key, 0, MIB + 10));
    byte[] other = key.clone();
    other[MIB + 9] ^= 1;
    String sentence = refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 0, ByteBuffer.wrap(other)));
    assertThat(sentence).contains("contradicts");
    assertThat(store.status(uid).receivedBytes()).isEqualTo(MIB + 10);
    store.put(uid, MIB, part(key, MIB, key.length));
    store.commit(uid);
    assertThat(content(store.open(uid))).isEqualTo(key);
  }

  @Test
  void aPartThatLeavesAGapIsRefusedAndSaysWhatIsMissing() {
    long uid = store.begin(100);
    store.put(uid, 0, ByteBuffer.allocate(10));
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 11, ByteBuffer.allocate(1))))
        .contains("next missing byte is 10");
  }

  @Test
  void aPartAtANegativeOffsetIsRefused() {
    long uid = store.begin(100);
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, -1, ByteBuffer.allocate(1)));
  }

  @Test
  void aPartThatPassesTheAnnouncedEndIsRefused() {
    long uid = store.begin(100);
    store.put(uid, 0, ByteBuffer.allocate(99));
    assertThat(refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 99, ByteBuffer.allocate(2))))
        .contains("announced end");
  }

  @Test
  void aPartAfterCommitIsRefused() {
    long uid = committed(100);
    refusal(ErrorCode.KEY_COMPLETE, () -> store.put(uid, 0, ByteBuffer.wrap(bytes(100))));
  }

  @Test
  void committingAKeyWithAMissingByteIsRefused() {
    long uid = store.begin(100);
    store.put(uid, 0, ByteBuffer.allocate(99));
    assertThat(refusal(ErrorCode.KEY_INCOMPLETE, () -> store.commit(uid))).contains("99 of 100");
  }

  @Test
  void committingTwiceIsFine() {
    long uid = committed(100);
    store.commit(uid);
    assertThat(store.status(uid).committed()).isTrue();
  }

  @Test
  void openingAKeyBeforeCommitIsRefused() {
    long uid = store.begin(100);
    store.put(uid, 0, ByteBuffer.allocate(100));
    assertThat(refusal(ErrorCode.KEY_INCOMPLETE, () -> store.open(uid))).contains("commit it");
  }

  @Test
  void anUnknownUidIsRefusedByEveryMethodWithoutNamingOthers() {
    long known = committed(100);
    long unknown = known ^ 1;
    for (Callable<?> call : List.<Callable<?>>of(
        () -> store.put(unknown, 0, ByteBuffer.allocate(1)),
        () -> store.status(unknown),
        () -> store.open(unknown),
        () -> {
          store.commit(unknown);
          return null;
        })) {
      assertThat(refusal(ErrorCode.UNKNOWN_UID, call::call)).doesNotContain(Long.toString(known));
    }
    assertThat(store.delete(unknown)).isFalse();
  }

  @Test
  void aDeletedKeyIsUnknownAndItsRoomIsFree() {
    long uid = committed(MIB);
    assertThat(store.delete(uid)).isTrue();
    refusal(ErrorCode.UNKNOWN_UID, () -> store.open(uid));
    assertThat(store.usedBytes()).isZero();
    assertThat(store.occupiedBytes()).isZero();
  }

  @Test
  void aKeyLongerThanTheLimitIsRefused() {
    assertThat(refusal(ErrorCode.TOO_LARGE, () -> store.begin(4L * MIB + 1))).contains("4194305", "4194304");
    refusal(ErrorCode.TOO_LARGE, () -> store.begin(1L << 31));
    refusal(ErrorCode.TOO_LARGE, () -> store.begin(Long.MAX_VALUE));
  }

  @Test
  void aKeyWithoutBytesIsRefused() {
    refusal(ErrorCode.INVALID_FORMAT, () -> store.begin(0));
    refusal(ErrorCode.INVALID_FORMAT, () -> store.begin(-5));
  }

  @Test
  void aFullStoreRefusesWithTheRoomThatIsLeftAndTakesAgainAfterADelete() {
    long first = store.begin(4L * MIB);
    store.begin(3L * MIB);
    assertThat(refusal(ErrorCode.STORE_FULL, () -> store.begin(MIB + 1))).contains("1048576", "8388608");
    store.delete(first);
    store.begin(4L * MIB);
    assertThat(store.usedBytes()).isEqualTo(7L * MIB);
    assertThat(store.capacityBytes()).isEqualTo(8L * MIB);
  }

  @Test
  void anAnnouncementTakesNoMemoryAndAnUploadNoMoreThanWhatCame() {
    InMemoryKeyStore large = store(1L << 40, Integer.MAX_VALUE);
    for (int i = 0; i < 200; i++) {
      large.begin(500L * MIB);
    }
    assertThat(large.usedBytes()).isEqualTo(200 * 500L * MIB);
    assertThat(large.occupiedBytes()).isZero();
    long uid = large.begin(500L * MIB);
    large.put(uid, 0, ByteBuffer.allocate(MIB + 1));
    assertThat(large.occupiedBytes()).isEqualTo(2L * MIB);
  }

  @Test
  void anAbandonedUploadIsForgottenWhenTheNextKeyBegins() {
    long abandoned = store.begin(4L * MIB);
    store.put(abandoned, 0, ByteBuffer.allocate(10));
    final long finished = committed(MIB);
    final long active = store.begin(2L * MIB);
    now = now.plus(IDLE);
    store.put(active, 0, ByteBuffer.allocate(10));
    refusal(ErrorCode.STORE_FULL, () -> store.begin(2L * MIB));
    now = now.plusNanos(1);
    store.begin(2L * MIB);
    refusal(ErrorCode.UNKNOWN_UID, () -> store.status(abandoned));
    assertThat(store.status(active).receivedBytes()).isEqualTo(10);
    assertThat(store.status(finished).committed()).isTrue();
    assertThat(store.usedBytes()).isEqualTo(5L * MIB);
  }

  @Test
  void uidsHave53BitsAndATakenOneIsDrawnAgain() {
    Iterator<Long> draws = List.of(-1L, -1L, 7L).iterator();
    InMemoryKeyStore drawn = new InMemoryKeyStore(1000, 1000, IDLE, () -> now, draws::next);
    assertThat(drawn.begin(1)).isEqualTo((1L << 53) - 1);
    assertThat(drawn.begin(1)).isEqualTo(7);
  }

  @Test
  void uidsOfTheSystemAreDifferentAndInRange() {
    InMemoryKeyStore system = new InMemoryKeyStore(1000, 1000, IDLE);
    Set<Long> uids = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      uids.add(system.begin(1));
    }
    assertThat(uids).hasSize(500).allMatch(uid -> uid >= 0 && uid < 1L << 53);
    assertThat(uids).as("more than 48 bits are drawn").anyMatch(uid -> uid >= 1L << 48);
  }

  @Test
  void ofTwoClientsThatWriteTheSamePlaceOneWinsAndNothingIsMixed() throws Exception {
    byte[] zeros = new byte[MIB];
    byte[] ones = new byte[MIB];
    Arrays.fill(ones, (byte) 1);
    var pool = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 50; round++) {
        long uid = store.begin(MIB);
        CyclicBarrier both = new CyclicBarrier(2);
        var results = pool.invokeAll(IntStream.range(0, 2).<Callable<Boolean>>mapToObj(i -> () -> {
          both.await();
          try {
            store.put(uid, 0, ByteBuffer.wrap(i == 0 ? zeros : ones));
            return true;
          } catch (NightjarException e) {
            return false;
          }
        }).toList());
        assertThat(results.get(0).get() ^ results.get(1).get()).isTrue();
        store.commit(uid);
        assertThat(content(store.open(uid))).isEqualTo(results.get(0).get() ? zeros : ones);
        store.delete(uid);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aClosedStoreRefusesEverything() {
    long uid = committed(10);
    store.close();
    refusal(ErrorCode.UNAVAILABLE, () -> store.begin(10));
    refusal(ErrorCode.UNAVAILABLE, () -> store.open(uid));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> store(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store(1, 1L << 31)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InMemoryKeyStore(1, 1, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
