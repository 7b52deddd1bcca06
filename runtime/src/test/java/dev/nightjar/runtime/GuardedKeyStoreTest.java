package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key is verified first and committed then, whatever happens in between. */
class GuardedKeyStoreTest {
  private static final int LENGTH = (int) EvaluationKeyCodec.encodedBytes(TestModels.SMALL, KeyPart.FOR_BOOTSTRAPS);

  private Instant now = Instant.EPOCH;
  private final List<Uid> forgotten = new ArrayList<>();
  private final ModelRegistry models = new ModelRegistry();
  private final Crashing inner = new Crashing(new InMemoryKeyStore(4L * LENGTH, LENGTH, Duration.ofMinutes(10)));
  private final GuardedKeyStore store = guarded(inner);

  /** A store under which the process ends at a step, or that cannot be read for a while. */
  private static final class Crashing extends ForwardingKeyStore {
    private String step = "";
    private boolean unreachable;

    Crashing(KeyStore delegate) {
      super(delegate);
    }

    private void reach(String reached) {
      if (reached.equals(step)) {
        throw new IllegalStateException("the process ended at " + reached);
      }
    }

    @Override
    public void read(Uid uid, long offset, ByteBuffer into) {
      reach("read");
      if (unreachable) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the database does not answer");
      }
      super.read(uid, offset, into);
    }

    @Override
    public void commit(Uid uid) {
      reach("commit");
      super.commit(uid);
    }
  }

  private GuardedKeyStore guarded(KeyStore over) {
    models.add("echo", ServerBundle.of(TestModels.echo("echo"), new byte[0]));
    return new GuardedKeyStore(over, new ServedKeys(models), forgotten::add, Optional.of(Duration.ofHours(1)),
        () -> now, new Listeners(List.of()));
  }

  private static byte[] key() {
    return Frame.write(Frame.Type.EVALUATION_KEY, TestModels.SMALL, LENGTH - Frame.HEADER_BYTES,
        payload -> payload.position(payload.limit()));
  }

  private Uid uploaded(byte[] key) {
    Uid uid = store.begin(NewKey.of(key.length));
    store.put(uid, 0, ByteBuffer.wrap(key));
    return uid;
  }

  private Uid saved() {
    Uid uid = uploaded(key());
    store.commit(uid);
    return uid;
  }

  @Test
  void theFirstBytesComeFirstWithTheWholeHeader() {
    Uid uid = store.begin(NewKey.of(LENGTH));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 1 << 20, ByteBuffer.wrap(key(), 1 << 20, 100)));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 0, ByteBuffer.wrap(key(), 0, 31)));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.append(uid, ByteBuffer.wrap(key(), 0, 31)));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> store.put(uid, 0, ByteBuffer.allocate(0)));
    assertThat(store.usedBytes()).isZero();
    store.put(uid, 0, ByteBuffer.wrap(key(), 0, 32));
    assertThat(store.usedBytes()).isEqualTo(LENGTH);
    store.put(uid, 1 << 20, ByteBuffer.wrap(key(), 1 << 20, 100));
    assertThat(store.describe(uid).receivedBytes()).isEqualTo(132);
  }

  @Test
  void aGoodKeyIsCommitted() {
    Uid uid = uploaded(key());
    store.commit(uid);
    store.commit(uid);
    assertThat(inner.describe(uid).committed()).isTrue();
    assertThat(saved()).isNotEqualTo(uid);
  }

  @Test
  void aDamagedKeyIsNeverCommittedAndGoes() {
    byte[] key = key();
    key[LENGTH / 2] ^= 1;
    Uid uid = uploaded(key);
    assertThat(refusal(ErrorCode.CHECKSUM_MISMATCH, () -> store.commit(uid))).contains("send it again");
    refusal(ErrorCode.UNKNOWN_UID, () -> inner.describe(uid));
    assertThat(forgotten).containsExactly(uid);
  }

  @Test
  void aProcessThatEndsBeforeOrAfterTheVerificationLeavesAKeyThatIsNotCommitted() {
    byte[] damaged = key();
    damaged[LENGTH / 2] ^= 1;
    for (String step : List.of("read", "commit")) {
      Uid uid = uploaded(step.equals("read") ? damaged : key());
      inner.step = step;
      assertThatThrownBy(() -> store.commit(uid)).hasMessageContaining(step);
      assertThat(inner.describe(uid).committed()).as(step).isFalse();
      inner.step = "";
    }
  }

  @Test
  void aKeyWhoseStoreCannotBeReadNowIsKeptAndCommittedLater() {
    Uid uid = uploaded(key());
    inner.unreachable = true;
    refusal(ErrorCode.UNAVAILABLE, () -> store.commit(uid));
    inner.unreachable = false;
    store.commit(uid);
    assertThat(inner.describe(uid).committed()).isTrue();
    assertThat(forgotten).isEmpty();
  }

  @Test
  void anIncompleteKeyIsRefusedAndKept() {
    Uid uid = store.begin(NewKey.of(LENGTH));
    store.put(uid, 0, ByteBuffer.wrap(key(), 0, LENGTH - 1));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> store.commit(uid));
    assertThat(inner.describe(uid).receivedBytes()).isEqualTo(LENGTH - 1);
  }

  @Test
  void aKeyWithAWrongHeaderIsRefusedWithItsFirstBytesPutOrAppended() {
    byte[] key = key();
    key[8] ^= 1;
    Uid uid = store.begin(NewKey.of(LENGTH));
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> store.put(uid, 0, ByteBuffer.wrap(key, 0, 100)));
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> store.append(uid, ByteBuffer.wrap(key, 0, 100)));
    assertThat(inner.describe(uid).receivedBytes()).isZero();
  }

  @Test
  void committedKeysThatNobodyUsesGoWhenTheNextOneBegins() {
    Uid old = saved();
    now = Instant.now().plus(Duration.ofMinutes(59));
    store.begin(NewKey.of(LENGTH));
    assertThat(inner.describe(old).committed()).isTrue();
    now = now.plus(Duration.ofMinutes(2));
    store.begin(NewKey.of(LENGTH));
    refusal(ErrorCode.UNKNOWN_UID, () -> inner.describe(old));
    assertThat(forgotten).containsExactly(old);
  }
}
