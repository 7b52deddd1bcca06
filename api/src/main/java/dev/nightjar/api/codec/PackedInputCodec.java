package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;

/**
 * Queries as bytes: number of GLWE ciphertexts (4 bytes), zero (4), mask seed (16), then the body words, {@code N} for
 * each ciphertext.
 */
public final class PackedInputCodec {
  private static final int PREFIX_BYTES = 8 + MaskStream.SEED_BYTES;

  private PackedInputCodec() {
  }

  /** Length of an encoded query of that number of ciphertexts, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts) {
    return Frame.HEADER_BYTES + payloadBytes(p, ciphertexts);
  }

  private static long payloadBytes(Parameters p, int ciphertexts) {
    return PREFIX_BYTES + (long) ciphertexts * p.polynomialSize() * Long.BYTES;
  }

  /** The query as one frame. */
  public static byte[] encode(PackedInput input) {
    Parameters p = input.parameters();
    return Frame.write(Frame.Type.PACKED_INPUT, p, payloadBytes(p, input.count()), b -> {
      b.putInt(input.count()).putInt(0).put(input.seed());
      Frame.writeWords(b, input.bodies());
    });
  }

  /**
   * Reads a query.
   *
   * @param bytes exactly one frame, from position to limit
   * @param parameters the set that it must be for
   * @param ciphertexts how many GLWE ciphertexts the model takes
   * @throws NightjarException also {@code SHAPE_MISMATCH} when it has another number of ciphertexts
   */
  public static PackedInput decode(ByteBuffer bytes, Parameters parameters, int ciphertexts) {
    ByteBuffer b = Frame.open(bytes, Frame.Type.PACKED_INPUT, parameters);
    if (b.remaining() < PREFIX_BYTES) {
      throw Frame.invalid("a packed input has at least " + PREFIX_BYTES + " payload bytes, not " + b.remaining());
    }
    int count = b.getInt();
    if (count < 1 || count > PackedInput.MAX_CIPHERTEXTS) {
      throw Frame.invalid("a packed input of " + Integer.toUnsignedString(count) + " ciphertexts is out of range");
    }
    if (b.getInt() != 0) {
      throw Frame.invalid("bytes 4 to 7 of a packed input must be zero");
    }
    Frame.requireLength(Frame.Type.PACKED_INPUT, b.remaining() + 8L, payloadBytes(parameters, count));
    if (count != ciphertexts) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the query has " + count + " ciphertexts where the model takes " + ciphertexts);
    }
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    b.get(seed);
    return new PackedInput(parameters, seed, Frame.readWords(b, count * parameters.polynomialSize()));
  }
}
