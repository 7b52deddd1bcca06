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
 * One key, arriving and arrived: what is announced of it, which bytes are there and what may be done with it. Its bytes
 * lie in a {@link KeyContent}. Methods that change it or read its bytes are called under its lock; those that only say
 * something of it may be called without, so that nobody waits for a disk to learn it.
 */
final class StoredKey {
  /** Where a frame's header holds the fingerprint of the parameter set. */
  private static final int FINGERPRINT_AT = 8;

  private final NewKey announced;
  private final long generation;
  private final Instant begun;
  private final KeyContent content;
  private final int[] filled;
  private volatile long receivedBytes;
  private volatile Instant lastUse;
  private volatile boolean committed;
  private volatile boolean reserved;
  private volatile boolean discarded;

  /** A key of which nothing has arrived. */
  StoredKey(NewKey announced, long generation, Instant begun, KeyContent content) {
    this.announced = announced;
    this.generation = generation;
    this.begun = begun;
    this.content = content;
    this.filled = new int[parts(announced)];
    this.lastUse = begun;
  }

  /**
   * A key that was there before.
   *
   * @param filled bytes that are there of each part, at most its length; all of them where it is committed
   */
  StoredKey(NewKey announced, long generation, Instant begun, KeyContent content, int[] filled, boolean committed,
      Instant lastUse) {
    this(announced, generation, begun, content);
    System.arraycopy(filled, 0, this.filled, 0, this.filled.length);
    this.receivedBytes = Arrays.stream(filled).asLongStream().sum();
    this.committed = committed;
    this.lastUse = lastUse;
    this.reserved = true;
  }

  /** Number of parts of a key. */
  static int parts(NewKey key) {
    return Math.toIntExact((key.totalBytes() + key.partBytes() - 1) / key.partBytes());
  }

  /** Length of a part of a key. */
  static int length(NewKey key, int part) {
    return (int) Math.min(key.partBytes(), key.totalBytes() - (long) part * key.partBytes());
  }

  long totalBytes() {
    return announced.totalBytes();
  }

  long receivedBytes() {
    return receivedBytes;
  }

  KeyDescription describe() {
    return new KeyDescription(totalBytes(), announced.partBytes(), receivedBytes, firstMissing(), committed,
        fingerprint(), generation, announced.owner(), lastUse);
  }

  private OptionalLong fingerprint() {
    int there = 0;
    byte[] header = new byte[Frame.HEADER_BYTES];
    for (int p = 0; p < filled.length && there < header.length && filled[p] > 0; p++) {
      int length = Math.min(filled[p], header.length - there);
      content.read(p, 0, ByteBuffer.wrap(header, there, length));
      there += length;
      if (filled[p] < length(p)) {
        break;
      }
    }
    return there < header.length ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT));
  }

  long firstMissing() {
    for (int p = 0; p < filled.length; p++) {
      if (filled[p] < length(p)) {
        return (long) p * announced.partBytes() + filled[p];
      }
    }
    return totalBytes();
  }

  private int length(int part) {
    return length(announced, part);
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
    if (known > 0) {
      ByteBuffer there = ByteBuffer.allocate(known);
      content.read(part, within, there);
      if (!there.flip().equals(bytes.slice(0, known))) {
        throw conflict("the part contradicts bytes that are already there; delete the key and send it again");
      }
    }
  }

  private void store(int part, int within, ByteBuffer bytes) {
    int known = Math.min(filled[part] - within, bytes.remaining());
    int fresh = bytes.remaining() - known;
    if (fresh > 0) {
      content.write(part, within + known, bytes.slice(known, fresh));
      filled[part] += fresh;
      receivedBytes += fresh;
    }
  }

  void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > totalBytes() - offset) {
      throw new IndexOutOfBoundsException("a key of " + totalBytes() + " bytes has no " + into.remaining()
          + " at byte " + offset);
    }
    visit(offset, into, (part, within, bytes) -> {
      if (within + bytes.remaining() > filled[part]) {
        requireComplete();
      }
    });
    for (long at = offset; into.hasRemaining(); ) {
      int part = (int) (at / announced.partBytes());
      int within = (int) (at % announced.partBytes());
      int length = Math.min(into.remaining(), length(part) - within);
      content.read(part, within, into.slice(into.position(), length));
      into.position(into.position() + length);
      at += length;
    }
  }

  void commit(Instant now) {
    requireComplete();
    if (!committed) {
      content.commit();
      committed = true;
      lastUse = now;
      content.touch(now);
    }
  }

  void touch(Instant now) {
    if (committed && !discarded) {
      lastUse = now;
      content.touch(now);
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
    return content.occupiedBytes();
  }

  void discard() {
    content.discard();
    discarded = true;
  }

  boolean isDiscarded() {
    return discarded;
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }
}
