package dev.nightjar.client.host;

import java.nio.ByteBuffer;

/**
 * Bytes outside of the heap, wiped when closed. A collector neither moves nor copies them, and a channel reads and
 * writes them where they lie; bytes of the heap it would copy to a buffer of its own, which nobody wipes.
 */
final class WipedBuffer implements AutoCloseable {
  private final ByteBuffer bytes;

  WipedBuffer(int length) {
    bytes = ByteBuffer.allocateDirect(length);
  }

  /** The buffer itself; not to be used after closing. */
  ByteBuffer bytes() {
    return bytes;
  }

  @Override
  public void close() {
    bytes.clear();
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
  }
}
