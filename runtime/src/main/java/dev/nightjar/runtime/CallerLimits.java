package dev.nightjar.runtime;

import java.util.OptionalLong;

/**
 * How much of the key store one caller may take: a principal, or the anonymous callers of one address together.
 * Uploads are counted by each server for itself, committed keys over all servers that share a store.
 *
 * @param openUploads keys that are begun and not committed, at least 1
 * @param openBytes announced bytes of the unfinished keys of which something has arrived; a quarter of the store when
 *     empty. One key is allowed in any case. The unfinished keys of all anonymous callers together take at most half of
 *     the store
 * @param keyBytes bytes of all keys of a principal; half of the store when empty
 */
public record CallerLimits(int openUploads, OptionalLong openBytes, OptionalLong keyBytes) {
  /** 8 unfinished keys, a quarter of the store for them, half of the store for all keys of a principal. */
  public static final CallerLimits DEFAULT = new CallerLimits(8, OptionalLong.empty(), OptionalLong.empty());

  /** Checks the ranges. */
  public CallerLimits {
    if (openUploads < 1 || openBytes.orElse(1) < 1 || keyBytes.orElse(1) < 1) {
      throw new IllegalArgumentException("a caller may have at least one unfinished key and one byte, not "
          + openUploads + ", " + openBytes + " and " + keyBytes);
    }
  }

  /** The same with another number of unfinished keys. */
  public CallerLimits withOpenUploads(int number) {
    return new CallerLimits(number, openBytes, keyBytes);
  }

  /** The same with another bound on the bytes of unfinished keys. */
  public CallerLimits withOpenBytes(long bytes) {
    return new CallerLimits(openUploads, OptionalLong.of(bytes), keyBytes);
  }

  /** The same with another bound on the bytes of all keys of a principal. */
  public CallerLimits withKeyBytes(long bytes) {
    return new CallerLimits(openUploads, openBytes, OptionalLong.of(bytes));
  }

  /** Bytes of unfinished keys in a store of this capacity. */
  public long openBytesOf(long capacity) {
    return openBytes.orElse(capacity / 4);
  }

  /** Bytes of a principal's keys in a store of this capacity. */
  public long keyBytesOf(long capacity) {
    return keyBytes.orElse(capacity / 2);
  }
}
