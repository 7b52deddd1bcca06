package dev.nightjar.runtime.keys;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.primitives.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The file of one key, little-endian:
 *
 * <table>
 * <caption>Format, version 1</caption>
 * <tr><th>byte</th><th>content</th></tr>
 * <tr><td>0</td><td>magic {@code NJKF}, version (int)</td></tr>
 * <tr><td>8</td><td>length of the key (long), length of a part (int), bytes of the owner's text (int)</td></tr>
 * <tr><td>24</td><td>generation (long), when the key was begun (long, milliseconds since 1970)</td></tr>
 * <tr><td>40</td><td>the owner's text in UTF-8, then the CRC-32C of all bytes so far (int)</td></tr>
 * <tr><td>{@value #DATA_AT}</td><td>the encoded key</td></tr>
 * <tr><td>behind it</td><td>while the key arrives, for each part how many of its bytes are there (int); cut off
 * with the commit</td></tr>
 * </table>
 *
 * <p>The key itself has a checksum of its own, which is compared before it is committed and each time it is loaded.
 *
 * @param key what was announced
 * @param generation number of the key under its uid
 * @param begun when it was begun, in whole milliseconds
 */
record KeyFile(NewKey key, long generation, Instant begun) {
  /** Where the encoded key begins: a page, so that it is aligned. */
  static final int DATA_AT = 4096;

  private static final int MAGIC = 'N' | 'J' << 8 | 'K' << 16 | 'F' << 24;
  private static final int VERSION = 1;
  private static final int OWNER_AT = 40;
  private static final int MAX_OWNER_BYTES = 4 * KeyOwner.MAX_LENGTH;

  /** The first {@value #DATA_AT} bytes of the file. */
  ByteBuffer header() {
    byte[] owner = key.owner().text().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(DATA_AT).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(VERSION).putLong(key.totalBytes()).putInt(key.partBytes()).putInt(owner.length)
        .putLong(generation).putLong(begun.toEpochMilli()).put(owner);
    out.putInt(Crc32c.of(out.array(), 0, out.position()));
    return out.clear();
  }

  /**
   * Reads a header.
   *
   * @param header the first {@value #DATA_AT} bytes of a file
   * @return empty when they are no header of this version, or a damaged one
   */
  static Optional<KeyFile> parse(ByteBuffer header) {
    ByteBuffer in = header.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt() != MAGIC || in.getInt() != VERSION) {
      return Optional.empty();
    }
    long total = in.getLong();
    int part = in.getInt();
    int length = in.getInt();
    if (length < 1 || length > MAX_OWNER_BYTES || in.getInt(OWNER_AT + length) != Crc32c.of(header.array(), 0,
        OWNER_AT + length)) {
      return Optional.empty();
    }
    long generation = in.getLong();
    long begun = in.getLong();
    try {
      KeyOwner owner = new KeyOwner(new String(header.array(), OWNER_AT, length, StandardCharsets.UTF_8));
      return Optional.of(new KeyFile(new NewKey(total, part, owner), generation, Instant.ofEpochMilli(begun)));
    } catch (NightjarException e) {
      return Optional.empty();
    }
  }

  /** Place of a byte of a part in the file. */
  long place(int part, int within) {
    return DATA_AT + (long) part * key.partBytes() + within;
  }

  /** Length of the file of a committed key, and where the counts of a part begin before. */
  long dataEnd() {
    return DATA_AT + key.totalBytes();
  }

  /** Place of a part's count. */
  long countPlace(int part) {
    return dataEnd() + (long) Integer.BYTES * part;
  }
}
