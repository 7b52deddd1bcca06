package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Prediction;
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

  /** One row of features, quantised, packed, encrypted and encoded. */
  public byte[] encrypt(double[] features) {
    return PackedInputCodec.encode(encryptor.encrypt(spec, features));
  }

  /**
   * What an answer says.
   *
   * @param answer an encoded result, as the server sent it
   * @throws NightjarException when it is not an answer of this model
   */
  public Prediction decrypt(byte[] answer) {
    return spec.decode(phases(answer));
  }

  /**
   * The integers of an answer, before scaling and link: equal to those of the quantised model in the clear.
   */
  public long[] integers(byte[] answer) {
    return spec.integers(phases(answer));
  }

  private long[] phases(byte[] answer) {
    LweList list = EncryptedResultCodec.decode(ByteBuffer.wrap(answer), spec.parameters());
    return decryptor.phases(list);
  }
}
