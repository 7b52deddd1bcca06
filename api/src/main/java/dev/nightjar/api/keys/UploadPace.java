package dev.nightjar.api.keys;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an upload may take before a store forgets it. The time counts from the beginning of the key and grows with
 * the bytes that have arrived, and with nothing else: parts that are empty or come again do not extend it.
 *
 * @param patience time for an upload of which something has arrived, at least zero; one in which nothing has has
 *     three minutes, or this time if it is shorter
 * @param leastBytesPerSecond what it must bring in each further second, at least 1
 */
public record UploadPace(Duration patience, int leastBytesPerSecond) {
  /** 8 KiB: a key of 27 MiB has an hour. */
  public static final int DEFAULT_BYTES_PER_SECOND = 8 << 10;

  private static final Duration NOTHING_ARRIVED = Duration.ofMinutes(3);

  /** Checks the ranges. */
  public UploadPace {
    if (patience.isNegative() || leastBytesPerSecond < 1) {
      throw new IllegalArgumentException("an upload has a time of at least zero and brings at least one byte in a"
          + " second, not " + patience + " and " + leastBytesPerSecond);
    }
  }

  /** A pace with {@value #DEFAULT_BYTES_PER_SECOND} bytes a second. */
  public static UploadPace of(Duration patience) {
    return new UploadPace(patience, DEFAULT_BYTES_PER_SECOND);
  }

  /**
   * When an upload that does not become complete is forgotten.
   *
   * @param begun when the key was begun
   * @param receivedBytes bytes of it that are there, each counted once
   */
  public Instant deadline(Instant begun, long receivedBytes) {
    if (receivedBytes == 0) {
      return begun.plus(patience.compareTo(NOTHING_ARRIVED) < 0 ? patience : NOTHING_ARRIVED);
    }
    return begun.plus(patience).plusMillis(Math.multiplyExact(receivedBytes, 1000L) / leastBytesPerSecond);
  }
}
