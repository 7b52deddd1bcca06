package dev.nightjar.api.codec;

import dev.nightjar.api.circuit.Circuit;
import java.nio.ByteBuffer;

/**
 * Words of an answer that are whole bytes: the upper bits of torus words, rounded half up, little-endian. {@link
 * BitWords} has those of other lengths.
 */
final class AnswerWords {
  /** Bits of a word that versions before 4 do not have. */
  private static final int NEWER = 24;

  private AnswerWords() {
  }

  /** Whether no answer of a version before 4 has words of so many bits. */
  static boolean isNewer(int wordBits) {
    return wordBits == NEWER;
  }

  /** Whether no answer of a version before 6 has words of so many bits. */
  static boolean isNewest(int wordBits) {
    return !Circuit.OUTPUT_BITS.contains(wordBits);
  }

  /** Bits of a word in answers of version 1 of what has so many bits in others. */
  static int ofVersionOne(int wordBits) {
    return wordBits <= Short.SIZE ? Short.SIZE : wordBits <= Integer.SIZE ? Integer.SIZE : Long.SIZE;
  }

  static void require(int wordBits) {
    if (wordBits < Circuit.LEAST_OUTPUT_BITS || wordBits > Long.SIZE) {
      throw Frame.invalid("an answer has words of " + Circuit.LEAST_OUTPUT_BITS + " to 64 bits, not " + wordBits);
    }
  }

  /** Requires the bits of a word to be those that version 6 has, or the two versions before it. */
  static void require(int version, boolean newest, int wordBits) {
    require(wordBits);
    if (isNewest(wordBits) != newest) {
      throw Frame.invalid("an answer of version " + version + (newest ? " does not have" : " has")
          + " words of 64, 32, 24 or 16 bits, but " + wordBits);
    }
  }

  /** Requires the bits of a word of an answer of a version before 4. */
  static void requireOlder(int version, int wordBits) {
    if (isNewer(wordBits) || !Circuit.OUTPUT_BITS.contains(wordBits)) {
      throw Frame.invalid("an answer of version " + version + " has words of 64, 32 or 16 bits, not " + wordBits);
    }
  }

  static void put(ByteBuffer b, long[] words, int wordBits) {
    put(b, words, 0, words.length, wordBits);
  }

  static void put(ByteBuffer b, long[] words, int from, int count, int wordBits) {
    for (int i = from; i < from + count; i++) {
      long word = words[i];
      switch (wordBits) {
        case 64 -> b.putLong(word);
        case 32 -> b.putInt((int) (word + (1L << 31) >>> 32));
        case 24 -> {
          long rounded = word + (1L << 39) >>> 40;
          b.putShort((short) rounded).put((byte) (rounded >>> 16));
        }
        default -> b.putShort((short) (word + (1L << 47) >>> 48));
      }
    }
  }

  /** Reads words at torus scale, the bits that were rounded away as zeros. */
  static void get(ByteBuffer b, long[] words, int from, int count, int wordBits) {
    for (int i = from; i < from + count; i++) {
      words[i] = switch (wordBits) {
        case 64 -> b.getLong();
        case 32 -> (long) b.getInt() << 32;
        case 24 -> (b.getShort() & 0xffffL) << 40 | (long) b.get() << 56;
        default -> (long) b.getShort() << 48;
      };
    }
  }
}
