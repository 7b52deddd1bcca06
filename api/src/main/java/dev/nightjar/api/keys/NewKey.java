package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Objects;

/**
 * A key that is to be stored.
 *
 * @param totalBytes exact length of the encoded key, at least 1
 * @param partBytes length of the parts that may come in any order, at least 1; the last one is shorter; a key has at
 *     most {@value #MAX_PARTS} parts, so that what a store keeps of each stays small
 * @param owner whom it belongs to
 */
public record NewKey(long totalBytes, int partBytes, KeyOwner owner) {
  /** Length of parts when nothing else is agreed on: 1 MiB, which passes the defaults of common proxies. */
  public static final int DEFAULT_PART_BYTES = 1 << 20;

  /** Most parts of a key. */
  public static final int MAX_PARTS = 1 << 16;

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
    Objects.requireNonNull(owner, "owner");
  }

  /** A key that serves anybody, in parts of {@link #DEFAULT_PART_BYTES}. */
  public static NewKey of(long totalBytes) {
    return new NewKey(totalBytes, DEFAULT_PART_BYTES, KeyOwner.ANYBODY);
  }

  /** The same for another owner. */
  public NewKey withOwner(KeyOwner other) {
    return new NewKey(totalBytes, partBytes, other);
  }
}
