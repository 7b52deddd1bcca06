package dev.nightjar.keystore.s3;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** What {@code keys/UID} holds: who writes it first decides what becomes of a key. */
sealed interface KeyMark {
  /**
   * A committed key.
   *
   * @param committed when it was committed, in whole milliseconds
   * @param fingerprint of the parameter set that the key's header names
   * @param pieces all of the key, in order
   * @param checksums CRC-32C of each piece
   */
  record Manifest(Upload upload, Instant committed, OptionalLong fingerprint, List<Piece> pieces,
      List<Integer> checksums) implements KeyMark {
    public Manifest {
      pieces = List.copyOf(pieces);
      checksums = List.copyOf(checksums);
    }
  }

  /**
   * A deleted key, whatever may still lie around of it. It stays longer than any request takes, so that a commit which
   * was under way meets it.
   */
  record Deleted(Instant at) implements KeyMark {
  }
}
