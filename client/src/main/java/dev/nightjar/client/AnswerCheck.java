package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Whether an answer says that it answers a query of this model. */
final class AnswerCheck {
  private AnswerCheck() {
  }

  /**
   * Requires an answer to name its query and model; to a query of version 1, an answer that names nothing.
   *
   * @param model fingerprint of the client's model, which also the query must name
   */
  static void require(byte[] query, byte[] answer, Digest128 model) {
    Optional<AnswerBinding> expected = PackedInputCodec.binding(ByteBuffer.wrap(query));
    Optional<AnswerBinding> found = EncryptedResultCodec.binding(ByteBuffer.wrap(answer));
    if (!expected.map(AnswerBinding::model).orElse(model).equals(model)) {
      throw new NightjarException(ErrorCode.MODEL_MISMATCH, "the query is one for another model");
    }
    if (found.equals(expected)) {
      return;
    }
    if (found.isEmpty()) {
      throw new NightjarException(ErrorCode.ANSWER_MISMATCH, "the answer does not say which query and model it "
          + "answers: it was changed on the way, or the server is older than the query; an older server takes queries "
          + "of ModelClient.encryptUnbound");
    }
    if (!found.get().model().equals(model)) {
      throw new NightjarException(ErrorCode.MODEL_MISMATCH,
          "the answer is another model's, or another compilation's of this one: download the model's client.zip again");
    }
    throw new NightjarException(ErrorCode.ANSWER_MISMATCH, "the answer is to another query than this one");
  }
}
