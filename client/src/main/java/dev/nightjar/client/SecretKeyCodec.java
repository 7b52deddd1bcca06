package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecretDistribution;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Secret keys as bytes: payload version (4 bytes), bits of the GLWE key (4, kN), bits of the LWE key (4,
 * n), zero (4), then the bits of the one and of the other, each padded with zero bits to whole bytes; bit i
 * is bit {@code i mod 8}, counted from the least significant, of byte {@code i / 8}. The LWE key of a block-binary
 * set must be one that {@link BlockBinaryKey} makes.
 *
 * <p>That is version 1. Version 2 is that of sets with a ternary GLWE key and of no other: the bits of the GLWE key are
 * 2kN, first a bit for each coefficient that is 1, then one for each that is -1, and the key must be one that
 * {@link TernaryKey} makes. Such sets have no LWE key: n is 0.
 */
final class SecretKeyCodec {
  private static final int BINARY = 1;
  private static final int TERNARY = 2;
  private static final int PREFIX_BYTES = 16;

  private SecretKeyCodec() {
  }

  /** Length of an encoded key, header included, in bytes. */
  static int encodedBytes(Parameters p) {
    return Frame.HEADER_BYTES + payloadBytes(p);
  }

  private static int payloadBytes(Parameters p) {
    return PREFIX_BYTES + packedBytes(glweBits(p)) + packedBytes(SecretKey.lweDimension(p));
  }

  private static int version(Parameters p) {
    return p.glweKey().secret() == SecretDistribution.TERNARY ? TERNARY : BINARY;
  }

  private static int glweBits(Parameters p) {
    return version(p) * p.bigLweDimension();
  }

  private static int packedBytes(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  static byte[] encode(Parameters p, GlweCoefficients glwe, KeyBits lwe) {
    return Frame.write(Frame.Type.SECRET_KEY, p, payloadBytes(p), b -> {
      b.putInt(version(p)).putInt(glweBits(p)).putInt(lwe.length()).putInt(0);
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
    if (version != version(p)) {
      throw invalid("version " + Integer.toUnsignedString(version) + " of the secret key's payload is not that of "
          + p.id() + "; this library reads version " + version(p) + " for it");
    }
    requireBits("GLWE", b.getInt(), glweBits(p));
    requireBits("LWE", b.getInt(), SecretKey.lweDimension(p));
    if (b.getInt() != 0) {
      throw invalid("bytes 12 to 15 of a secret key must be zero");
    }
    if (b.remaining() != payloadBytes(p) - PREFIX_BYTES) {
      throw invalid("a secret key of this shape has " + payloadBytes(p) + " payload bytes, not "
          + (b.remaining() + PREFIX_BYTES));
    }
    requirePadding(b, PREFIX_BYTES, glweBits(p));
    requirePadding(b, PREFIX_BYTES + packedBytes(glweBits(p)), SecretKey.lweDimension(p));
    long[] glwe = new long[p.bigLweDimension()];
    long[] lwe = new long[SecretKey.lweDimension(p)];
    unpack(b, glwe);
    if (version == TERNARY) {
      unpackMinusOnes(b, glwe);
    }
    unpack(b, lwe);
    if (p.blockBinary()) {
      requireBlocks(glwe, lwe);
    }
    return new SecretKey(p, glwe, lwe);
  }

  /** Makes coefficients of the masks of the ones and the bits that follow. */
  private static void unpackMinusOnes(ByteBuffer b, long[] glwe) {
    long[] minus = new long[glwe.length];
    unpack(b, minus);
    long both = 0;
    for (int i = 0; i < glwe.length; i++) {
      both |= glwe[i] & minus[i];
      glwe[i] = minus[i] - glwe[i];
    }
    Arrays.fill(minus, 0);
    boolean kept = both == 0 && TernaryKey.isKept(glwe);
    if (!kept) {
      Arrays.fill(glwe, 0);
      throw invalid(both != 0 ? "a coefficient of a ternary key is both 1 and -1"
          : "the ternary GLWE key or its square is heavier than the failure bounds count on: generate a new key");
    }
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
    if (bits == 0) {
      return;
    }
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
