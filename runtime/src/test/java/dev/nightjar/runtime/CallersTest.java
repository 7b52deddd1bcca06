package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadToken;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import dev.nightjar.runtime.keys.KeyAccess;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Keys are for their owners, without any transport. */
class CallersTest extends RuntimeFixture {
  private static final Caller ALICE = Caller.of("alice");
  private static final Caller BOB = Caller.of("bob");

  private static final List<Caller> OTHERS = List.of(BOB, Caller.ANONYMOUS, Caller.at("192.0.2.1"),
      Caller.at("x").withUploadToken(UploadToken.random(new SecureRandom())));

  private NightjarException unknown(Caller caller, Uid uid) {
    String sentence = refusal(ErrorCode.UNKNOWN_UID,
        () -> runtime.infer(caller, Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[0])));
    return new NightjarException(ErrorCode.UNKNOWN_UID, sentence);
  }

  @Test
  void aKeyServesItsOwnerAlone() {
    Uid uid = runtime.saveKey(ALICE, echoKey);
    assertThat(runtime.infer(ALICE, Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[1])).content())
        .isNotEmpty();
    for (Caller other : OTHERS) {
      assertThat(unknown(other, uid)).hasMessage(unknown(other, new Uid(17)).getMessage());
      KeyStore keys = runtime.keys(other);
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.describe(uid));
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.read(uid, 0, ByteBuffer.allocate(1)));
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.commit(uid));
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.put(uid, 0, ByteBuffer.wrap(echoKey)));
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.append(uid, ByteBuffer.wrap(echoKey)));
      assertThat(keys.delete(uid)).isFalse();
      assertThat(keys.idleSince(Instant.MAX)).isEmpty();
    }
    assertThat(runtime.keys(ALICE).idleSince(Instant.MAX)).containsExactly(uid);
    assertThat(runtime.keys(ALICE).delete(uid)).isTrue();
    assertThat(unknown(ALICE, uid)).hasMessage(unknown(ALICE, new Uid(17)).getMessage());
  }

  @Test
  void whoNamesManyUnknownUidsIsRefusedAllThatHaveNoOwnerAndNobodyElseIs() {
    Uid anybodys = runtime.saveKey(echoKey);
    Caller guesser = Caller.at("192.0.2.7");
    Caller neighbour = guesser.withUploadToken(UploadToken.random(new SecureRandom()));
    Uid owned = runtime.saveKey(neighbour, echoKey);
    KeyStore keys = runtime.keys(guesser);
    for (int i = 0; i < CallerLimits.DEFAULT.unknownUids(); i += 4) {
      Uid uid = new Uid(i + 1);
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.describe(uid));
      refusal(ErrorCode.UNKNOWN_UID, () -> keys.commit(uid));
      assertThat(keys.delete(uid)).isFalse();
      unknown(guesser, uid);
    }
    for (Uid uid : List.of(anybodys, new Uid(5), owned)) {
      assertThat(refusal(ErrorCode.BUSY, () -> keys.describe(uid))).contains("unknown uids in a minute");
      refusal(ErrorCode.BUSY, () -> keys.delete(uid));
      refusal(ErrorCode.BUSY,
          () -> runtime.infer(guesser, Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[0])));
    }
    assertThat(runtime.infer(neighbour, Optional.of("echo"), Optional.of(owned), echo.encrypt(ROWS[0])).content())
        .isNotEmpty();
    assertThat(runtime.keys(neighbour).delete(owned)).isTrue();
    for (Caller other : List.of(BOB, Caller.at("192.0.2.8"), Caller.ANONYMOUS)) {
      assertThat(runtime.keys(other).describe(anybodys).committed()).isTrue();
    }
  }

  @Test
  void aMinuteLaterUidsAreLookedUpAgain() {
    AtomicLong clock = new AtomicLong();
    GuessLimit limit = new GuessLimit(20, clock::get);
    ThrowingCallable guess = () -> limit.find(BOB, () -> {
      throw KeyAccess.unknown();
    });
    for (int i = 0; i < 20; i++) {
      refusal(ErrorCode.UNKNOWN_UID, guess);
    }
    clock.set(Duration.ofSeconds(59).toNanos());
    assertThatThrownBy(guess).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
    });
    clock.set(Duration.ofSeconds(60).toNanos());
    refusal(ErrorCode.UNKNOWN_UID, guess);
  }

  @Test
  void whatIsNotTheCallersIsNotNotedAsUsed() {
    Uid uid = runtime.saveKey(ALICE, echoKey);
    Instant before = runtime.keys().describe(uid).lastUse();
    unknown(BOB, uid);
    runtime.keys(BOB).touch(uid);
    assertThat(runtime.keys().describe(uid).lastUse()).isEqualTo(before);
  }

  @Test
  void aKeyThatIsBegunIsTheCallersWhateverOwnerIsGiven() {
    Uid uid = runtime.keys(BOB).begin(new NewKey(echoKey.length, 1 << 20,
        runtime.keys().describe(runtime.saveKey(ALICE, echoKey)).owner()));
    assertThat(runtime.keys(BOB).describe(uid).committed()).isFalse();
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.keys(ALICE).describe(uid));
  }

  @Test
  void requestsByTheirMethodAreMadeInTheNameOfTheirCaller() {
    var saved = runtime.handle(new EndpointRequest("save_key", Optional.empty(), Map.of(),
        Map.of("evaluation_keys", echoKey), ALICE));
    Uid uid = new Uid((Long) ((EndpointResponse.Fields) saved).values().get("uid"));
    for (String model : List.of("", "echo")) {
      EndpointRequest asked = new EndpointRequest("inference", Optional.of(model).filter(name -> !name.isEmpty()),
          Map.of("uid", uid.toString()), Map.of("encrypted_inputs", echo.encrypt(ROWS[0])), BOB);
      refusal(ErrorCode.UNKNOWN_UID, () -> runtime.handle(asked));
    }
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.handle(new EndpointRequest("append_key", Optional.empty(),
        Map.of("uid", uid.toString()), Map.of("evaluation_keys", new byte[1]), BOB)));
  }

  @Test
  void theHostSeesTheKeysOfAll() {
    Uid uid = runtime.saveKey(ALICE, echoKey);
    assertThat(runtime.keys().describe(uid).owner().text()).isEqualTo("principal:alice");
    assertThat(runtime.keys().delete(uid)).isTrue();
  }

  @Test
  void keysForAnybodyAreRefusedAndUnknownWhereTheyAreNotAllowed() {
    restart(NightjarRuntime.builder().keysForAnybody(false));
    assertThat(refusal(ErrorCode.UNAUTHENTICATED, () -> runtime.saveKey(echoKey))).contains("upload token");
    Uid left = runtime.keys().begin(NewKey.of(echoKey.length));
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.keys(Caller.ANONYMOUS).describe(left));
    refusal(ErrorCode.UNKNOWN_UID, () -> runtime.keys(ALICE).describe(left));
    Caller holder = Caller.ANONYMOUS.withUploadToken(UploadToken.random(new SecureRandom()));
    Uid uid = runtime.saveKey(holder, echoKey);
    assertThat(runtime.infer(holder, Optional.of("echo"), Optional.of(uid), echo.encrypt(ROWS[0])).content())
        .isNotEmpty();
  }

  @Test
  void aFirstPartThatIsRefusedReservesNothing() {
    KeyStore keys = runtime.keys(Caller.at("192.0.2.1"));
    Uid uid = keys.begin(NewKey.of(echoKey.length));
    refusal(ErrorCode.INVALID_FORMAT, () -> keys.put(uid, 0, ByteBuffer.allocate(100)));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> keys.put(uid, 0, ByteBuffer.wrap(echoKey, 0, 31)));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> keys.append(uid, ByteBuffer.wrap(echoKey, 0, 31)));
    assertThat(runtime.keys().usedBytes()).isZero();
    keys.append(uid, ByteBuffer.wrap(echoKey, 0, 32));
    assertThat(runtime.keys().usedBytes()).isEqualTo(echoKey.length);
  }

  /** While it stores the first bytes, something else happens. */
  private static final class Interrupted extends ForwardingKeyStore {
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

    Interrupted(KeyStore store) {
      super(store);
    }

    @Override
    public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
      Optional.ofNullable(meanwhile.getAndSet(null)).ifPresent(Runnable::run);
      return super.put(uid, offset, bytes);
    }
  }

  private static Optional<ErrorCode> codeOf(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (NightjarException e) {
      return Optional.of(e.code());
    }
  }

  @Test
  void ofTwoFirstPartsThatContradictEachOtherTheRefusedOneReleasesNothing() throws Exception {
    Interrupted store = new Interrupted(new InMemoryKeyStore(2L * echoKey.length, echoKey.length,
        Duration.ofMinutes(10)));
    restart(NightjarRuntime.builder().keyStore(store));
    KeyStore keys = runtime.keys(Caller.at("192.0.2.1"));
    Uid uid = keys.begin(NewKey.of(echoKey.length));
    byte[] other = Arrays.copyOf(echoKey, 100);
    other[99] ^= 1;
    FutureTask<Optional<ErrorCode>> second = new FutureTask<>(() -> codeOf(() ->
        keys.put(uid, 0, ByteBuffer.wrap(other))));
    Thread thread = new Thread(second);
    store.meanwhile.set(() -> {
      thread.start();
      while (thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.TERMINATED) {
        Thread.onSpinWait();
      }
    });
    Optional<ErrorCode> first = codeOf(() -> keys.put(uid, 0, ByteBuffer.wrap(echoKey, 0, 100)));
    assertThat(Stream.of(first, second.get()).flatMap(Optional::stream))
        .containsExactly(ErrorCode.KEY_PART_CONFLICT);
    Uid next = keys.begin(NewKey.of(echoKey.length));
    refusal(ErrorCode.BUSY, () -> keys.put(next, 0, ByteBuffer.wrap(echoKey, 0, 100)));
  }
}
