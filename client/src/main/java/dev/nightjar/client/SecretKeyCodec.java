package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Secret keys as bytes: payload version (4 bytes, 1), bits of the GLWE key (4, kN), bits of the LWE key (4,
 * n), zero (4), then the bits of the one and of the other, each padded with zero bits to whole bytes; bit i
 * is bit {@code i mod 8}, counted from the least significant, of byte {@code i / 8}. The LWE key of a block-binary
 * set must be one that {@link BlockBinaryKey} makes.
 */
final class SecretKeyCodec {
  private static final int VERSION = 1;
  private static final int PREFIX_BYTES = 16;

  private SecretKeyCodec() {
  }

  /** Length of an encoded key, header included, in bytes. */
  static int encodedBytes(Parameters p) {
    return Frame.HEADER_BYTES + payloadBytes(p);
  }

  private static int payloadBytes(Parameters p) {
    return PREFIX_BYTES + packedBytes(p.bigLweDimension()) + packedBytes(p.lweDimension());
  }

  private static int packedBytes(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  static byte[] encode(Parameters p, KeyBits glwe, KeyBits lwe) {
    return Frame.write(Frame.Type.SECRET_KEY, p, payloadBytes(p), b -> {
      b.putInt(VERSION).putInt(glwe.length()).putInt(lwe.length()).putInt(0);
      glwe.write(b);
      lwe.write(b);
    });
  }

  static SecretKey decode(ByteBuffer bytes, Parameters p) {
    ByteBuffer b = Frame.open(bytes, Frame.Type.SECRET_KEY, p);
    if (b.remaining() < PREFIX_BYTES) {
      throw invalid("a secret key has at least " + PREFIX_BYTES + " payload bytes, not " + b.remaining());
    }
    int version = b.getInt();
    if (version != VERSION) {
      throw invalid("version " + Integer.toUnsignedString(version)
          + " of the secret key's payload is not known; this "
          + "library reads version " + VERSION);
    }
    requireBits("GLWE", b.getInt(), p.bigLweDimension());
    requireBits("LWE", b.getInt(), p.lweDimension());
    if (b.getInt() != 0) {
      throw invalid("bytes 12 to 15 of a secret key must be zero");
    }
    if (b.remaining() != payloadBytes(p) - PREFIX_BYTES) {
      throw invalid("a secret key of this shape has " + payloadBytes(p) + " payload bytes, not "
          + (b.remaining() + PREFIX_BYTES));
    }
    requirePadding(b, PREFIX_BYTES, p.bigLweDimension());
    requirePadding(b, PREFIX_BYTES + packedBytes(p.bigLweDimension()), p.lweDimension());
    long[] glwe = new long[p.bigLweDimension()];
    long[] lwe = new long[p.lweDimension()];
    unpack(b, glwe);
    unpack(b, lwe);
    if (p.blockBinary()) {
      requireBlocks(glwe, lwe);
    }
    return new SecretKey(p, glwe, lwe);
  }

  /** The noise formulas, and so the failure bounds, hold for such keys alone. */
  private static void requireBlocks(long[] glwe, long[] lwe) {
    boolean blocks = BlockBinaryKey.hasBlocks(lwe);
    if (blocks && BlockBinaryKey.isLight(lwe)) {
      return;
    }
    Arrays.fill(glwe, 0);
    Arrays.fill(lwe, 0);
    throw invalid(blocks
        ? "the LWE key of a block-binary set has at most " + lwe.length / (Parameters.BLOCK_LENGTH + 1)
            + " ones; this one has more: generate a new key"
        : "the LWE key of a block-binary set has at most one 1 in each block of " + Parameters.BLOCK_LENGTH
            + " bits; this one has more: generate a new key");
  }

  private static void requireBits(String key, int found, int expected) {
    if (found != expected) {
      throw invalid("the " + key + " key has " + Integer.toUnsignedString(found)
          + " bits where its parameters have "
          + expected);
    }
  }

  private static void requirePadding(ByteBuffer b, int at, int bits) {
    int last = b.get(at + packedBytes(bits) - 1) & 0xff;
    if (last >> (bits - 1) % Byte.SIZE + 1 != 0) {
      throw invalid("the bits after the last one of a secret key must be zero");
    }
  }

  private static void unpack(ByteBuffer b, long[] masks) {
    for (int at = 0; at < masks.length; at += Byte.SIZE) {
      int packed = b.get() & 0xff;
      int bits = Math.min(Byte.SIZE, masks.length - at);
      for (int i = 0; i < bits; i++) {
        masks[at + i] = -(long) (packed >> i & 1);
      }
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }
}
