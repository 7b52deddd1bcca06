package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * Keeps a data key under a key that lies elsewhere: in its owner's head, in a key management service, in a hardware
 * module behind PKCS#11. A client keeps its secret key's file so, and a server the master keys of its key store.
 *
 * <p>A wrapping sees data keys of {@value #DATA_KEY_BYTES} bytes alone, never what is encrypted under them by
 * AES-256-GCM. So it suits services that encrypt few bytes, and what it protects is authenticated whatever it can do
 * itself. Implementations are thread-safe and keep none of the arrays that they are given.
 */
public interface KeyWrapping {
  /** Bytes of a data key. */
  int DATA_KEY_BYTES = 32;

  /** Most bytes that a wrapped data key may have. */
  int MAX_WRAPPED_BYTES = 4096;

  /**
   * The name that key files carry, so that a reader can say what is needed to open them: 1 to 64 lower-case letters,
   * digits and dashes.
   */
  String name();

  /**
   * Encrypts a data key.
   *
   * @param dataKey {@value #DATA_KEY_BYTES} fresh random bytes, which the caller wipes
   * @param context public bytes that {@link #unwrap} will be given again; a wrapping that can authenticate them (the
   *     encryption context of a key management service) does
   * @return 1 to {@value #MAX_WRAPPED_BYTES} bytes, which are kept beside what was encrypted
   */
  byte[] wrap(byte[] dataKey, byte[] context);

  /**
   * Decrypts a data key.
   *
   * @param wrapped what {@link #wrap} returned
   * @param context what {@link #wrap} was given
   * @return the data key; the caller wipes it
   * @throws NightjarException {@link ErrorCode#KEY_LOCKED} when this is not what it was wrapped with
   */
  byte[] unwrap(byte[] wrapped, byte[] context);
}
