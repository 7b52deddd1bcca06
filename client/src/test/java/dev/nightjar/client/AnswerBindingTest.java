package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An answer says which query of which model it answers. */
class AnswerBindingTest {
  private static final ClientSpec SPEC = Specs.linear();

  /** The same model under another name: its queries and answers have the same shape. */
  private static final ClientSpec OTHER = new ClientSpec("other", SPEC.kind(), SPEC.parameters(), SPEC.keyParts(),
      SPEC.quantizers(), SPEC.layout(), SPEC.results(), SPEC.offsets(), SPEC.task());

  private static SecretKey key;
  private static ModelClient client;
  private static ModelClient other;

  @BeforeAll
  static void makeKey() {
    key = SecretKey.generate(SPEC.parameters());
    client = new ModelClient(SPEC, key);
    other = new ModelClient(OTHER, key);
  }

  @AfterAll
  static void wipeKey() {
    key.close();
  }

  private static Optional<AnswerBinding> binding(byte[] query) {
    return PackedInputCodec.binding(ByteBuffer.wrap(query));
  }

  /** What a server sends that answers 5 to everything. */
  private static byte[] answer(Optional<AnswerBinding> binding) {
    LweList five = LweList.allocate(SPEC.parameters().bigLweDimension(), 1);
    five.words()[five.dimension()] = 5L << 40;
    return EncryptedResultCodec.encode(SPEC.parameters(), five, 32, binding);
  }

  @Test
  void aQueryNamesItsModelAndItsAnswerIsTaken() {
    byte[] query = client.encrypt(new double[3]);
    assertThat(binding(query)).contains(new AnswerBinding(Digest128.of(query), SPEC.fingerprint()));
    assertThat(client.integers(query, answer(binding(query)))).containsExactly(5);
    assertThat(client.decrypt(query, answer(binding(query)))).isEqualTo(SPEC.predict(new long[] {5}));
  }

  @Test
  void theAnswersOfTwoQueriesCannotBeSwapped() {
    byte[] first = client.encrypt(new double[3]);
    byte[] second = client.encrypt(new double[3]);
    SecretKeyTest.refused(ErrorCode.ANSWER_MISMATCH, "another query", () ->
        client.decrypt(first, answer(binding(second))));
    SecretKeyTest.refused(ErrorCode.ANSWER_MISMATCH, "another query", () ->
        client.integers(second, answer(binding(first))));
  }

  @Test
  void theAnswerOfAnotherModelIsRefused() {
    byte[] query = client.encrypt(new double[3]);
    byte[] foreign = other.encrypt(new double[3]);
    SecretKeyTest.refused(ErrorCode.MODEL_MISMATCH, "the answer is another model's", () ->
        client.decrypt(query, answer(binding(foreign))));
    AnswerBinding renamed = new AnswerBinding(Digest128.of(query), OTHER.fingerprint());
    SecretKeyTest.refused(ErrorCode.MODEL_MISMATCH, "download the model's client.zip again", () ->
        client.decrypt(query, answer(Optional.of(renamed))));
    SecretKeyTest.refused(ErrorCode.MODEL_MISMATCH, "the query is one for another model", () ->
        client.decrypt(foreign, answer(binding(foreign))));
  }

  @Test
  void anAnswerThatDoesNotSayWhatItAnswersIsRefusedWithTheRemedy() {
    byte[] query = client.encrypt(new double[3]);
    SecretKeyTest.refused(ErrorCode.ANSWER_MISMATCH, "encryptUnbound", () ->
        client.decrypt(query, answer(Optional.empty())));
  }

  @Test
  void aQueryForAnOlderServerIsOfVersionOneAndGetsAnAnswerOfVersionOne() {
    byte[] query = client.encryptUnbound(new double[3]);
    assertThat(query[4]).isEqualTo((byte) 1);
    assertThat(client.integers(query, answer(Optional.empty()))).containsExactly(5);
    byte[] bound = client.encrypt(new double[3]);
    SecretKeyTest.refused(ErrorCode.ANSWER_MISMATCH, "another query", () ->
        client.decrypt(query, answer(binding(bound))));
  }
}
