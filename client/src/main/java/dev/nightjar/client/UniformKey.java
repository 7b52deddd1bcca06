package dev.nightjar.client;

import dev.nightjar.api.params.Parameters;
import java.util.function.Predicate;

/**
 * Uniform binary keys, as masks: 0 or -1 for each bit.
 *
 * <p>A key has at most half of its bits 1, the mean: a heavier one is drawn anew as a whole. What the decompositions of
 * a bootstrap and of a keyswitch cut off grows with the weight, so that the failure bounds then hold for every key and
 * not for the mean over keys; it costs less than one bit of the key's entropy, for at least half of all keys are kept,
 * and how many were drawn tells nothing about the last. Of the small key of an unrolled set, at most three quarters
 * of the pairs (bits 0 and 1, 2 and 3, …) are not both 0, too: two keys in five are so, which costs 1.3 bits.
 *
 * <p>Constant time: no branch but the one on a whole key, and no index, depends on a bit of the key.
 */
final class UniformKey {
  private UniformKey() {
  }

  /**
   * Fills an array with the GLWE key of a set. Sets for tests, which protect nothing, have keys of any weight: equal
   * seeds gave those keys before there was a limit.
   */
  static void drawGlwe(SecretStream stream, long[] masks, Parameters parameters) {
    draw(stream, masks, parameters.insecure() ? key -> true : UniformKey::isLight);
  }

  /** Fills an array with the LWE key of a set without blocks. */
  static void drawLwe(SecretStream stream, long[] masks, Parameters parameters) {
    draw(stream, masks, parameters.insecure() ? key -> true
        : parameters.unrolled() ? key -> isLight(key) & hasLightPairs(key) : UniformKey::isLight);
  }

  private static void draw(SecretStream stream, long[] masks, Predicate<long[]> kept) {
    do {
      stream.nextBitMasks(masks);
    } while (!kept.test(masks));
  }

  /** Whether a key has at most the mean number of ones. */
  static boolean isLight(long[] masks) {
    int weight = 0;
    for (long mask : masks) {
      weight -= (int) mask;
    }
    return 2 * weight <= masks.length;
  }

  /** Whether a key of an even number of bits has at most the mean number of pairs that are not both 0. */
  static boolean hasLightPairs(long[] masks) {
    int pairs = 0;
    for (int i = 0; i < masks.length; i += 2) {
      pairs -= (int) (masks[i] | masks[i + 1]);
    }
    return 8 * pairs <= 3 * masks.length;
  }
}
