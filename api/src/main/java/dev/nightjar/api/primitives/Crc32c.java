package dev.nightjar.api.primitives;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.nio.ByteBuffer;

/** The checksum CRC-32C (Castagnoli; RFC 3720, section 12.1). Not thread-safe. */
public interface Crc32c {
  /**
   * The JDK's CRC-32C, or the pure one on a host without it; of no bytes yet.
   *
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when this JVM's CRC-32C gave a wrong answer
   */
  static Crc32c create() {
    return Implementations.crc32c().get();
  }

  /** The checksum of some bytes. */
  static int of(byte[] bytes, int offset, int length) {
    Crc32c crc = create();
    crc.update(bytes, offset, length);
    return crc.value();
  }

  /** Appends bytes. */
  void update(byte[] bytes, int offset, int length);

  /** Appends what remains in a buffer, whose position moves to its limit. */
  void update(ByteBuffer bytes);

  /** The checksum of all that was appended. */
  int value();
}
