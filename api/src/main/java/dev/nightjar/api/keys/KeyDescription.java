package dev.nightjar.api.keys;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a store knows of a key without reading its body.
 *
 * @param totalBytes announced length
 * @param partBytes length of a part
 * @param receivedBytes bytes that are there
 * @param firstMissing offset of the first byte that is not there; {@code totalBytes} when none is missing
 * @param committed whether it can be used
 * @param fingerprint of the parameter set that the key's header names, once its first 32 bytes are there
 * @param generation differs between any two keys that ever had the same uid: what was loaded under another generation
 *     is out of date
 * @param owner whom it belongs to
 * @param lastUse when the key was last used, or a part of it arrived
 */
public record KeyDescription(long totalBytes, int partBytes, long receivedBytes, long firstMissing, boolean committed,
    OptionalLong fingerprint, long generation, KeyOwner owner, Instant lastUse) {
  /** Whether every byte is there. */
  public boolean complete() {
    return receivedBytes == totalBytes;
  }
}
