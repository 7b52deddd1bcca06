package dev.nightjar.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bits of a key, packed outside of the heap: a collector neither moves nor copies them, so that wiping them wipes
 * the one place where they are. Bit i is bit {@code i mod 8}, counted from the least significant, of byte
 * {@code i / 8}, as in a key's file.
 *
 * <p>Constant time: no branch and no address depends on a bit, which is used as a mask, 0 or -1. Reading is
 * thread-safe; {@link SecretKey} sees to it that nobody reads while they are wiped.
 */
final class KeyBits {
  private final int length;
  /** In whole words, so that 64 bits can be read at once. */
  private final ByteBuffer packed;

  private KeyBits(int length) {
    this.length = length;
    packed = ByteBuffer.allocateDirect((length + Long.SIZE - 1) / Long.SIZE * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Packs bits that are given as masks, and wipes the array. */
  static KeyBits take(long[] masks) {
    KeyBits bits = new KeyBits(masks.length);
    for (int at = 0; at < masks.length; at += Long.SIZE) {
      long word = 0;
      for (int i = at; i < Math.min(at + Long.SIZE, masks.length); i++) {
        word |= (masks[i] & 1) << (i - at);
      }
      bits.packed.putLong(at / Byte.SIZE, word);
    }
    Arrays.fill(masks, 0);
    return bits;
  }

  /** Number of bits. */
  int length() {
    return length;
  }

  /** One bit as a mask. */
  long mask(int i) {
    return -(long) (packed.get(i >> 3) >> (i & 7) & 1);
  }

  /** {@code Σ a_j s_j} of as many words as there are bits. */
  long inner(long[] words, int offset) {
    long sum = 0;
    int at = 0;
    for (; at + Long.SIZE <= length; at += Long.SIZE) {
      long bits = packed.getLong(at >> 3);
      for (int j = 0; j < Long.SIZE; j++) {
        sum += words[offset + at + j] & -(bits >>> j & 1);
      }
    }
    for (; at < length; at++) {
      sum += words[offset + at] & mask(at);
    }
    return sum;
  }

  /**
   * Adds a value to every word whose bit is 1.
   *
   * @param from bit of the first word, a multiple of 64, as is the number of words
   */
  void addWhereSet(long value, int from, long[] words) {
    for (int at = 0; at < words.length; at += Long.SIZE) {
      long bits = packed.getLong(from + at >> 3);
      for (int j = 0; j < Long.SIZE; j++) {
        words[at + j] += value & -(bits >>> j & 1);
      }
    }
  }

  /** Writes the packed bits, padded with zero bits to whole bytes. */
  void write(ByteBuffer out) {
    out.put(packed.duplicate().limit((length + Byte.SIZE - 1) / Byte.SIZE));
  }

  /** Overwrites all bits with zeros. */
  void wipe() {
    for (int at = 0; at < packed.capacity(); at += Long.BYTES) {
      packed.putLong(at, 0);
    }
  }
}
