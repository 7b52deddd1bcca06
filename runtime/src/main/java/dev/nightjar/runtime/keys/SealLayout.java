package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Crc32c;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an encrypted key lie in the store behind. The ciphertext has the length and the places of the key,
 * so that parts keep their boundaries; the seal follows it: a header, then the tag of each chunk.
 *
 * <p>Big-endian, version 1:
 * <table>
 * <caption>Header of a seal</caption>
 * <tr><td>0</td><td>magic {@code NJAR}, version (int)</td></tr>
 * <tr><td>8</td><td>id of the master key (long)</td></tr>
 * <tr><td>16</td><td>bytes of the key (long), of a chunk (int)</td></tr>
 * <tr><td>28</td><td>CRC-32C of these 28 bytes</td></tr>
 * </table>
 *
 * @param keyBytes length of the key, at least 1
 */
record SealLayout(long keyBytes) {
  static final int CHUNK_BYTES = 1 << 20;
  static final int TAG_BYTES = 16;
  static final int HEADER_BYTES = 32;

  private static final int MAGIC = 0x4e4a4152;
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = HEADER_BYTES - Integer.BYTES;

  /**
   * The layout of what lies in the store behind.
   *
   * @throws NightjarException {@code UNAVAILABLE} when it is too short for a key with a seal
   */
  static SealLayout ofStored(long storedBytes) {
    long chunks = chunks(storedBytes - HEADER_BYTES, CHUNK_BYTES + TAG_BYTES);
    long keyBytes = storedBytes - HEADER_BYTES - TAG_BYTES * chunks;
    if (keyBytes < 1) {
      throw unsealed();
    }
    return new SealLayout(keyBytes);
  }

  private static long chunks(long bytes, int chunk) {
    return Math.floorDiv(bytes + chunk - 1, chunk);
  }

  /** Number of chunks that so many bytes fill, the last of which may be shorter. */
  static long chunks(long bytes) {
    return chunks(bytes, CHUNK_BYTES);
  }

  int chunks() {
    return Math.toIntExact(chunks(keyBytes));
  }

  int chunkLength(int chunk) {
    return (int) Math.min(CHUNK_BYTES, keyBytes - (long) chunk * CHUNK_BYTES);
  }

  int sealBytes() {
    return HEADER_BYTES + TAG_BYTES * chunks();
  }

  long storedBytes() {
    return keyBytes + sealBytes();
  }

  /** The header of the seal under a master key. */
  byte[] header(long masterId) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(VERSION).putLong(masterId)
        .putLong(keyBytes).putInt(CHUNK_BYTES);
    return header.putInt(Crc32c.of(header.array(), 0, CHECKED_BYTES)).array();
  }

  /**
   * The id of the master key in a header.
   *
   * @throws NightjarException {@code UNAVAILABLE} when it is none of this layout
   */
  long masterId(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header);
    if (in.getInt() != MAGIC) {
      throw unsealed();
    }
    int version = in.getInt();
    long masterId = in.getLong();
    boolean whole = Crc32c.of(header, 0, CHECKED_BYTES) == in.getInt(CHECKED_BYTES);
    if (whole && version != VERSION) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key is encrypted in version " + version
          + ", and this server reads " + VERSION + ": serve it with the version that wrote it, or a later one");
    }
    if (!whole || in.getLong() != keyBytes || in.getInt() != CHUNK_BYTES) {
      throw altered();
    }
    return masterId;
  }

  static NightjarException altered() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the stored key was altered or damaged, as its seal does not"
        + " fit it: delete it and send it again, and look who can write to the key store");
  }

  private static NightjarException unsealed() {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the stored key has no seal: it was stored without a master"
        + " key, or altered. Delete it and send it again, or serve it without encryption at rest");
  }
}
