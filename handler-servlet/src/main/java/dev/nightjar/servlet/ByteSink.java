package dev.nightjar.servlet;

import dev.nightjar.api.codec.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * A bounded growing buffer. It grows by chunks, not by copying: while filling it takes the bytes written plus one
 * chunk, and in {@link #toByteArray()} at most twice the bytes, or no more where the length was known. Every chunk is
 * taken from a {@link ByteBudget} and given back on {@link #close()}, which the request does once its bytes are no
 * longer needed. Not thread-safe.
 */
final class ByteSink extends OutputStream {
  private static final int FIRST_CHUNK = 8 << 10;
  private static final int LARGEST_CHUNK = 1 << 20;

  private final String what;
  private final long limit;
  private final ByteBudget budget;
  private final FirstBytes first;
  private final Deque<byte[]> full = new ArrayDeque<>();
  private byte[] chunk = new byte[0];
  private int at;
  private long size;
  private long reserved;
  private int expected;

  /**
   * An empty buffer.
   *
   * @param what name in the message of the refusal: {@code the key part}
   * @param limit most bytes, below 2^31
   * @param first judges the first bytes when a further one comes
   */
  ByteSink(String what, long limit, ByteBudget budget, FirstBytes first) {
    this.what = what;
    this.limit = Math.min(limit, Integer.MAX_VALUE - 8);
    this.budget = budget;
    this.first = first;
  }

  /** Makes room for so many bytes with the first one; 0 and less are ignored. */
  void expect(int bytes) {
    expected = bytes;
  }

  /** Writes all that a stream holds. */
  void writeAll(InputStream in) throws IOException {
    while (true) {
      if (at == chunk.length) {
        // A full buffer grows only if there is more: most often its length was known.
        int next = in.read();
        if (next < 0) {
          return;
        }
        write(next);
        continue;
      }
      int n = in.read(chunk, at, chunk.length - at);
      if (n < 0) {
        return;
      }
      at += n;
    }
  }

  @Override
  public void write(int b) {
    if (at == chunk.length) {
      grow();
    }
    chunk[at++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length; ) {
      if (at == chunk.length) {
        grow();
      }
      int n = Math.min(length - done, chunk.length - at);
      System.arraycopy(bytes, offset + done, chunk, at, n);
      at += n;
      done += n;
    }
  }

  private void grow() {
    size += at;
    if (size == limit) {
      throw Words.tooLarge(what, limit);
    }
    if (size == Frame.HEADER_BYTES) {
      first.judge(ByteBuffer.wrap(chunk));
    }
    // The first chunk is the header, so that nothing need be compared for each byte.
    int next = (int) Math.min(limit - size,
        size == 0 ? Math.max(Frame.HEADER_BYTES, expected) : Math.max(FIRST_CHUNK, Math.min(LARGEST_CHUNK, size)));
    take(next);
    if (at > 0) {
      full.add(chunk);
    }
    chunk = new byte[next];
    at = 0;
  }

  private void take(long bytes) {
    budget.reserve(bytes);
    reserved += bytes;
  }

  /** The bytes written, in one array; the buffer is empty afterwards but keeps its share of the budget. */
  byte[] toByteArray() {
    if (full.isEmpty() && at == chunk.length) {
      return whole();
    }
    int length = Math.toIntExact(size + at);
    take(length);
    byte[] all = new byte[length];
    int to = 0;
    for (byte[] next = full.poll(); next != null; next = full.poll()) {
      System.arraycopy(next, 0, all, to, next.length);
      to += next.length;
    }
    System.arraycopy(chunk, 0, all, to, at);
    chunk = new byte[0];
    at = 0;
    size = 0;
    budget.release(reserved - length);
    reserved = length;
    return all;
  }

  private byte[] whole() {
    byte[] all = chunk;
    chunk = new byte[0];
    at = 0;
    size = 0;
    return all;
  }

  /** Gives the memory back to the budget. Idempotent. */
  @Override
  public void close() {
    budget.release(reserved);
    reserved = 0;
    full.clear();
    chunk = new byte[0];
    at = 0;
  }
}
