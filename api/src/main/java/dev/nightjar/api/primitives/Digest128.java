package dev.nightjar.api.primitives;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The first 16 bytes of a SHA-256, by which content is recognised. Short enough to be carried along everywhere: two
 * contents that nobody made on purpose never share one, and no content can be made for a given one. Immutable.
 *
 * @param first bytes 0 to 7 as a big-endian number
 * @param second bytes 8 to 15 as a big-endian number
 */
public record Digest128(long first, long second) {
  /** Bytes of a digest. */
  public static final int BYTES = 16;

  /** The digest of a message. */
  public static Digest128 of(byte[] message) {
    return read(ByteBuffer.wrap(Sha256.of(message)));
  }

  /** Reads a digest from a buffer of any byte order and moves it on by {@value #BYTES} bytes. */
  public static Digest128 read(ByteBuffer from) {
    byte[] bytes = new byte[BYTES];
    from.get(bytes);
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new Digest128(words.getLong(), words.getLong());
  }

  /** The bytes, as they are written everywhere. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(first).putLong(second).array();
  }

  /** The bytes in lower-case hexadecimal: the first half of that of the SHA-256. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
