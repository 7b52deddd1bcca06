package dev.nightjar.api.codec;

import java.nio.ByteBuffer;

/**
 * Words of any number of bits without gaps: bit j of word i is bit {@code (i·b + j) mod 8} of byte {@code ⌊(i·b
 * + j) / 8⌋}. What is left of the last byte is 0. A word is the upper b bits of a torus word, rounded half up,
 * which wraps around.
 */
final class BitWords {
  private BitWords() {
  }

  /** Bytes of so many words. */
  static long bytes(long words, int bits) {
    return (words * bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Writes words one after the other; to be ended once. Not thread-safe. */
  static final class Writer {
    private final ByteBuffer to;
    private final int bits;
    private long pending;
    private int held;

    /** Writes little-endian words of 8 to 64 bits. */
    Writer(ByteBuffer to, int bits) {
      this.to = to;
      this.bits = bits;
    }

    Writer put(long[] words) {
      int below = Long.SIZE - bits;
      long half = below == 0 ? 0 : 1L << below - 1;
      for (long word : words) {
        put(word + half >>> below);
      }
      return this;
    }

    private void put(long word) {
      int free = Long.SIZE - held;
      pending |= word << held;
      if (bits < free) {
        held += bits;
        return;
      }
      to.putLong(pending);
      pending = free == Long.SIZE ? 0 : word >>> free;
      held = bits - free;
    }

    void end() {
      for (int at = 0; at < held; at += Byte.SIZE) {
        to.put((byte) (pending >>> at));
      }
    }
  }

  /** Reads them. Not thread-safe. */
  static final class Reader {
    private final ByteBuffer from;
    private final int bits;
    private int current;
    private int held;

    Reader(ByteBuffer from, int bits) {
      this.from = from;
      this.bits = bits;
    }

    /** Fills an array with words at torus scale, the bits that were rounded away as zeros. */
    Reader get(long[] words) {
      for (int i = 0; i < words.length; i++) {
        words[i] = word() << Long.SIZE - bits;
      }
      return this;
    }

    private long word() {
      long word = 0;
      for (int got = 0; got < bits; ) {
        if (held == 0) {
          current = Byte.toUnsignedInt(from.get());
          held = Byte.SIZE;
        }
        int take = Math.min(held, bits - got);
        word |= (long) (current & (1 << take) - 1) << got;
        current >>>= take;
        held -= take;
        got += take;
      }
      return word;
    }

    void end() {
      if (current != 0) {
        throw Frame.invalid("the bits behind the last word of an encrypted result must be zero");
      }
    }
  }
}
