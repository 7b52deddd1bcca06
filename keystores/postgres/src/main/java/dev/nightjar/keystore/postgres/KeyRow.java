package dev.nightjar.keystore.postgres;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import java.time.Instant;
import java.util.OptionalLong;

/** What the table of keys says of one, under its row's lock or not. */
record KeyRow(long uid, KeyOwner owner, long totalBytes, int partBytes, long generation, long receivedBytes,
    long firstMissing, boolean reserved, boolean committed, OptionalLong fingerprint, Instant begun, Instant deadline,
    Instant lastUse) {
  KeyDescription description() {
    return new KeyDescription(totalBytes, partBytes, receivedBytes, firstMissing, committed, fingerprint, generation,
        owner, lastUse);
  }

  /** The same with more bytes. */
  KeyRow with(long received, long missing, OptionalLong print, Instant until, Instant now) {
    return new KeyRow(uid, owner, totalBytes, partBytes, generation, received, missing, reserved, committed, print,
        begun, until, now);
  }

  boolean isAbandoned(Instant now) {
    return !committed && now.isAfter(deadline);
  }

  /** Length of a part. */
  int length(int part) {
    return (int) Math.min(partBytes, totalBytes - (long) part * partBytes);
  }

  /** Refuses bytes that cannot be stored, as far as that can be said without looking at what is there. */
  void requireFitting(long offset, int length) {
    if (committed) {
      throw new NightjarException(ErrorCode.KEY_COMPLETE, "the key is complete; begin another one to replace it");
    }
    if (offset < 0 || offset > totalBytes || length > totalBytes - offset) {
      throw conflict("a part of " + length + " bytes at byte " + offset + " passes the announced end at "
          + totalBytes);
    }
    if (receivedBytes == 0 && length > 0 && offset % partBytes != 0) {
      throw gap(offset, offset - offset % partBytes);
    }
  }

  void requireComplete() {
    if (receivedBytes < totalBytes) {
      throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + receivedBytes + " of " + totalBytes
          + " bytes: send the rest");
    }
  }

  static NightjarException gap(long offset, long missing) {
    return conflict("a part at byte " + offset + " leaves a gap: the next missing byte is " + missing);
  }

  static NightjarException contradiction() {
    return conflict("the part contradicts bytes that are already there; delete the key and send it again");
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }
}
