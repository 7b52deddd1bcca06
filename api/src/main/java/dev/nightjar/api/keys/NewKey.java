package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Optional;

/**
 * A key that is to be stored.
 *
 * @param totalBytes exact length of the encoded key, at least 1
 * @param partBytes length of the parts that may come in any order, at least 1; the last one is shorter; a key has at
 *     most {@value #MAX_PARTS} parts, so that what a store keeps of each stays small
 * @param owner who sends it, an opaque text of at most 256 characters; empty when the host does not know
 */
public record NewKey(long totalBytes, int partBytes, Optional<String> owner) {
  /** Length of parts when nothing else is agreed on: 1 MiB, which passes the defaults of common proxies. */
  public static final int DEFAULT_PART_BYTES = 1 << 20;

  /** Most parts of a key. */
  public static final int MAX_PARTS = 1 << 16;

  private static final int MAX_OWNER_LENGTH = 256;

  /** Checks the ranges. */
  public NewKey {
    if (totalBytes < 1) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "a key has at least one byte, not " + totalBytes);
    }
    if (partBytes < 1) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "a part has at least one byte, not " + partBytes);
    }
    if ((totalBytes - 1) / partBytes >= MAX_PARTS) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "a key of " + totalBytes + " bytes in parts of " + partBytes
          + " has more than " + MAX_PARTS + " parts: make them longer");
    }
    if (owner.isPresent() && (owner.get().isEmpty() || owner.get().length() > MAX_OWNER_LENGTH)) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "an owner has 1 to " + MAX_OWNER_LENGTH + " characters, not " + owner.get().length());
    }
  }

  /** A key of nobody in particular, in parts of {@link #DEFAULT_PART_BYTES}. */
  public static NewKey of(long totalBytes) {
    return new NewKey(totalBytes, DEFAULT_PART_BYTES, Optional.empty());
  }
}
