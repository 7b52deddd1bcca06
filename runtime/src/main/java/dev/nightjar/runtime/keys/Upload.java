package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.KeyStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One key in memory, arriving and arrived. Not thread-safe: the store calls it under its lock. */
final class Upload {
  /** Most memory that is taken before the bytes for it are there. */
  static final int CHUNK_BYTES = 1 << 20;

  private final int totalBytes;
  private final List<byte[]> chunks = new ArrayList<>();
  private int receivedBytes;
  private Instant lastPart;
  private byte[] whole;
  private boolean discarded;

  Upload(int totalBytes, Instant now) {
    this.totalBytes = totalBytes;
    this.lastPart = now;
  }

  int totalBytes() {
    return totalBytes;
  }

  KeyStore.Status status() {
    return new KeyStore.Status(totalBytes, receivedBytes, whole != null);
  }

  void put(long offset, ByteBuffer part, Instant now) {
    if (whole != null) {
      throw new NightjarException(ErrorCode.KEY_COMPLETE,
          "the key is complete; begin another one to replace it");
    }
    if (offset < 0 || offset > receivedBytes) {
      throw conflict("a part at byte " + offset + " leaves a gap: the next missing byte is " + receivedBytes);
    }
    if (part.remaining() > totalBytes - offset) {
      throw conflict("a part of " + part.remaining() + " bytes at byte " + offset
          + " passes the announced end at " + totalBytes);
    }
    int at = (int) offset;
    int known = Math.min(receivedBytes - at, part.remaining());
    requireSame(at, part.slice(part.position(), known));
    part.position(part.position() + known);
    append(part);
    lastPart = now;
  }

  private void requireSame(int at, ByteBuffer again) {
    while (again.hasRemaining()) {
      int length = Math.min(again.remaining(), CHUNK_BYTES - at % CHUNK_BYTES);
      ByteBuffer here = ByteBuffer.wrap(chunks.get(at / CHUNK_BYTES), at % CHUNK_BYTES, length);
      if (!here.equals(again.slice(again.position(), length))) {
        throw conflict("the part contradicts bytes that are already there; delete the key and send it again");
      }
      again.position(again.position() + length);
      at += length;
    }
  }

  private void append(ByteBuffer part) {
    while (part.hasRemaining()) {
      int within = receivedBytes % CHUNK_BYTES;
      if (within == 0) {
        chunks.add(new byte[Math.min(CHUNK_BYTES, totalBytes - receivedBytes)]);
      }
      int length = Math.min(part.remaining(), CHUNK_BYTES - within);
      part.get(chunks.get(chunks.size() - 1), within, length);
      receivedBytes += length;
    }
  }

  void commit() {
    if (receivedBytes < totalBytes) {
      throw incomplete();
    }
    if (whole == null) {
      byte[] all = new byte[totalBytes];
      for (int c = 0; c < chunks.size(); c++) {
        System.arraycopy(chunks.get(c), 0, all, c * CHUNK_BYTES, chunks.get(c).length);
        chunks.set(c, null);
      }
      chunks.clear();
      whole = all;
    }
  }

  ByteBuffer bytes() {
    if (whole == null) {
      throw incomplete();
    }
    return ByteBuffer.wrap(whole).asReadOnlyBuffer();
  }

  boolean isAbandoned(Instant before) {
    return whole == null && lastPart.isBefore(before);
  }

  long occupiedBytes() {
    return whole != null ? whole.length : chunks.stream().mapToLong(c -> c.length).sum();
  }

  void discard() {
    discarded = true;
    chunks.clear();
  }

  boolean isDiscarded() {
    return discarded;
  }

  private NightjarException incomplete() {
    return new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + receivedBytes + " of "
        + totalBytes + " bytes"
        + (receivedBytes < totalBytes ? ": send the rest" : " and is not committed: commit it"));
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }
}
