package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A model as its user sees it: features in, bytes to send, bytes received, prediction out. Knows nothing of
 * HTTP. Predictions are taken to stay with the owner of the key; {@link #withDisclosure} says otherwise. Thread-safe.
 */
public final class ModelClient {
  private final ClientSpec spec;
  private final SecretKey key;
  private final Encryptor encryptor;
  private final Decryptor decryptor;
  private final Digest128 fingerprint;
  private final Disclosure disclosure;
  private final long bitsShown;

  /** A client for a model whose parameter set {@link ClientPolicy#DEFAULT} allows. */
  public ModelClient(ClientSpec spec, SecretKey key) {
    this(spec, key, ClientPolicy.DEFAULT);
  }

  /**
   * A client for a model.
   *
   * @param spec from the model's {@code client.zip}
   * @param key made for {@code spec.parameters()}; stays the caller's to close
   * @param policy what the owner of the key allows
   * @throws NightjarException {@link ErrorCode#REFUSED_BY_POLICY} when the policy does not allow the model's parameter
   *     set, where that of a key for tests is exempt; {@link ErrorCode#PARAMETER_MISMATCH} when the key is for another
   *     one
   */
  public ModelClient(ClientSpec spec, SecretKey key, ClientPolicy policy) {
    this(allowed(spec, key, policy), key, Disclosure.PRIVATE);
  }

  private static ClientSpec allowed(ClientSpec spec, SecretKey key, ClientPolicy policy) {
    if (!key.parameters().insecure()) {
      policy.require(spec.parameters());
    }
    return spec;
  }

  private ModelClient(ClientSpec spec, SecretKey key, Disclosure disclosure) {
    key.requireParameters(spec.parameters());
    this.spec = spec;
    this.key = key;
    this.encryptor = new Encryptor(key);
    this.decryptor = new Decryptor(key);
    this.fingerprint = spec.fingerprint();
    this.disclosure = disclosure;
    this.bitsShown = disclosure.bits(spec);
  }

  /**
   * The same client for results of which others will see something. Each decryption then costs {@link Disclosure#bits}
   * of the key's {@link DisclosureBudget}, and past the budget nothing is decrypted. Use one key for each server and
   * each model in that case.
   */
  public ModelClient withDisclosure(Disclosure shown) {
    return new ModelClient(spec, key, shown);
  }

  /** What others will see of results; {@link Disclosure#PRIVATE} unless said otherwise. */
  public Disclosure disclosure() {
    return disclosure;
  }

  /** The budget of its key, which all clients of the key share. */
  public DisclosureBudget disclosureBudget() {
    return key.disclosureBudget();
  }

  /** How many more results may be shown under the key: {@code Long.MAX_VALUE} when they stay private. */
  public long resultsLeft() {
    return bitsShown == 0 ? Long.MAX_VALUE : key.disclosureBudget().left() / bitsShown;
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
   * One raw row of numbers, in the order of the model's columns: through the prefix if there is one, quantised, packed,
   * encrypted and encoded. The query names its model. Keep it until its answer is there.
   */
  public byte[] encrypt(double[] row) {
    return encode(encryptor.encrypt(spec, row));
  }

  /**
   * One raw row of numbers, texts and missing values, in the order of the model's columns.
   *
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} for another number of cells than columns,
   *     {@link ErrorCode#MALFORMED_REQUEST} for a cell that its column, which is named, does not take
   */
  public byte[] encrypt(FeatureRow row) {
    return encode(encryptor.encrypt(spec, row));
  }

  private byte[] encode(PackedInput query) {
    return spec.shortQuery().map(format -> PackedInputCodec.encode(query, fingerprint, format))
        .orElseGet(() -> PackedInputCodec.encode(query, fingerprint));
  }

  /**
   * Which values of a raw row lie outside of the range that the model was calibrated on, see {@link
   * ClientSpec#outside}: the prediction of such a row may be wrong. Nothing of it is sent.
   */
  public List<String> outside(FeatureRow row) {
    return spec.outside(row);
  }

  /**
   * One raw row by the names of the model's columns ({@code spec().graphs().columns()}).
   *
   * @param cells a number, a text, a truth value, or null for a missing value, for each column
   * @throws NightjarException {@link ErrorCode#MALFORMED_REQUEST} where a column is not there, a name is no column's,
   *     or a column, which is named, does not take its cell
   */
  public byte[] encrypt(Map<String, ?> cells) {
    return encrypt(spec.graphs().row(cells));
  }

  /**
   * The same as a query of version 1, for a server of before version 2: it names no model, and nothing tells an answer
   * to it from another answer. There is none to a model that hides its answers.
   */
  public byte[] encryptUnbound(double[] row) {
    return PackedInputCodec.encode(encryptor.encrypt(spec, row));
  }

  /** The same for a row of numbers, texts and missing values. */
  public byte[] encryptUnbound(FeatureRow row) {
    return PackedInputCodec.encode(encryptor.encrypt(spec, row));
  }

  /**
   * What an answer says.
   *
   * @param query the bytes that were sent
   * @param answer an encoded result, as the server sent it
   * @throws NightjarException {@link ErrorCode#ANSWER_MISMATCH} when it answers another query or does not say what it
   *     answers, {@link ErrorCode#MODEL_MISMATCH} when query or answer are another model's, {@link
   *     ErrorCode#DISCLOSURE_SPENT} when it is to be shown and the key's budget is spent, or what is wrong with the
   *     bytes; nothing is decrypted then
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
    if (EncryptedResultCodec.isPacked(ByteBuffer.wrap(answer))) {
      PackedAnswer packed = EncryptedResultCodec.decodePacked(ByteBuffer.wrap(answer), spec.parameters());
      requireMine(query, answer, packed.count());
      return spec.integers(decryptor.phases(packed));
    }
    LweList list = EncryptedResultCodec.decode(ByteBuffer.wrap(answer), spec.parameters());
    requireMine(query, answer, list.count());
    return spec.integers(decryptor.phases(list));
  }

  /**
   * Encrypts a row and decrypts a made-up answer again and again, so that the JVM has compiled what that takes before
   * the first row that counts. Call it while a key is made or sent. Nothing is sent, and no budget is spent; what is
   * encrypted is thrown away. Blocks until it is done.
   *
   * @param row like those to come
   * @param runs how often, at least once; some hundred for a JVM
   */
  public void rehearse(FeatureRow row, int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("a rehearsal has at least one run, not " + runs);
    }
    LweList zeros = LweList.allocate(spec.parameters().bigLweDimension(), spec.results().size());
    for (int i = 0; i < runs; i++) {
      byte[] query = encrypt(row);
      byte[] answer = EncryptedResultCodec.encode(spec.parameters(), zeros, Long.SIZE,
          PackedInputCodec.binding(ByteBuffer.wrap(query)));
      LweList read = EncryptedResultCodec.decode(ByteBuffer.wrap(answer), spec.parameters());
      AnswerCheck.require(query, answer, fingerprint);
      spec.predict(spec.integers(decryptor.phases(read)));
    }
  }

  private void requireMine(byte[] query, byte[] answer, int outputs) {
    AnswerCheck.require(query, answer, fingerprint);
    spec.requireAnswer(outputs);
    key.disclosureBudget().spend(bitsShown);
  }
}
