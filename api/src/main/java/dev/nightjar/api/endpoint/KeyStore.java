package dev.nightjar.api.endpoint;

import dev.nightjar.api.NightjarException;
import java.nio.ByteBuffer;

/**
 * Where encoded evaluation keys lie, by uid. Thread-safe.
 *
 * <p>A key arrives in parts, is committed once when every byte is there, and never changes afterwards. A uid is an
 * address, not a secret: it is drawn at random from {@code [0, 2^53)}, so that it survives JSON readers that know only
 * doubles.
 */
public interface KeyStore extends AutoCloseable {
  /**
   * How far a key has come.
   *
   * @param totalBytes announced length
   * @param receivedBytes bytes that are there
   * @param committed whether it can be used
   */
  record Status(long totalBytes, long receivedBytes, boolean committed) {
  }

  /**
   * Makes room for a key and draws its uid.
   *
   * @param totalBytes exact length of the encoded key
   * @throws NightjarException {@code STORE_FULL} or {@code TOO_LARGE}
   */
  long begin(long totalBytes);

  /**
   * Stores a part. Idempotent: the same bytes at the same place may come again.
   *
   * @param offset place of the first byte in the key
   * @param part from position to limit
   * @throws NightjarException {@code UNKNOWN_UID}, {@code KEY_COMPLETE} after commit, {@code KEY_PART_CONFLICT} when
   *     the part leaves a gap, passes the announced end, or contradicts bytes that are there
   */
  Status put(long uid, long offset, ByteBuffer part);

  /** How far a key has come: {@code UNKNOWN_UID} when there is none. */
  Status status(long uid);

  /**
   * Makes a complete key usable.
   *
   * @throws NightjarException {@code KEY_INCOMPLETE} when bytes are missing
   */
  void commit(long uid);

  /**
   * The bytes of a committed key, read-only.
   *
   * @throws NightjarException {@code UNKNOWN_UID}, or {@code KEY_INCOMPLETE} before commit
   */
  ByteBuffer open(long uid);

  /** Forgets a key; false when there is none. */
  boolean delete(long uid);

  /** Bytes reserved by all keys. */
  long usedBytes();

  /** Most bytes that it will reserve. */
  long capacityBytes();

  @Override
  void close();
}
