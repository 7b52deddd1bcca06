package dev.nightjar.runtime.keys;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Where the bytes of one key lie, part by part: what differs between a store on the heap and one on a disk. Which bytes
 * are there is known to {@link StoredKey}. Not thread-safe.
 */
interface KeyContent {
  /**
   * Keeps bytes that follow those of a part that are there.
   *
   * @param part number of the part
   * @param within place of the first byte in the part
   * @param bytes from position to limit, at least one
   * @throws dev.nightjar.api.NightjarException when they cannot be kept; then they count as missing
   */
  void write(int part, int within, ByteBuffer bytes);

  /** Fills a buffer with bytes of a part that are there. */
  void read(int part, int within, ByteBuffer into);

  /** Makes the key, of which all is there, survive the process as far as the store promises it. */
  void commit();

  /** Notes when the key was used. */
  void touch(Instant moment);

  /**
   * Forgets all bytes.
   *
   * @throws dev.nightjar.api.NightjarException when a committed key cannot be deleted
   */
  void discard();

  /** Bytes that the content takes of what the store is limited by. */
  long occupiedBytes();
}
