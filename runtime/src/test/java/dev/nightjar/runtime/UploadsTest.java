package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one caller may take of a store of 1000 bytes. */
class UploadsTest {
  private static final Caller ALICE = Caller.of("alice");
  private static final Caller BOB = Caller.of("bob");
  private static final Caller HERE = Caller.at("192.0.2.1");
  private static final Caller THERE = Caller.at("192.0.2.2");
  private static final CallerLimits LIMITS = CallerLimits.DEFAULT.withOpenUploads(3);

  private final InMemoryKeyStore store = new InMemoryKeyStore(1000, 1000, Duration.ofMinutes(10));
  private Uploads uploads = new Uploads(store, LIMITS);

  private Uid begin(Caller caller, int bytes) {
    return uploads.begin(caller, NewKey.of(bytes).withOwner(KeyOwner.of(caller)), store);
  }

  private Uid reserve(Caller caller, int bytes) {
    Uid uid = begin(caller, bytes);
    uploads.reserve(caller, uid, KeyOwner.of(caller), bytes);
    store.put(uid, 0, ByteBuffer.allocate(1));
    return uid;
  }

  private Uid commit(Caller caller, int bytes) {
    Uid uid = reserve(caller, bytes);
    store.put(uid, 0, ByteBuffer.allocate(bytes));
    store.commit(uid);
    return uid;
  }

  @Test
  void aCallerHasANumberOfUnfinishedKeys() {
    for (Caller caller : List.of(ALICE, HERE)) {
      for (int i = 0; i < 3; i++) {
        begin(caller, 10);
      }
      assertThat(refusal(ErrorCode.BUSY, () -> begin(caller, 10))).contains("3 keys", "finish or delete");
    }
    begin(BOB, 10);
    begin(THERE, 10);
  }

  @Test
  void keysThatTheStoreHasCommittedOrForgottenDoNotCount() {
    commit(ALICE, 10);
    Uid deleted = reserve(ALICE, 10);
    begin(ALICE, 10);
    store.delete(deleted);
    begin(ALICE, 10);
    begin(ALICE, 10);
    refusal(ErrorCode.BUSY, () -> begin(ALICE, 10));
  }

  @Test
  void keysThatAreFinishedGiveTheirPlaceBack() {
    Uid uid = begin(ALICE, 10);
    begin(ALICE, 10);
    begin(ALICE, 10);
    uploads.finished(uid);
    begin(ALICE, 10);
    refusal(ErrorCode.BUSY, () -> begin(ALICE, 10));
  }

  @Test
  void aKeyThatTheStoreRefusesTakesNoPlace() {
    for (int i = 0; i < 5; i++) {
      refusal(ErrorCode.TOO_LARGE, () -> begin(HERE, 1001));
    }
    begin(HERE, 10);
  }

  @Test
  void unfinishedKeysOfACallerTakeAQuarterOfTheStore() {
    reserve(ALICE, 200);
    Uid uid = begin(ALICE, 51);
    assertThat(refusal(ErrorCode.BUSY, () -> uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 51)))
        .contains("200 bytes", "has 51", "250");
    uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 50);
    reserve(BOB, 250);
  }

  @Test
  void oneUnfinishedKeyIsAllowedHoweverLongItIs() {
    CallerLimits generous = LIMITS.withKeyBytes(1000);
    uploads = new Uploads(store, generous);
    reserve(ALICE, 900);
    Uid uid = begin(ALICE, 50);
    refusal(ErrorCode.BUSY, () -> uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 50));
  }

  @Test
  void aReservationThatIsTakenBackOrMadeTwiceCountsOnceOrNotAtAll() {
    Uid uid = begin(ALICE, 200);
    uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 200);
    uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 200);
    uploads.release(uid);
    reserve(ALICE, 250);
  }

  @Test
  void unfinishedKeysOfAllAnonymousCallersTakeHalfOfTheStore() {
    reserve(HERE, 250);
    reserve(THERE, 200);
    Caller third = Caller.at("192.0.2.3");
    Uid uid = begin(third, 51);
    refusal(ErrorCode.BUSY, () -> uploads.reserve(third, uid, KeyOwner.ANYBODY, 51));
    reserve(ALICE, 250);
    uploads.reserve(third, uid, KeyOwner.ANYBODY, 50);
  }

  @Test
  void allKeysOfAPrincipalTakeHalfOfTheStore() {
    commit(ALICE, 250);
    Uid second = commit(ALICE, 200);
    assertThat(refusal(ErrorCode.QUOTA_EXCEEDED, () -> begin(ALICE, 51))).contains("501 bytes", "500", "delete");
    Uid uid = begin(ALICE, 50);
    Uid other = begin(ALICE, 50);
    uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 50);
    refusal(ErrorCode.QUOTA_EXCEEDED, () -> uploads.reserve(ALICE, other, KeyOwner.of(ALICE), 50));
    commit(BOB, 250);
    store.delete(second);
    uploads.reserve(ALICE, other, KeyOwner.of(ALICE), 50);
  }

  @Test
  void anUploadThatBeganOnAnotherServerCountsFromItsFirstBytesOn() {
    Uid elsewhere = store.begin(NewKey.of(200).withOwner(KeyOwner.of(ALICE)));
    uploads.reserve(ALICE, elsewhere, KeyOwner.of(ALICE), 200);
    Uid uid = begin(ALICE, 100);
    refusal(ErrorCode.BUSY, () -> uploads.reserve(ALICE, uid, KeyOwner.of(ALICE), 100));
  }
}
