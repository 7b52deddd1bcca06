package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is done with bytes that arrive: which are new, whether the others are the same, and when all are there. */
final class Arrival {
  private static final int FINGERPRINT_AT = 8;

  private final Content content;

  /** Fingerprints by the generation of the key. */
  private final Recent<Long, Long> fingerprints = new Recent<>();

  Arrival(Content content) {
    this.content = content;
  }

  /**
   * A key that arrives.
   *
   * @param last when its last piece came
   */
  record State(Uid uid, Upload upload, Pieces pieces, Instant last) {
    Instant lastUse() {
      return last.isAfter(upload.begun()) ? last : upload.begun();
    }

    State and(List<Piece> more, Instant now) {
      return more.isEmpty() ? this : new State(uid, upload, pieces.and(more), now);
    }

    void requireComplete() {
      if (!pieces.isComplete()) {
        throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + pieces.receivedBytes() + " of "
            + upload.key().totalBytes() + " bytes: send the rest");
      }
    }
  }

  /** Refuses a range that is not in the key. */
  static void requireInside(NewKey key, long offset, ByteBuffer into) {
    if (offset < 0 || offset > key.totalBytes() || into.remaining() > key.totalBytes() - offset) {
      throw new IndexOutOfBoundsException("a key of " + key.totalBytes() + " bytes has no " + into.remaining()
          + " at byte " + offset);
    }
  }

  /**
   * The pieces that are to be written so that bytes are stored.
   *
   * @throws NightjarException {@code KEY_PART_CONFLICT} when they do not fit to what is there
   */
  List<Content.Fresh> fresh(State state, long offset, ByteBuffer bytes) {
    NewKey key = state.upload.key();
    if (offset < 0 || offset > key.totalBytes() || bytes.remaining() > key.totalBytes() - offset) {
      throw conflict("a part of " + bytes.remaining() + " bytes at byte " + offset + " passes the announced end at "
          + key.totalBytes());
    }
    List<Content.Fresh> fresh = new ArrayList<>();
    ByteBuffer left = bytes.duplicate();
    for (long at = offset; left.hasRemaining(); ) {
      int part = (int) (at / key.partBytes());
      int within = (int) (at % key.partBytes());
      int length = Math.min(left.remaining(), state.pieces.length(part) - within);
      fresh(state, part, within, left.slice(left.position(), length)).ifPresent(fresh::add);
      left.position(left.position() + length);
      at += length;
    }
    if (state.pieces.all().size() + fresh.size() > StoreLimits.maxPieces(key)) {
      throw conflict("the key arrives in more than " + StoreLimits.maxPieces(key)
          + " pieces: delete it, and send it again in longer ones");
    }
    return fresh;
  }

  private Optional<Content.Fresh> fresh(State state, int part, int within, ByteBuffer bytes) {
    int filled = state.pieces.filled(part);
    long partAt = (long) part * state.upload.key().partBytes();
    if (within > filled) {
      throw conflict("a part at byte " + (partAt + within) + " leaves a gap: the next missing byte is "
          + (partAt + filled));
    }
    int known = Math.min(filled - within, bytes.remaining());
    if (known > 0) {
      ByteBuffer there = ByteBuffer.allocate(known);
      boolean whole = content.read(state.uid, state.pieces, Map.of(), partAt + within, there);
      if (whole && !there.flip().equals(bytes.slice(0, known))) {
        throw conflict("the part contradicts bytes that are already there; delete the key and send it again");
      }
    }
    return known == bytes.remaining() ? Optional.empty() : Optional.of(new Content.Fresh(
        new Piece(part, within + known, bytes.remaining() - known),
        bytes.slice(known, bytes.remaining() - known)));
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }

  KeyDescription describe(State state) {
    NewKey key = state.upload.key();
    return new KeyDescription(key.totalBytes(), key.partBytes(), state.pieces.receivedBytes(),
        state.pieces.firstMissing(), false, fingerprint(state), state.upload.generation(), key.owner(),
        state.lastUse());
  }

  /** The fingerprint in the header of the key; empty when not all of the header is there. */
  private OptionalLong fingerprint(State state) {
    if (state.pieces.firstMissing() < Frame.HEADER_BYTES) {
      return OptionalLong.empty();
    }
    Optional<Long> known = fingerprints.get(state.upload.generation());
    if (known.isPresent()) {
      return OptionalLong.of(known.get());
    }
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (!content.read(state.uid, state.pieces, Map.of(), 0, header)) {
      return OptionalLong.empty();
    }
    long fingerprint = header.getLong(FINGERPRINT_AT);
    fingerprints.put(state.upload.generation(), fingerprint);
    return OptionalLong.of(fingerprint);
  }

  /** The manifest of a key of which all is there; empty when it was deleted meanwhile. */
  Optional<KeyMark.Manifest> manifest(State state, Instant now) {
    List<Piece> pieces = state.pieces.all();
    return content.checksums(state.uid, pieces).map(checksums -> new KeyMark.Manifest(state.upload, now,
        fingerprint(state), pieces, checksums));
  }

  void forget(State state) {
    fingerprints.remove(state.upload.generation());
  }
}
