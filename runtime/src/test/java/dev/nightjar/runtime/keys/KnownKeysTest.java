package dev.nightjar.runtime.keys;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
  private static final Duration FRESHNESS = Duration.ofSeconds(10);

  private Instant now = Instant.EPOCH;
  private int asked;
  private final List<Uid> outdated = new ArrayList<>();

  /** A store that draws the same uid again and again, and counts how often it is asked. */
  private final KeyStore store = new ForwardingKeyStore(
      new InMemoryKeyStore(1000, 1000, Duration.ofMinutes(1), () -> now, () -> 7)) {
    @Override
    public KeyDescription describe(Uid uid) {
      asked++;
      return super.describe(uid);
    }
  };

  private final KnownKeys keys = new KnownKeys(store, FRESHNESS, () -> now, outdated::add);

  private Uid committed() {
    Uid uid = store.begin(NewKey.of(40));
    store.put(uid, 0, ByteBuffer.allocate(40));
    store.commit(uid);
    return uid;
  }

  @Test
  void theStoreIsAskedOnceForTheTimeThatItsAnswerIsFresh() {
    Uid uid = committed();
    keys.require(uid);
    now = now.plus(FRESHNESS).minusNanos(1);
    keys.require(uid);
    assertThat(asked).isEqualTo(1);
    now = now.plusNanos(1);
    keys.require(uid);
    assertThat(asked).isEqualTo(2);
    assertThat(outdated).isEmpty();
  }

  @Test
  void forWhomAKeyIsNotTheStoreIsAskedAsForOneThatIsNotThere() {
    Uid uid = committed();
    keys.require(uid);
    for (Uid refused : new Uid[] {uid, new Uid(8)}) {
      asked = 0;
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.require(refused, key -> false));
      assertThat(asked).isEqualTo(1);
    }
    keys.require(uid);
    assertThat(asked).as("its owner's description is as fresh as before").isEqualTo(1);
  }

  @Test
  void withoutFreshnessTheStoreIsAskedForEachInference() {
    KnownKeys none = new KnownKeys(store, Duration.ZERO, () -> now, outdated::add);
    Uid uid = committed();
    none.require(uid);
    none.require(uid);
    assertThat(asked).as("at the same instant").isEqualTo(2);
    store.delete(uid);
    refusal(ErrorCode.UNKNOWN_UID, () -> none.require(uid));
    assertThat(outdated).containsExactly(uid);
  }

  @Test
  void theStoreIsToldThatAKeyIsUsed() {
    Uid uid = committed();
    now = now.plusSeconds(3600);
    keys.require(uid);
    assertThat(store.describe(uid).lastUse()).isEqualTo(now);
  }

  @Test
  void aLookIsNoUse() {
    Uid uid = committed();
    Instant then = now;
    now = now.plusSeconds(3600);
    assertThat(keys.look(uid).lastUse()).isEqualTo(then);
    assertThat(store.describe(uid).lastUse()).isEqualTo(then);
    refusal(ErrorCode.UNKNOWN_UID, () -> keys.look(new Uid(8)));
  }

  @Test
  void aKeyThatAnotherReplicaDeletedIsRefusedAfterThatTimeAndItsLoadedFormsGo() {
    Uid uid = committed();
    keys.require(uid);
    store.delete(uid);
    now = now.plus(FRESHNESS);
    refusal(ErrorCode.UNKNOWN_UID, () -> keys.require(uid));
    assertThat(outdated).containsExactly(uid);
  }

  @Test
  void whatNobodyAsksForAgainIsLetGoAtARefreshOnceItIsNotThere() {
    Uid uid = committed();
    keys.require(uid);
    keys.refresh();
    assertThat(asked).as("a fresh description is not asked for again").isEqualTo(1);
    now = now.plus(FRESHNESS);
    keys.refresh();
    assertThat(outdated).isEmpty();
    store.delete(uid);
    keys.refresh();
    assertThat(outdated).containsExactly(uid);
    keys.refresh();
    assertThat(asked).as("what is let go is not asked for").isEqualTo(3);
  }

  @Test
  void anotherKeyUnderTheSameUidMakesARefreshLetTheFormerGo() {
    Uid uid = committed();
    keys.require(uid);
    store.delete(uid);
    assertThat(committed()).isEqualTo(uid);
    now = now.plus(FRESHNESS);
    keys.refresh();
    assertThat(outdated).containsExactly(uid);
  }

  @Test
  void aKeyThatIsDeletedHereIsRefusedAtOnce() {
    Uid uid = committed();
    keys.require(uid);
    store.delete(uid);
    keys.forget(uid);
    refusal(ErrorCode.UNKNOWN_UID, () -> keys.require(uid));
    assertThat(outdated).contains(uid);
  }

  @Test
  void anotherKeyUnderTheSameUidIsNotTakenForTheOneThatIsLoaded() {
    Uid uid = committed();
    long before = keys.require(uid).generation();
    store.delete(uid);
    assertThat(committed()).isEqualTo(uid);
    now = now.plus(FRESHNESS);
    assertThat(keys.require(uid).generation()).isNotEqualTo(before);
    assertThat(outdated).containsExactly(uid);
  }

  @Test
  void aKeyThatIsNotCommittedIsRefusedAndNotRemembered() {
    Uid uid = store.begin(NewKey.of(40));
    store.put(uid, 0, ByteBuffer.allocate(39));
    assertThat(refusal(ErrorCode.KEY_INCOMPLETE, () -> keys.require(uid))).contains("39 of 40", "send the rest");
    store.append(uid, ByteBuffer.allocate(1));
    assertThat(refusal(ErrorCode.KEY_INCOMPLETE, () -> keys.require(uid))).contains("commit it");
    store.commit(uid);
    assertThat(keys.require(uid).committed()).isTrue();
  }

  @Test
  void aNegativeFreshnessIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(
        () -> new KnownKeys(store, Duration.ofSeconds(-1), () -> now, outdated::add)).withMessageContaining("PT-1S");
  }
}
