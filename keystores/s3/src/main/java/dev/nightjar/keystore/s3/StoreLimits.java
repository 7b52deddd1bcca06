package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.UploadPace;
import java.time.Duration;

/**
 * How much a store takes and how much it lags behind other replicas.
 *
 * @param capacityBytes most bytes that all keys together may announce
 * @param maxKeyBytes most bytes that one key may announce
 * @param pace after which an upload is forgotten
 * @param freshness how old what is known of other replicas' keys may be where the contract lets it lag
 * @param useEvery a key's use is noted once in this time
 */
record StoreLimits(long capacityBytes, long maxKeyBytes, UploadPace pace, Duration freshness, Duration useEvery) {
  /** The contract lets the two lag by a minute together. */
  static final Duration FRESHNESS = Duration.ofSeconds(30);

  /** How long the mark of a deleted key stays: longer than any request of a replica takes, repetitions included. */
  static final Duration MARK_STAYS = Duration.ofHours(1);

  /** How long what was announced is believed without asking; a mark says in this time that the key was deleted. */
  static final Duration UPLOAD_KNOWN = Duration.ofMinutes(30);

  StoreLimits {
    if (capacityBytes < 1 || maxKeyBytes < 1 || maxKeyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a key store needs a positive capacity and a key limit of 1 to 2^31 - 1"
          + " bytes, not " + capacityBytes + " and " + maxKeyBytes);
    }
  }

  /** Most pieces of a key: each is an object, and a line of the manifest. */
  static long maxPieces(NewKey key) {
    return 2 * ((key.totalBytes() + key.partBytes() - 1) / key.partBytes()) + 4096;
  }
}
