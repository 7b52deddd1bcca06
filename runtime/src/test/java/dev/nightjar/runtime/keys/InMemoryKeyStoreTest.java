package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InMemoryKeyStoreTest extends KeyStoreContract {
  private static final int MIB = 1 << 20;
  private static final Duration IDLE = Duration.ofMinutes(10);

  private InMemoryKeyStore store(long capacity, long maxKey) {
    SplittableRandom random = new SplittableRandom(1);
    return new InMemoryKeyStore(capacity, maxKey, IDLE, () -> now, random::nextLong);
  }

  @Override
  protected KeyStore open() {
    return store(CAPACITY, CAPACITY);
  }

  @Override
  protected KeyStore replica() {
    return store;
  }

  @Test
  void aKeyLongerThanTheLimitIsRefused() {
    InMemoryKeyStore small = store(8L * MIB, 4L * MIB);
    assertThat(refusal(ErrorCode.TOO_LARGE, () -> small.begin(NewKey.of(4L * MIB + 1)))).contains("4194305", "4194304");
    refusal(ErrorCode.TOO_LARGE, () -> small.begin(NewKey.of(1L << 36)));
  }

  @Test
  void theRoomThatIsLeftIsSaid() {
    InMemoryKeyStore small = store(8L * MIB, 8L * MIB);
    small.append(small.begin(NewKey.of(7L * MIB)), ByteBuffer.allocate(1));
    assertThat(refusal(ErrorCode.STORE_FULL, () -> small.begin(NewKey.of(MIB + 1)))).contains("1048576", "8388608");
  }

  @Test
  void anAnnouncementTakesNoRoomAndAnUploadNoMoreMemoryThanTheParts() {
    InMemoryKeyStore large = store(1L << 40, Integer.MAX_VALUE);
    for (int i = 0; i < 200; i++) {
      large.begin(NewKey.of(500L * MIB));
    }
    assertThat(large.usedBytes()).isZero();
    assertThat(large.occupiedBytes()).isZero();
    Uid uid = large.begin(NewKey.of(500L * MIB));
    large.put(uid, 0, ByteBuffer.allocate(MIB + 1));
    assertThat(large.occupiedBytes()).isEqualTo(2L * MIB);
    assertThat(large.usedBytes()).isEqualTo(500L * MIB);
    large.delete(uid);
    assertThat(large.occupiedBytes()).isZero();
  }

  @Test
  void anUploadThatIsTooSlowIsForgottenAndItsRoomIsFree() {
    InMemoryKeyStore small = store(8L * MIB, 4L * MIB);
    Uid abandoned = small.begin(NewKey.of(4L * MIB));
    small.put(abandoned, 0, ByteBuffer.allocate(1));
    Uid finished = small.begin(NewKey.of(MIB));
    small.put(finished, 0, ByteBuffer.allocate(MIB));
    small.commit(finished);
    Uid active = small.begin(NewKey.of(2L * MIB));
    small.put(active, 0, ByteBuffer.allocate(8 << 10));
    now = now.plus(IDLE);
    refusal(ErrorCode.STORE_FULL, () -> small.begin(NewKey.of(2L * MIB)));
    now = now.plusMillis(1);
    small.put(small.begin(NewKey.of(2L * MIB)), 0, ByteBuffer.allocate(1));
    refusal(ErrorCode.UNKNOWN_UID, () -> small.describe(abandoned));
    assertThat(small.describe(active).receivedBytes()).isEqualTo(8 << 10);
    assertThat(small.describe(finished).committed()).isTrue();
    assertThat(small.usedBytes()).isEqualTo(5L * MIB);
    now = now.plusSeconds(1);
    refusal(ErrorCode.UNKNOWN_UID, () -> small.append(active, ByteBuffer.allocate(1)));
    assertThat(small.usedBytes()).isEqualTo(3L * MIB);
  }

  @Test
  void partsThatAreEmptyOrComeAgainDoNotKeepAnUpload() {
    InMemoryKeyStore small = store(8L * MIB, 8L * MIB);
    Uid uid = small.begin(NewKey.of(4L * MIB));
    Uid announced = small.begin(NewKey.of(4L * MIB));
    small.put(uid, 0, ByteBuffer.allocate(10));
    for (int minute = 0; minute < 10; minute++) {
      small.put(uid, 0, ByteBuffer.allocate(10));
      small.append(uid, ByteBuffer.allocate(0));
      if (minute <= 3) {
        small.put(announced, 0, ByteBuffer.allocate(0));
      } else {
        refusal(ErrorCode.UNKNOWN_UID, () -> small.put(announced, 0, ByteBuffer.allocate(0)));
      }
      now = now.plus(Duration.ofMinutes(1));
    }
    now = now.plusMillis(2);
    refusal(ErrorCode.UNKNOWN_UID, () -> small.put(uid, 0, ByteBuffer.allocate(10)));
    assertThat(small.usedBytes()).isZero();
  }

  @Test
  void uidsHave53BitsAndATakenOneIsDrawnAgain() {
    Iterator<Long> draws = List.of(-1L, -1L, 7L).iterator();
    InMemoryKeyStore drawn = new InMemoryKeyStore(1000, 1000, IDLE, () -> now, draws::next);
    assertThat(drawn.begin(NewKey.of(1))).isEqualTo(new Uid((1L << 53) - 1));
    assertThat(drawn.begin(NewKey.of(1))).isEqualTo(new Uid(7));
  }

  @Test
  void uidsOfTheSystemAreDifferentAndOfMoreThan48Bits() {
    InMemoryKeyStore system = new InMemoryKeyStore(1000, 1000, IDLE);
    Set<Uid> uids = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      uids.add(system.begin(NewKey.of(1)));
    }
    assertThat(uids).hasSize(500).anyMatch(uid -> uid.value() >= 1L << 48);
  }

  @Test
  void aClosedStoreRefusesEverything() {
    Uid uid = committed(bytes(10));
    store.close();
    refusal(ErrorCode.UNAVAILABLE, () -> store.begin(NewKey.of(10)));
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uid));
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
