package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.NewKey;
import java.time.Instant;

/**
 * What was announced of a key.
 *
 * @param generation number of the key under its uid
 * @param begun when, in whole milliseconds
 */
record Upload(NewKey key, long generation, Instant begun) {
}
