package dev.nightjar.api.primitives;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * The key stream of AES in counter mode (FIPS 197; NIST SP 800-38A, section 6.5) under a key of 128 or 256 bits. The
 * counter is the whole 16-byte block, incremented modulo 2^128.
 *
 * <p>Both implementations run in constant time on the processors that matter: the JDK's through the AES instructions
 * (its fall-back for processors without them uses tables), the pure one by computing the S-box without any table.
 * Not thread-safe.
 */
public interface AesCtr extends AutoCloseable {
  /** Bytes of a block, and of the counter. */
  int BLOCK_BYTES = 16;

  /**
   * The JDK's AES, or the pure one on a host without it. It has no position before the first {@link #seek}. The
   * security provider is chosen when a JVM calls this for the first time, and put to known answers then.
   *
   * @param key 16 or 32 bytes, copied
   * @throws IllegalArgumentException for a key of another length
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when this JVM's AES gave wrong answers
   */
  static AesCtr of(byte[] key) {
    return Implementations.aesCtr().apply(key);
  }

  /**
   * Continues at a counter block.
   *
   * @param high the first eight bytes of the block, big-endian
   * @param low the last eight bytes of the block, big-endian
   * @throws IllegalStateException when this stream is closed
   */
  void seek(long high, long low);

  /**
   * Writes the next bytes of the key stream.
   *
   * @throws IllegalStateException when this stream is closed, or was never positioned
   * @throws NightjarException {@link ErrorCode#SELF_TEST_FAILED} when the security provider gave fewer bytes
   */
  void keyStream(byte[] out, int offset, int length);

  /** Wipes the key as far as Java allows, and what is derived from it. Any later use is refused. */
  @Override
  void close();
}
