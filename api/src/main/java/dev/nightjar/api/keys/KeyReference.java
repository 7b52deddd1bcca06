package dev.nightjar.api.keys;

import java.util.Objects;

/**
 * Which stored key is meant, in whatever store it lies: two keys with equal references have equal bytes. So what was
 * made of a key can be kept under its reference, and an engine in another process can refer to a key that it has.
 *
 * @param uid address of the key
 * @param generation number of the key under this uid, which is different for each key that is stored there after
 *     another was deleted; not negative
 */
public record KeyReference(Uid uid, long generation) {
  public KeyReference {
    Objects.requireNonNull(uid, "uid");
    if (generation < 0) {
      throw new IllegalArgumentException("the generation of a key is not negative, unlike " + generation);
    }
  }
}
