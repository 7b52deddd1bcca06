package dev.nightjar.api.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Surgery on encoded frames. */
public final class Frames {
  private Frames() {
  }

  /** A little-endian view. */
  public static ByteBuffer view(byte[] frame) {
    return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy with one 32-bit field replaced. */
  public static byte[] with32(byte[] frame, int at, int value) {
    byte[] copy = frame.clone();
    view(copy).putInt(at, value);
    return copy;
  }

  /** A copy with one 64-bit field replaced. */
  public static byte[] with64(byte[] frame, int at, long value) {
    byte[] copy = frame.clone();
    view(copy).putLong(at, value);
    return copy;
  }

  /** A copy with one bit changed. */
  public static byte[] flip(byte[] frame, int bit) {
    byte[] copy = frame.clone();
    copy[bit / 8] ^= (byte) (1 << bit % 8);
    return copy;
  }

  /** A copy of another length, cut off or filled up with zeros; the header is not changed. */
  public static byte[] resized(byte[] frame, int length) {
    return Arrays.copyOf(frame, length);
  }

  /** A circuit's frame with another text of its parameters in front; all else fits. */
  public static byte[] withParameters(byte[] circuit, String text) {
    int after = 32 + 4 + view(circuit).getInt(32);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    byte[] copy = ByteBuffer.allocate(32 + 4 + ascii.length + circuit.length - after).order(ByteOrder.LITTLE_ENDIAN)
        .put(circuit, 0, 32).putInt(ascii.length).put(ascii).put(circuit, after, circuit.length - after).array();
    return resealed(copy);
  }

  /** A copy whose length field and checksum fit its bytes again: damage that a checksum does not show. */
  public static byte[] resealed(byte[] frame) {
    byte[] copy = with64(frame, 16, frame.length - 32);
    CRC32C crc = new CRC32C();
    crc.update(copy, 0, 24);
    crc.update(copy, 32, copy.length - 32);
    view(copy).putInt(24, (int) crc.getValue());
    return copy;
  }
}
