package dev.nightjar.api.primitives;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * {@link Crc32c} in plain Java, bit by bit. A table would be faster, but frames of secret keys are checked too, and
 * their bytes must not choose an address.
 */
final class PureCrc32c implements Crc32c {
  /** The polynomial 0x1EDC6F41 with its bits reversed, as the checksum is computed from the lowest bit up. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private int crc = -1;

  @Override
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int c = crc;
    for (int i = offset; i < offset + length; i++) {
      c = next(c, bytes[i]);
    }
    crc = c;
  }

  @Override
  public void update(ByteBuffer bytes) {
    int c = crc;
    while (bytes.hasRemaining()) {
      c = next(c, bytes.get());
    }
    crc = c;
  }

  private static int next(int crc, byte b) {
    int c = crc ^ b & 0xff;
    for (int bit = 0; bit < Byte.SIZE; bit++) {
      c = c >>> 1 ^ POLYNOMIAL & -(c & 1);
    }
    return c;
  }

  @Override
  public int value() {
    return ~crc;
  }
}
