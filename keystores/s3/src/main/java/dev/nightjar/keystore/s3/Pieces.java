package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.NewKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Which bytes of a key are there: in each part a row of pieces from its beginning on, without gaps. Immutable.
 */
final class Pieces {
  private final NewKey key;
  private final List<Piece> all;
  private final int[] filled;

  private Pieces(NewKey key, List<Piece> all, int[] filled) {
    this.key = key;
    this.all = all;
    this.filled = filled;
  }

  /** Of what was found, the pieces that belong to the rows; others are no part of the key. */
  static Pieces of(NewKey key, Collection<Piece> found) {
    List<Piece> sorted = new ArrayList<>(found);
    Collections.sort(sorted);
    int[] filled = new int[Math.toIntExact((key.totalBytes() + key.partBytes() - 1) / key.partBytes())];
    List<Piece> used = new ArrayList<>();
    for (Piece piece : sorted) {
      if (piece.part() < filled.length && piece.within() == filled[piece.part()] && piece.length() > 0
          && piece.length() <= length(key, piece.part()) - piece.within()) {
        filled[piece.part()] = piece.end();
        used.add(piece);
      }
    }
    return new Pieces(key, Collections.unmodifiableList(used), filled);
  }

  /** These and some more. */
  Pieces and(Collection<Piece> more) {
    List<Piece> both = new ArrayList<>(all);
    both.addAll(more);
    return of(key, both);
  }

  private static int length(NewKey key, int part) {
    return (int) Math.min(key.partBytes(), key.totalBytes() - (long) part * key.partBytes());
  }

  /** Length of a part. */
  int length(int part) {
    return length(key, part);
  }

  /** Bytes that are there of a part. */
  int filled(int part) {
    return filled[part];
  }

  /** All pieces in the order of their bytes. */
  List<Piece> all() {
    return all;
  }

  /** Place of a piece's first byte in the key. */
  long place(Piece piece) {
    return (long) piece.part() * key.partBytes() + piece.within();
  }

  /** Whether all bytes of a range, which is in the key, are there. */
  boolean holds(long offset, int length) {
    for (long at = offset; at < offset + length; ) {
      int part = (int) (at / key.partBytes());
      long partEnd = (long) part * key.partBytes() + length(part);
      if (Math.min(partEnd, offset + length) > (long) part * key.partBytes() + filled[part]) {
        return false;
      }
      at = partEnd;
    }
    return true;
  }

  long receivedBytes() {
    return Arrays.stream(filled).asLongStream().sum();
  }

  long firstMissing() {
    for (int part = 0; part < filled.length; part++) {
      if (filled[part] < length(part)) {
        return (long) part * key.partBytes() + filled[part];
      }
    }
    return key.totalBytes();
  }

  boolean isComplete() {
    return firstMissing() == key.totalBytes();
  }
}
