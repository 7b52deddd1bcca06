package dev.nightjar.client;

import dev.nightjar.api.params.Parameters;
import java.util.Arrays;

/**
 * LWE keys of blocks of {@value Parameters#BLOCK_LENGTH} bits of which at most one is 1 (Lee, Min, Seo, Song, eprint
 * 2023/958), as masks: 0 or -1 for each bit. All four contents of a block are equally likely.
 *
 * <p>A key has at most n/4 ones, the mean: a heavier one is drawn anew as a whole. The noise of the modulus switch
 * grows with the weight, so that the failure bounds then hold for every key and not for the average one; what it
 * costs is one bit of the key's entropy, and how many keys were drawn tells nothing about the last.
 *
 * <p>Constant time: no branch but the one on a whole key, and no index, depends on a bit of the key.
 */
final class BlockBinaryKey {
  private static final int LENGTH = Parameters.BLOCK_LENGTH;

  private BlockBinaryKey() {
  }

  /** Fills an array, whose length is a multiple of the block's, with a key. */
  static void draw(SecretStream stream, long[] masks) {
    long[] bits = new long[masks.length / LENGTH * 2];
    try {
      do {
        stream.nextBitMasks(bits);
        for (int block = 0; block < bits.length / 2; block++) {
          put(bits[2 * block], bits[2 * block + 1], masks, LENGTH * block);
        }
      } while (!isLight(masks));
    } finally {
      Arrays.fill(bits, 0);
    }
  }

  /** Two random bits choose among 000, 100, 010 and 001. */
  private static void put(long low, long high, long[] masks, int at) {
    masks[at] = low & ~high;
    masks[at + 1] = ~low & high;
    masks[at + 2] = low & high;
  }

  /** Whether no block has more than one 1. */
  static boolean hasBlocks(long[] masks) {
    long both = 0;
    for (int at = 0; at < masks.length; at += LENGTH) {
      long first = masks[at];
      long second = masks[at + 1];
      both |= first & second | (first | second) & masks[at + 2];
    }
    return both == 0;
  }

  /** Whether a key has at most the mean number of ones. */
  static boolean isLight(long[] masks) {
    int weight = 0;
    for (long mask : masks) {
      weight -= (int) mask;
    }
    return weight * (LENGTH + 1) <= masks.length;
  }
}
