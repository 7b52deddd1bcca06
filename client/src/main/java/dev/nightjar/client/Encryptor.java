package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.function.Supplier;

/** Encrypts under the GLWE key, with a fresh public mask seed and fresh noise each time. Thread-safe. */
public final class Encryptor {
  private final SecretKey key;
  private final Supplier<SecretRandom> randomness;

  /** An encryptor under a key, which stays the caller's to close. */
  public Encryptor(SecretKey key) {
    this(key, SecretRandom::fromSystem);
  }

  /** With chosen randomness: a fresh generator for each ciphertext. */
  Encryptor(SecretKey key, Supplier<SecretRandom> randomness) {
    this.key = key;
    this.randomness = randomness;
  }

  /**
   * A model's query for one raw row of numbers.
   *
   * @throws NightjarException {@link ErrorCode#PARAMETER_MISMATCH} when the model uses another parameter set,
   *     {@link ErrorCode#SHAPE_MISMATCH} for another number of columns
   */
  public PackedInput encrypt(ClientSpec spec, double[] row) {
    key.requireParameters(spec.parameters());
    return withZeros(spec, spec.encode(row));
  }

  /**
   * A model's query for one raw row.
   *
   * @throws NightjarException {@link ErrorCode#PARAMETER_MISMATCH} when the model uses another parameter set,
   *     {@link ErrorCode#SHAPE_MISMATCH} for another number of columns, {@link ErrorCode#MALFORMED_REQUEST} for a cell
   *     that its column does not take
   */
  public PackedInput encrypt(ClientSpec spec, FeatureRow row) {
    key.requireParameters(spec.parameters());
    return withZeros(spec, spec.encode(row));
  }

  private PackedInput withZeros(ClientSpec spec, long[] messages) {
    int zeroWords = spec.zeros() * spec.parameters().polynomialSize();
    return encrypt(Arrays.copyOf(messages, messages.length + zeroWords), spec.zeros());
  }

  /**
   * Message polynomials as a query.
   *
   * @param messages {@code count * N} torus words
   */
  public PackedInput encrypt(long[] messages) {
    return encrypt(messages, 0);
  }

  /**
   * The same, of which the last polynomials are zero, so that the server can hide its model in the answer.
   *
   * @param zeros number of those polynomials
   */
  private PackedInput encrypt(long[] messages, int zeros) {
    Parameters p = key.parameters();
    int size = p.polynomialSize();
    if (messages.length == 0 || messages.length % size != 0
        || messages.length / size > PackedInput.MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "messages fill 1 to "
          + PackedInput.MAX_CIPHERTEXTS
          + " polynomials of " + size + " words, not " + messages.length + " words");
    }
    return key.use((glwe, lwe) -> {
      try (SecretRandom random = randomness.get(); SecretStream noise = random.stream();
          KeyProduct product = new KeyProduct(size, glwe)) {
        byte[] seed = random.publicSeed();
        MaskStream masks = new MaskStream(seed);
        long[] mask = new long[glwe.length()];
        long[] bodies = new long[messages.length];
        noise.seek(SecretRandom.Domain.CIPHERTEXT, 0);
        for (int at = 0; at < messages.length; at += size) {
          masks.row(at / size, mask.length, mask, 0);
          long[] body = product.of(mask, 0);
          for (int j = 0; j < size; j++) {
            body[j] += messages[at + j];
          }
          noise.addNoise(p.glweNoise(), body, 0, size);
          System.arraycopy(body, 0, bodies, at, size);
        }
        return new PackedInput(p, seed, bodies, zeros);
      }
    });
  }

  /**
   * One LWE ciphertext under the big key for each message: what an {@link dev.nightjar.api.engine.Engine}
   * takes, for callers that use one without a model.
   *
   * @param messages torus words
   */
  public LweList encryptEach(long[] messages) {
    Parameters p = key.parameters();
    return key.use((glwe, lwe) -> {
      try (SecretRandom random = randomness.get(); SecretStream noise = random.stream()) {
        MaskStream masks = new MaskStream(random.publicSeed());
        LweList list = LweList.allocate(glwe.length(), messages.length);
        long[] words = list.words();
        noise.seek(SecretRandom.Domain.CIPHERTEXT, 0);
        for (int i = 0; i < messages.length; i++) {
          int at = list.offset(i);
          masks.row(i, glwe.length(), words, at);
          int body = at + glwe.length();
          noise.addNoise(p.glweNoise(), words, body, 1);
          words[body] += messages[i] + glwe.inner(words, at);
        }
        return list;
      }
    });
  }
}
