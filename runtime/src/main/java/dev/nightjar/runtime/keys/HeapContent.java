package dev.nightjar.runtime.keys;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Bytes on the heap. A part takes memory when its first byte comes. */
final class HeapContent implements KeyContent {
  private final byte[][] parts;
  private final IntUnaryOperator length;

  /**
   * No bytes.
   *
   * @param parts number of parts
   * @param length length of each part
   */
  HeapContent(int parts, IntUnaryOperator length) {
    this.parts = new byte[parts][];
    this.length = length;
  }

  @Override
  public void write(int part, int within, ByteBuffer bytes) {
    if (parts[part] == null) {
      parts[part] = new byte[length.applyAsInt(part)];
    }
    bytes.get(bytes.position(), parts[part], within, bytes.remaining());
  }

  @Override
  public void read(int part, int within, ByteBuffer into) {
    into.put(parts[part], within, into.remaining());
  }

  @Override
  public void commit() {
    // What lies on the heap is as durable as it can be.
  }

  @Override
  public void touch(Instant moment) {
    // The key's own note is all that there is.
  }

  @Override
  public void discard() {
    Arrays.fill(parts, null);
  }

  @Override
  public long occupiedBytes() {
    long bytes = 0;
    for (byte[] part : parts) {
      bytes += part == null ? 0 : part.length;
    }
    return bytes;
  }
}
