package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;

/**
 * Answers as bytes: number of LWE ciphertexts (4 bytes), bits of a word (4: 64, 32 or 16), then {@code kN + 1} words
 * for each ciphertext, the top bits of the torus words, rounded half up.
 */
public final class EncryptedResultCodec {
  /** Most ciphertexts that an answer may have. */
  public static final int MAX_CIPHERTEXTS = Circuit.MAX_OUTPUTS;

  private static final int PREFIX_BYTES = 8;

  private EncryptedResultCodec() {
  }

  /** Length of an encoded answer, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts, int wordBits) {
    return Frame.HEADER_BYTES + payloadBytes(p, ciphertexts, wordBits);
  }

  private static long payloadBytes(Parameters p, int ciphertexts, int wordBits) {
    return PREFIX_BYTES + (long) ciphertexts * (p.bigLweDimension() + 1) * (wordBits / 8);
  }

  /**
   * The answer as one frame, its words rounded to {@code wordBits} bits.
   *
   * @throws NightjarException {@code SHAPE_MISMATCH} when the answer has another dimension than the parameters or not 1
   *     to {@value #MAX_CIPHERTEXTS} ciphertexts
   */
  public static byte[] encode(Parameters p, LweList answer, int wordBits) {
    if (answer.dimension() != p.bigLweDimension()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the answer has dimension " + answer.dimension()
          + " where " + p.id() + " has " + p.bigLweDimension());
    }
    if (answer.count() < 1 || answer.count() > MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "an answer has 1 to " + MAX_CIPHERTEXTS + " ciphertexts, not " + answer.count());
    }
    requireWordBits(wordBits);
    return Frame.write(Frame.Type.ENCRYPTED_RESULT, p, payloadBytes(p, answer.count(), wordBits), b -> {
      b.putInt(answer.count()).putInt(wordBits);
      for (long word : answer.words()) {
        putRounded(b, word, wordBits);
      }
    });
  }

  private static void putRounded(ByteBuffer b, long word, int wordBits) {
    switch (wordBits) {
      case 64 -> b.putLong(word);
      case 32 -> b.putInt((int) (word + (1L << 31) >>> 32));
      default -> b.putShort((short) (word + (1L << 47) >>> 48));
    }
  }

  private static void requireWordBits(int wordBits) {
    if (wordBits != 64 && wordBits != 32 && wordBits != 16) {
      throw Frame.invalid("an answer has words of 64, 32 or 16 bits, not " + wordBits);
    }
  }

  /**
   * Reads an answer; words come back at torus scale, the bits that were rounded away as zeros.
   *
   * @param bytes exactly one frame, from position to limit
   */
  public static LweList decode(ByteBuffer bytes, Parameters parameters) {
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, parameters);
    if (b.remaining() < PREFIX_BYTES) {
      throw Frame.invalid("an encrypted result has at least " + PREFIX_BYTES + " payload bytes, not " + b.remaining());
    }
    int count = b.getInt();
    if (count < 1 || count > MAX_CIPHERTEXTS) {
      throw Frame.invalid("an encrypted result of " + Integer.toUnsignedString(count)
          + " ciphertexts is out of range");
    }
    int wordBits = b.getInt();
    requireWordBits(wordBits);
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, b.remaining() + (long) PREFIX_BYTES,
        payloadBytes(parameters, count, wordBits));
    LweList list = LweList.allocate(parameters.bigLweDimension(), count);
    long[] words = list.words();
    for (int i = 0; i < words.length; i++) {
      words[i] = switch (wordBits) {
        case 64 -> b.getLong();
        case 32 -> (long) b.getInt() << 32;
        default -> (long) b.getShort() << 48;
      };
    }
    return list;
  }
}
