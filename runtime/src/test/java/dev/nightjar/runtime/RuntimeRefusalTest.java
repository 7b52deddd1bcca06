package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.keys.InMemoryKeyStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeRefusalTest extends RuntimeFixture {
  @Test
  void aKeyWithAnyHeaderByteFlippedIsRefusedAndLeavesNothing() {
    for (int i = 0; i < 32; i++) {
      byte[] bad = echoKey.clone();
      bad[i] ^= 0x40;
      ErrorCode expected = i >= 8 && i < 16 ? ErrorCode.PARAMETER_MISMATCH
          : i >= 24 && i < 28 ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.INVALID_FORMAT;
      refusal(expected, () -> upload(bad));
      refusal(expected, () -> save(bad));
      refusal(expected, () -> runtime.saveKey(bad));
    }
    assertThat(runtime.keys().usedBytes()).isZero();
    Uid uid = upload(echoKey);
    assertThat(runtime.infer("echo", uid, echo.encrypt(ROWS[0])).content()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 31, 1L << 31, Long.MAX_VALUE})
  void aKeyLengthThatNoModelHasIsRefusedAtOnce(long length) {
    assertThat(refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(NewKey.of(length))))
        .contains(Long.toString(length), length < 1 ? "at least one byte"
            : length == Long.MAX_VALUE ? "more than 65536 parts" : Long.toString(echoKey.length));
    assertThat(runtime.keys().usedBytes()).isZero();
  }

  @Test
  void aWholeKeyThatIsWrongIsRefusedAndLeavesNothing() {
    byte[] damaged = echoKey.clone();
    damaged[damaged.length - 1] ^= 1;
    refusal(ErrorCode.CHECKSUM_MISMATCH, () -> runtime.saveKey(damaged));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(new byte[0]));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(Arrays.copyOf(echoKey, 100)));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(Arrays.copyOf(echoKey, echoKey.length - 1)));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(Arrays.copyOf(echoKey, echoKey.length + 1)));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.saveKey(echo.encrypt(ROWS[0])));
    assertThat(runtime.keys().usedBytes()).isZero();
  }

  @Test
  void aWholeKeyForWhichThereIsNoRoomIsRefused() {
    restart(NightjarRuntime.builder()
        .keyStore(new InMemoryKeyStore(echoKey.length + 1, 1 << 30, Duration.ofMinutes(1))));
    Uid uid = runtime.saveKey(echoKey);
    refusal(ErrorCode.STORE_FULL, () -> runtime.saveKey(echoKey));
    assertThat(runtime.infer("echo", uid, echo.encrypt(ROWS[0])).content()).isNotEmpty();
  }

  @Test
  void aKeyLengthOffByOneIsRefusedAtOnce() {
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(NewKey.of(echoKey.length + 1)));
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(NewKey.of(echoKey.length - 1)));
  }

  @Test
  void aKeyThatWasDamagedOnTheWayIsRefusedAndRemoved() {
    byte[] bad = echoKey.clone();
    bad[bad.length / 2] ^= 1;
    KeyStore keys = runtime.keys();
    Uid uid = keys.begin(NewKey.of(bad.length));
    keys.put(uid, 0, ByteBuffer.wrap(bad));
    assertThat(refusal(ErrorCode.CHECKSUM_MISMATCH, () -> keys.commit(uid))).contains("send it again");
    refusal(ErrorCode.UNKNOWN_UID, () -> keys.describe(uid));
    refusal(ErrorCode.CHECKSUM_MISMATCH, () -> save(bad));
    assertThat(keys.usedBytes()).isZero();
  }

  @Test
  void aKeyForNoServedModelIsRefusedWithItsFirstPart() {
    runtime.registry().remove("far");
    refusal(ErrorCode.INVALID_FORMAT, () -> runtime.keys().begin(NewKey.of(farKey.length)));
    Uid uid = runtime.keys().begin(NewKey.of(echoKey.length));
    refusal(ErrorCode.PARAMETER_MISMATCH,
        () -> runtime.keys().put(uid, 0, ByteBuffer.wrap(farKey, 0, 1 << 20)));
    assertThat(runtime.keys().describe(uid).receivedBytes()).isZero();
  }

  @Test
  void aQueryIsNoKey() {
    refusal(ErrorCode.INVALID_FORMAT, () -> save(echo.encrypt(ROWS[0])));
  }

  @Test
  void committingAKeyTwiceIsFineAndAnIncompleteOneIsRefused() {
    KeyStore keys = runtime.keys();
    keys.commit(upload(echoKey));
    Uid uid = keys.begin(NewKey.of(echoKey.length));
    keys.put(uid, 0, ByteBuffer.wrap(echoKey, 0, echoKey.length - 1));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> keys.commit(uid));
    keys.put(uid, echoKey.length - 1, ByteBuffer.wrap(echoKey, echoKey.length - 1, 1));
    keys.commit(uid);
    keys.commit(uid);
  }

  @Test
  void aFullStoreSaysSo() {
    restart(NightjarRuntime.builder().keyStore(
        new InMemoryKeyStore(echoKey.length + 10L, 1 << 30, Duration.ofMinutes(1))));
    upload(echoKey);
    refusal(ErrorCode.STORE_FULL, () -> runtime.keys().begin(NewKey.of(echoKey.length)));
    refusal(ErrorCode.STORE_FULL, () -> save(echoKey));
  }

  @Test
  void anInferenceUnderAnUnknownUidIsRefusedWithoutNamingOthers() {
    Uid uid = upload(echoKey);
    assertThat(refusal(ErrorCode.UNKNOWN_UID,
        () -> runtime.infer("echo", new Uid(uid.value() ^ 1), echo.encrypt(ROWS[0]))))
        .doesNotContain(uid.toString());
  }

  @Test
  void anInferenceWithoutTheKeyThatItNeedsIsRefused() {
    assertThat(refusal(ErrorCode.KEY_REQUIRED, () -> runtime.infer("echo", echo.encrypt(ROWS[0]))))
        .contains("'uid'");
  }

  @Test
  void aKeyOfAnotherModelIsRefused() {
    Uid uid = upload(farKey);
    assertThat(refusal(ErrorCode.PARAMETER_MISMATCH, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0]))))
        .contains("'echo'", TestModels.SMALL.id());
    assertThat(engine.loads()).isZero();
  }

  @Test
  void aQueryOfAnotherModelIsRefused() {
    Uid uid = upload(echoKey);
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> runtime.infer("echo", uid, far.encrypt(ROWS[0])));
  }

  @Test
  void aQueryForAnotherCompilationOfAModelIsRefusedWithTheRemedy() {
    runtime.registry().add("echo2", ServerBundle.of(TestModels.echo("echo2"), new byte[0]));
    Uid uid = upload(echoKey);
    assertThat(refusal(ErrorCode.MODEL_MISMATCH, () -> runtime.infer("echo2", uid, echo.encrypt(ROWS[0]))))
        .contains("'echo2'", "client.zip");
    byte[] unbound = echo.encryptUnbound(ROWS[2]);
    byte[] answer = runtime.infer("echo2", uid, unbound).content();
    assertThat(echo.decrypt(unbound, answer).outputs()).as("version 1 names no model").isEqualTo(ROWS[2]);
  }

  @Test
  void aServerThatDoesNotKnowTheClientsHalfLeavesTheComparisonToTheClient() {
    ServerBundle alone = new ServerBundle("echo", "echo", 2, -64, ECHO.circuit(), Map.of(), new byte[0]);
    assertThat(alone.clientFingerprint()).isEmpty();
    runtime.registry().add("echo", alone);
    byte[] query = echo.encrypt(ROWS[1]);
    byte[] answer = runtime.infer("echo", upload(echoKey), query).content();
    assertThat(echo.decrypt(query, answer).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void anUnknownModelOrABadNameIsRefused() {
    refusal(ErrorCode.UNKNOWN_MODEL, () -> runtime.infer("nobody", new Uid(1), echo.encrypt(ROWS[0])));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.infer("../echo", new Uid(1), echo.encrypt(ROWS[0])));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.model("a/b"));
  }

  @Test
  void aQueryThatIsTooLongIsRefused() {
    restart(NightjarRuntime.builder().limits(RuntimeLimits.DEFAULT.withQueryBytes(2000)));
    Uid uid = upload(echoKey);
    assertThat(refusal(ErrorCode.TOO_LARGE, () -> runtime.infer("echo", uid, echo.encrypt(ROWS[0]))))
        .contains("2000");
  }

  @Test
  void aQueryWithTooManyCiphertextsIsRefused() {
    Encryptor encryptor = new Encryptor(SecretKey.generate(TestModels.SMALL));
    byte[] two = PackedInputCodec.encode(encryptor.encrypt(new long[2 * TestModels.SMALL.polynomialSize()]));
    Uid uid = upload(echoKey);
    refusal(ErrorCode.SHAPE_MISMATCH, () -> runtime.infer("echo", uid, two));
  }

  @Test
  void aQueryOfAnyOtherLengthIsRefused() {
    Uid uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[0]);
    for (int length : new int[] {0, 1, 31, 32, 33, query.length - 1, query.length + 1, 2 * query.length}) {
      refusal(ErrorCode.INVALID_FORMAT, () -> runtime.infer("echo", uid, Arrays.copyOf(query, length)));
    }
  }

  @Test
  void everyFlippedByteOfAQueryIsRefusedWithACodeOfOursAndTheNextGoodOneSucceeds() {
    Uid uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[3]);
    for (int i = 0; i < query.length; i += i < 64 ? 1 : 97) {
      byte[] bad = query.clone();
      bad[i] ^= 1;
      var future = runtime.submit(Optional.of("echo"), Optional.of(uid), bad, Cancellation.manual());
      assertThat(failure(future)).as("byte %d", i)
          .isIn(ErrorCode.INVALID_FORMAT, ErrorCode.PARAMETER_MISMATCH, ErrorCode.CHECKSUM_MISMATCH);
    }
    assertThat(echo.decrypt(query, runtime.infer("echo", uid, query).content()).outputs()).isEqualTo(ROWS[3]);
  }

  @Test
  void aQueryUnderAnotherSecretKeyRunsAndDecryptsToNothingOfUse() {
    ModelClient stranger = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    byte[] query = stranger.encrypt(ROWS[0]);
    byte[] answer = runtime.infer("echo", upload(echoKey), query).content();
    assertThat(stranger.decrypt(query, answer).outputs()).hasSize(2);
  }
}
