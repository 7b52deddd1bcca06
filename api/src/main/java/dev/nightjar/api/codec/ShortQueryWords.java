package dev.nightjar.api.codec;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;

/** What follows the fingerprint in a short query: the lengths of words, and the words, rounded half up. */
final class ShortQueryWords {
  private static final int PREFIX_BYTES = 8 + MaskStream.SEED_BYTES + Digest128.BYTES + 4;

  private ShortQueryWords() {
  }

  static long payloadBytes(ShortQuery format, Parameters p) {
    return PREFIX_BYTES + (long) format.words() * (format.bits() / Byte.SIZE)
        + (long) format.zeros() * p.polynomialSize() * (format.zeroBits() / Byte.SIZE);
  }

  static void write(PackedInput input, ShortQuery format, ByteBuffer b) {
    int zeroWords = format.zeros() * input.parameters().polynomialSize();
    b.put((byte) (format.bits() / Byte.SIZE)).put((byte) (format.zeroBits() / Byte.SIZE)).putShort((short) 0);
    long[] bodies = input.bodies();
    put(bodies, 0, format.words(), format.bits(), b);
    put(bodies, bodies.length - zeroWords, zeroWords, format.zeroBits(), b);
  }

  private static void put(long[] words, int from, int count, int bits, ByteBuffer b) {
    int below = Long.SIZE - bits;
    long half = below == 0 ? 0 : 1L << below - 1;
    for (int i = from; i < from + count; i++) {
      long rounded = words[i] + half >>> below;
      for (int at = 0; at < bits; at += Byte.SIZE) {
        b.put((byte) (rounded >>> at));
      }
    }
  }

  /** Reads the lengths of words. */
  static ShortQuery readFormat(int words, int zeros, ByteBuffer b) {
    if (b.remaining() < 4) {
      throw Frame.invalid("a short query does not say how long its words are");
    }
    int bits = Byte.toUnsignedInt(b.get()) * Byte.SIZE;
    int zeroBits = Byte.toUnsignedInt(b.get()) * Byte.SIZE;
    if (b.getShort() != 0) {
      throw Frame.invalid("the two bytes behind the lengths of a short query's words must be zero");
    }
    try {
      return new ShortQuery(words, bits, zeros, zeroBits);
    } catch (NightjarException e) {
      throw Frame.invalid(e.getMessage());
    }
  }

  /** Reads the words of a query of a format that a model takes; those that did not travel are 0. */
  static PackedInput read(ShortQuery format, Parameters p, byte[] seed, ByteBuffer b) {
    Frame.requireLength(Frame.Type.PACKED_INPUT, PREFIX_BYTES + (long) b.remaining(), payloadBytes(format, p));
    int zeroWords = format.zeros() * p.polynomialSize();
    long[] bodies = new long[format.ciphertexts(p) * p.polynomialSize() + zeroWords];
    get(bodies, 0, format.words(), format.bits(), b);
    get(bodies, bodies.length - zeroWords, zeroWords, format.zeroBits(), b);
    return new PackedInput(p, seed, bodies, format.zeros());
  }

  private static void get(long[] words, int from, int count, int bits, ByteBuffer b) {
    for (int i = from; i < from + count; i++) {
      long word = 0;
      for (int at = 0; at < bits; at += Byte.SIZE) {
        word |= Byte.toUnsignedLong(b.get()) << at;
      }
      words[i] = word << Long.SIZE - bits;
    }
  }
}
