package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;

/**
 * Decrypts ciphertexts under the big LWE key. Counts nothing in the key's {@link DisclosureBudget}: phases stay with
 * the owner of the key. Thread-safe.
 */
public final class Decryptor {
  private final SecretKey key;

  /** A decryptor with a key, which stays the caller's to close. */
  public Decryptor(SecretKey key) {
    this.key = key;
  }

  /**
   * The phases {@code b - Σ a_j s_j} = message + noise of ciphertexts, as torus words.
   *
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when the ciphertexts are not of dimension kN
   */
  public long[] phases(LweList ciphertexts) {
    int dimension = key.parameters().bigLweDimension();
    if (ciphertexts.dimension() != dimension) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "ciphertexts of dimension "
          + ciphertexts.dimension()
          + " cannot be decrypted with a key of dimension " + dimension);
    }
    return key.use((glwe, lwe) -> {
      long[] words = ciphertexts.words();
      long[] phases = new long[ciphertexts.count()];
      for (int i = 0; i < phases.length; i++) {
        int at = ciphertexts.offset(i);
        phases[i] = words[at + dimension] - glwe.inner(words, at);
      }
      return phases;
    });
  }

  /**
   * The phases of the outputs of a packed answer, as torus words.
   *
   * @throws NightjarException {@link ErrorCode#SHAPE_MISMATCH} when it is under other parameters
   */
  public long[] phases(PackedAnswer answer) {
    if (!answer.parameters().equals(key.parameters())) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "an answer under " + answer.parameters().id()
          + " cannot be decrypted with a key under " + key.parameters().id());
    }
    int dimension = key.parameters().bigLweDimension();
    return key.use((glwe, lwe) -> {
      long[] words = new long[dimension + 1];
      long[] phases = new long[answer.count()];
      for (int i = 0; i < phases.length; i++) {
        answer.extract(i, words, 0);
        phases[i] = words[dimension] - glwe.inner(words, 0);
      }
      return phases;
    });
  }
}
