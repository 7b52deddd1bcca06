package dev.nightjar.runtime;

import java.time.Duration;
import java.util.Objects;

/**
 * How much one caller may ask for.
 *
 * @param partBytes bytes in one part of a key
 * @param keyBytes bytes in a whole key, at most 2^31 - 1
 * @param queryBytes bytes in an encoded query
 * @param jsonBytes bytes of a JSON body, for the HTTP adapter: JSON spells a byte in up to five characters
 * @param deadline for one inference, waiting included
 * @param callers how much of the key store one caller may take
 */
public record RuntimeLimits(int partBytes, long keyBytes, int queryBytes, long jsonBytes, Duration deadline,
    CallerLimits callers) {
  /** 1 MiB parts, 512 MiB keys, 4 MiB queries, 512 MiB of JSON (a 100 MiB piece of a key), two minutes. */
  public static final RuntimeLimits DEFAULT =
      new RuntimeLimits(1 << 20, 512L << 20, 4 << 20, 512L << 20, Duration.ofMinutes(2), CallerLimits.DEFAULT);

  public RuntimeLimits {
    if (partBytes < 1024 || keyBytes < 1024 || keyBytes > Integer.MAX_VALUE || queryBytes < 1024
        || jsonBytes < 1024) {
      throw new IllegalArgumentException("limits are at least 1024 bytes, and a key at most 2^31 - 1: "
          + partBytes + ", " + keyBytes + ", " + queryBytes + ", " + jsonBytes);
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("a deadline lies in the future, not " + deadline);
    }
    Objects.requireNonNull(callers, "callers");
  }

  /** The same with another key limit. */
  public RuntimeLimits withKeyBytes(long bytes) {
    return new RuntimeLimits(partBytes, bytes, queryBytes, jsonBytes, deadline, callers);
  }

  /** The same with another query limit. */
  public RuntimeLimits withQueryBytes(int bytes) {
    return new RuntimeLimits(partBytes, keyBytes, bytes, jsonBytes, deadline, callers);
  }

  /** The same with another limit on JSON bodies. */
  public RuntimeLimits withJsonBytes(long bytes) {
    return new RuntimeLimits(partBytes, keyBytes, queryBytes, bytes, deadline, callers);
  }

  /** The same with another deadline. */
  public RuntimeLimits withDeadline(Duration time) {
    return new RuntimeLimits(partBytes, keyBytes, queryBytes, jsonBytes, time, callers);
  }

  /** The same with other limits for each caller. */
  public RuntimeLimits withCallers(CallerLimits value) {
    return new RuntimeLimits(partBytes, keyBytes, queryBytes, jsonBytes, deadline, value);
  }
}
