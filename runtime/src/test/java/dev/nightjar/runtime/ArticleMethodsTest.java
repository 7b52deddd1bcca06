package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleMethodsTest extends RuntimeFixture {
  @Test
  void aKeyInThreePiecesIsCommittedByItselfAndServesAnInference() {
    int third = echoKey.length / 3;
    Uid uid = save(Arrays.copyOf(echoKey, third));
    assertThat(append(uid, Arrays.copyOfRange(echoKey, third, 2 * third)))
        .isInstanceOf(EndpointResponse.None.class);
    byte[] query = echo.encrypt(ROWS[2]);
    EndpointRequest inference = request("inference", Map.of("uid", uid.toString()),
        Map.of("encrypted_inputs", query));
    refusal(ErrorCode.KEY_INCOMPLETE, () -> runtime.handle(inference));
    append(uid, Arrays.copyOfRange(echoKey, 2 * third, echoKey.length));
    assertThat(runtime.keys().describe(uid).committed()).isTrue();
    var answer = (EndpointResponse.Bytes) runtime.handle(inference);
    assertThat(echo.decrypt(query, answer.content()).outputs()).isEqualTo(ROWS[2]);
    refusal(ErrorCode.KEY_COMPLETE, () -> append(uid, new byte[] {1}));
  }

  @Test
  void theModelThatIsNotNamedIsTheOneForTheKey() {
    Uid uid = upload(farKey);
    byte[] query = far.encrypt(ROWS[1]);
    var answer = (EndpointResponse.Bytes) runtime.handle(request("inference",
        Map.of("uid", uid.toString()), Map.of("encrypted_inputs", query)));
    assertThat(far.decrypt(query, answer.content()).outputs()).isEqualTo(ROWS[1]);
  }

  @Test
  void theModelThatIsNotNamedIsTheOnlyOne() {
    runtime.registry().remove("echo");
    runtime.registry().remove("far");
    byte[] query = sum.encrypt(new double[] {1, 0});
    var answer = (EndpointResponse.Bytes) runtime.handle(
        request("inference", Map.of(), Map.of("encrypted_inputs", query)));
    assertThat(sum.decrypt(query, answer.content()).outputs()).containsExactly(1);
  }

  @Test
  void aModelThatIsNotNamedAndNotUniqueIsAskedFor() {
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(
        request("inference", Map.of(), Map.of("encrypted_inputs", sum.encrypt(ROWS[0]))))))
        .contains("'model'", "echo", "far", "sum");
    runtime.registry().add("echo2", ServerBundle.of(TestModels.echo("echo2"), new byte[0]));
    Uid uid = upload(echoKey);
    refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(request("inference",
        Map.of("uid", uid.toString()), Map.of("encrypted_inputs", echo.encrypt(ROWS[0])))));
  }

  @Test
  void anUnknownMethodIsRefusedWithThoseThatExist() {
    assertThat(refusal(ErrorCode.UNKNOWN_METHOD, () ->
        runtime.handle(request("steal_key", Map.of(), Map.of()))))
        .contains("[append_key, inference, save_key]");
  }

  @Test
  void aMissingFieldIsNamed() {
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () ->
        runtime.handle(request("save_key", Map.of(), Map.of()))))
        .contains("'evaluation_keys'");
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () -> runtime.handle(
        request("append_key", Map.of(), Map.of("evaluation_keys", new byte[1]))))).contains("'uid'");
    assertThat(refusal(ErrorCode.MALFORMED_REQUEST, () ->
        runtime.handle(request("inference", Map.of(), Map.of()))))
        .contains("'encrypted_inputs'");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "-1", "+1", "1.0", "0x1", "9007199254740992", "99999999999999999999", "../1", "١", "1 "})
  void aUidThatIsNoUidIsRefused(String uid) {
    refusal(ErrorCode.INVALID_NAME, () -> runtime.handle(
        request("append_key", Map.of("uid", uid), Map.of("evaluation_keys", new byte[1]))));
    refusal(ErrorCode.INVALID_NAME, () -> runtime.handle(
        request("inference", Map.of("uid", uid), Map.of("encrypted_inputs", new byte[1]))));
  }

  @Test
  void anEmptyPieceIsRefused() {
    Uid uid = save(Arrays.copyOf(echoKey, 100));
    refusal(ErrorCode.MALFORMED_REQUEST, () -> append(uid, new byte[0]));
    refusal(ErrorCode.INVALID_FORMAT, () -> save(new byte[0]));
  }

  @Test
  void aPieceBeyondTheAnnouncedEndIsRefusedAndTheKeyCanStillBeFinished() {
    Uid uid = save(Arrays.copyOf(echoKey, 100));
    refusal(ErrorCode.KEY_PART_CONFLICT, () -> append(uid, new byte[echoKey.length]));
    append(uid, Arrays.copyOfRange(echoKey, 100, echoKey.length));
    assertThat(runtime.keys().describe(uid).committed()).isTrue();
    refusal(ErrorCode.INVALID_FORMAT, () -> save(Arrays.copyOf(echoKey, echoKey.length + 1)));
  }
}
