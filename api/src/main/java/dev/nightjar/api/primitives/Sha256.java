package dev.nightjar.api.primitives;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4). Not thread-safe. */
public interface Sha256 {
  /** Bytes of a digest. */
  int DIGEST_BYTES = 32;

  /**
   * The JDK's SHA-256, or the pure one on a host without it; chosen and put to known answers at its first use.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when this JVM's SHA-256 gave wrong answers
   */
  static Sha256 create() {
    return Implementations.sha256().get();
  }

  /** The digest of a message. */
  static byte[] of(byte[] message) {
    Sha256 sha = create();
    sha.update(message, 0, message.length);
    return sha.digest();
  }

  /** The digest of a message in lower-case hexadecimal. */
  static String hexOf(byte[] message) {
    return HexFormat.of().formatHex(of(message));
  }

  /** Appends bytes to the message. */
  void update(byte[] bytes, int offset, int length);

  /** The digest of what was appended; the next message begins empty. */
  byte[] digest();
}
