package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import dev.nightjar.runtime.keys.KnownKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyUpkeepTest {
  private static final Duration OFTEN = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicInteger failures = new AtomicInteger();
  private final BlockingQueue<Uid> outdated = new LinkedBlockingQueue<>();

  /** A store that another replica may change too, and that fails as often as it is said. */
  private final KeyStore store = new ForwardingKeyStore(
      new InMemoryKeyStore(1000, 1000, Duration.ofMinutes(1))) {
    @Override
    public KeyDescription describe(Uid uid) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "no connection");
      }
      return super.describe(uid);
    }
  };
  private KeyUpkeep running;

  private final KnownKeys known = new KnownKeys(store, Duration.ZERO, InstantSource.system(), outdated::add);

  private Uid used() {
    Uid uid = store.begin(NewKey.of(40));
    store.put(uid, 0, ByteBuffer.allocate(40));
    store.commit(uid);
    known.require(uid);
    return uid;
  }

  private void start(Optional<Duration> idleTime) {
    running = new KeyUpkeep(new GuardedKeyStore(store, new ServedKeys(new ModelRegistry()), known::forget, idleTime,
        () -> Instant.now().plus(DAY).plusSeconds(1), new Listeners(List.of())), known, OFTEN);
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void aKeyThatAnotherReplicaDeletedIsLetGoWithoutARequest() throws InterruptedException {
    Uid uid = used();
    store.delete(uid);
    start(Optional.empty());
    assertThat(outdated.poll(50, TimeUnit.SECONDS)).isEqualTo(uid);
  }

  @Test
  void aKeyThatNobodyUsedForTheIdleTimeIsDeletedWithoutARequest() throws InterruptedException {
    Uid uid = used();
    start(Optional.of(DAY));
    assertThat(outdated.poll(50, TimeUnit.SECONDS)).isEqualTo(uid);
    refusal(ErrorCode.UNKNOWN_UID, () -> store.describe(uid));
  }

  @Test
  void aStoreThatFailsIsAskedAgain() throws InterruptedException {
    Uid uid = used();
    store.delete(uid);
    failures.set(3);
    start(Optional.empty());
    assertThat(outdated.poll(50, TimeUnit.SECONDS)).isEqualTo(uid);
    assertThat(failures).hasValue(0);
  }
}
