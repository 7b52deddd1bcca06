package dev.nightjar.runtime;

import java.util.OptionalLong;

/**
 * How much one caller may take of the key store and ask of it: a principal, or the anonymous callers of one address
 * together.
 * Uploads are counted by each server for itself, committed keys over all servers that share a store.
 *
 * @param openUploads keys that are begun and not committed, at least 1
 * @param openBytes announced bytes of the unfinished keys of which something has arrived; a quarter of the store when
 *     empty. One key is allowed in any case. The unfinished keys of all anonymous callers together take at most half of
 *     the store
 * @param keyBytes bytes of all keys of a principal; half of the store when empty
 * @param unknownUids uids without a key that a caller may name in a minute, at least 1; who comes back after a restart
 *     without keys names one or a few. Then uids are refused for the rest of the minute, known or not, but for keys
 *     that have an owner. Anonymous callers of whom no address is known are not counted
 */
public record CallerLimits(int openUploads, OptionalLong openBytes, OptionalLong keyBytes, int unknownUids) {
  /**
   * 8 unfinished keys, a quarter of the store for them, half of the store for all keys of a principal, 1000 unknown
   * uids in a minute.
   */
  public static final CallerLimits DEFAULT = new CallerLimits(8, OptionalLong.empty(), OptionalLong.empty());

  /** Checks the ranges. */
  public CallerLimits {
    if (openUploads < 1 || openBytes.orElse(1) < 1 || keyBytes.orElse(1) < 1) {
      throw new IllegalArgumentException("a caller may have at least one unfinished key and one byte, not "
          + openUploads + ", " + openBytes + " and " + keyBytes);
    }
    if (unknownUids < 1) {
      throw new IllegalArgumentException("a caller may name at least one unknown uid in a minute, not " + unknownUids);
    }
  }

  /** Limits with 1000 unknown uids in a minute. */
  public CallerLimits(int openUploads, OptionalLong openBytes, OptionalLong keyBytes) {
    this(openUploads, openBytes, keyBytes, 1000);
  }

  /** The same with another number of unfinished keys. */
  public CallerLimits withOpenUploads(int number) {
    return new CallerLimits(number, openBytes, keyBytes, unknownUids);
  }

  /** The same with another bound on the bytes of unfinished keys. */
  public CallerLimits withOpenBytes(long bytes) {
    return new CallerLimits(openUploads, OptionalLong.of(bytes), keyBytes, unknownUids);
  }

  /** The same with another bound on the bytes of all keys of a principal. */
  public CallerLimits withKeyBytes(long bytes) {
    return new CallerLimits(openUploads, openBytes, OptionalLong.of(bytes), unknownUids);
  }

  /** The same with another number of unknown uids in a minute. */
  public CallerLimits withUnknownUids(int number) {
    return new CallerLimits(openUploads, openBytes, keyBytes, number);
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
