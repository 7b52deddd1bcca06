package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.UploadPace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * One key in memory, arriving and arrived. A part takes memory when its first byte comes. Not thread-safe: the store
 * calls it under its lock.
 */
final class StoredKey {
  /** Where a frame's header holds the fingerprint of the parameter set. */
  private static final int FINGERPRINT_AT = 8;

  private final NewKey announced;
  private final long generation;
  private final Instant begun;
  private final byte[][] parts;
  private final int[] filled;
  private long receivedBytes;
  private Instant lastUse;
  private boolean committed;
  private boolean reserved;
  private boolean discarded;

  StoredKey(NewKey announced, long generation, Instant now) {
    this.announced = announced;
    this.generation = generation;
    int count = Math.toIntExact((announced.totalBytes() + announced.partBytes() - 1) / announced.partBytes());
    this.parts = new byte[count][];
    this.filled = new int[count];
    this.begun = now;
    this.lastUse = now;
  }

  long totalBytes() {
    return announced.totalBytes();
  }

  KeyDescription describe() {
    return new KeyDescription(totalBytes(), announced.partBytes(), receivedBytes, firstMissing(), committed,
        fingerprint(), generation, announced.owner(), lastUse);
  }

  private OptionalLong fingerprint() {
    int there = 0;
    byte[] header = new byte[Frame.HEADER_BYTES];
    for (int p = 0; p < parts.length && there < header.length && filled[p] > 0; p++) {
      int length = Math.min(filled[p], header.length - there);
      System.arraycopy(parts[p], 0, header, there, length);
      there += length;
      if (filled[p] < length(p)) {
        break;
      }
    }
    return there < header.length ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT));
  }

  long firstMissing() {
    for (int p = 0; p < parts.length; p++) {
      if (filled[p] < length(p)) {
        return (long) p * announced.partBytes() + filled[p];
      }
    }
    return totalBytes();
  }

  private int length(int part) {
    return (int) Math.min(announced.partBytes(), totalBytes() - (long) part * announced.partBytes());
  }

  /** Notes that the store has made room for the key. */
  void reserve() {
    reserved = true;
  }

  /** Bytes that the store has made room for. */
  long reservedBytes() {
    return reserved ? totalBytes() : 0;
  }

  /** Stores bytes; refused ones change nothing. */
  void put(long offset, ByteBuffer bytes, Instant now) {
    requireFitting(offset, bytes);
    visit(offset, bytes, this::store);
    lastUse = now;
  }

  /** Refuses what cannot be stored there. */
  void requireFitting(long offset, ByteBuffer bytes) {
    if (committed) {
      throw new NightjarException(ErrorCode.KEY_COMPLETE,
          "the key is complete; begin another one to replace it");
    }
    if (offset < 0 || offset > totalBytes() || bytes.remaining() > totalBytes() - offset) {
      throw conflict("a part of " + bytes.remaining() + " bytes at byte " + offset
          + " passes the announced end at " + totalBytes());
    }
    visit(offset, bytes, this::require);
  }

  /** What is done with the bytes that fall into one part. */
  private interface PartVisitor {
    void visit(int part, int within, ByteBuffer bytes);
  }

  private void visit(long offset, ByteBuffer bytes, PartVisitor visitor) {
    ByteBuffer left = bytes.duplicate();
    long at = offset;
    while (left.hasRemaining()) {
      int part = (int) (at / announced.partBytes());
      int within = (int) (at % announced.partBytes());
      int length = Math.min(left.remaining(), length(part) - within);
      visitor.visit(part, within, left.slice(left.position(), length));
      left.position(left.position() + length);
      at += length;
    }
  }

  private void require(int part, int within, ByteBuffer bytes) {
    if (within > filled[part]) {
      throw conflict("a part at byte " + ((long) part * announced.partBytes() + within)
          + " leaves a gap: the next missing byte is " + ((long) part * announced.partBytes() + filled[part]));
    }
    int known = Math.min(filled[part] - within, bytes.remaining());
    if (known > 0 && !ByteBuffer.wrap(parts[part], within, known).equals(bytes.slice(0, known))) {
      throw conflict("the part contradicts bytes that are already there; delete the key and send it again");
    }
  }

  private void store(int part, int within, ByteBuffer bytes) {
    if (parts[part] == null) {
      parts[part] = new byte[length(part)];
    }
    int known = Math.min(filled[part] - within, bytes.remaining());
    int fresh = bytes.remaining() - known;
    bytes.get(known, parts[part], within + known, fresh);
    filled[part] += fresh;
    receivedBytes += fresh;
  }

  void read(long offset, ByteBuffer into) {
    requireComplete();
    if (offset < 0 || into.remaining() > totalBytes() - offset) {
      throw new IndexOutOfBoundsException("a key of " + totalBytes() + " bytes has no " + into.remaining()
          + " at byte " + offset);
    }
    for (long at = offset; into.hasRemaining(); ) {
      int part = (int) (at / announced.partBytes());
      int within = (int) (at % announced.partBytes());
      int length = Math.min(into.remaining(), length(part) - within);
      into.put(parts[part], within, length);
      at += length;
    }
  }

  void commit(Instant now) {
    requireComplete();
    if (!committed) {
      committed = true;
      lastUse = now;
    }
  }

  void touch(Instant now) {
    if (committed) {
      lastUse = now;
    }
  }

  private void requireComplete() {
    if (receivedBytes < totalBytes()) {
      throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + receivedBytes + " of " + totalBytes()
          + " bytes: send the rest");
    }
  }

  boolean isAbandoned(UploadPace pace, Instant now) {
    return !committed && now.isAfter(pace.deadline(begun, receivedBytes));
  }

  long committedBytes(KeyOwner owner) {
    return committed && announced.owner().equals(owner) ? totalBytes() : 0;
  }

  boolean isIdle(Instant before) {
    return committed && lastUse.isBefore(before);
  }

  long occupiedBytes() {
    long bytes = 0;
    for (byte[] part : parts) {
      bytes += part == null ? 0 : part.length;
    }
    return bytes;
  }

  void discard() {
    discarded = true;
    Arrays.fill(parts, null);
  }

  boolean isDiscarded() {
    return discarded;
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }
}
