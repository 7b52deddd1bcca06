package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;

/**
 * A model as its user sees it: features in, bytes to send, bytes received, prediction out. Knows nothing of
 * HTTP. Thread-safe.
 */
public final class ModelClient {
  private final ClientSpec spec;
  private final SecretKey key;
  private final Encryptor encryptor;
  private final Decryptor decryptor;
  private final Digest128 fingerprint;

  /**
   * A client for a model.
   *
   * @param spec from the model's {@code client.zip}
   * @param key made for {@code spec.parameters()}; stays the caller's to close
   * @throws NightjarException {@link ErrorCode#PARAMETER_MISMATCH} when the key is for another parameter set
   */
  public ModelClient(ClientSpec spec, SecretKey key) {
    key.requireParameters(spec.parameters());
    this.spec = spec;
    this.key = key;
    this.encryptor = new Encryptor(key);
    this.decryptor = new Decryptor(key);
    this.fingerprint = spec.fingerprint();
  }

  /** The model's client side. */
  public ClientSpec spec() {
    return spec;
  }

  /**
   * A fresh evaluation key, encoded; a server needs it once.
   *
   * @param generator makes it
   * @param progress called with the number of rows that are done
   * @throws NightjarException {@link ErrorCode#INVALID_PARAMETERS} when the model needs none
   */
  public byte[] evaluationKey(KeyGenerator generator, Progress progress) {
    if (spec.keyParts().isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "model " + spec.model() + " needs no evaluation key: send queries alone");
    }
    return EvaluationKeyCodec.encode(generator.evaluationKey(key, progress));
  }

  /**
   * One row of features, quantised, packed, encrypted and encoded: a query that names its model. Keep it until its
   * answer is there.
   */
  public byte[] encrypt(double[] features) {
    return PackedInputCodec.encode(encryptor.encrypt(spec, features), fingerprint);
  }

  /**
   * The same as a query of version 1, for a server of before version 2: it names no model, and nothing tells an answer
   * to it from another answer.
   */
  public byte[] encryptUnbound(double[] features) {
    return PackedInputCodec.encode(encryptor.encrypt(spec, features));
  }

  /**
   * What an answer says.
   *
   * @param query the bytes that were sent
   * @param answer an encoded result, as the server sent it
   * @throws NightjarException {@link ErrorCode#ANSWER_MISMATCH} when it answers another query or does not say what it
   *     answers, {@link ErrorCode#MODEL_MISMATCH} when query or answer are another model's, or what is wrong with
   *     their bytes
   */
  public Prediction decrypt(byte[] query, byte[] answer) {
    return spec.predict(integers(query, answer));
  }

  /**
   * The integers of an answer, before scaling and link: equal to those of the quantised model in the clear. {@link
   * ClientSpec#predict} makes the prediction of them.
   *
   * @param query the bytes that were sent
   * @param answer an encoded result, as the server sent it
   * @throws NightjarException as {@link #decrypt}
   */
  public long[] integers(byte[] query, byte[] answer) {
    LweList list = EncryptedResultCodec.decode(ByteBuffer.wrap(answer), spec.parameters());
    AnswerCheck.require(query, answer, fingerprint);
    return spec.integers(decryptor.phases(list));
  }
}
