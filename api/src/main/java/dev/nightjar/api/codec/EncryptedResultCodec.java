package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers as bytes: number of LWE ciphertexts (4 bytes), bits of a word (4: 64, 32 or 16), in version 2 the digest of
 * the query (16) and the fingerprint of the model (16), then {@code kN + 1} words for each ciphertext, the top bits of
 * the torus words, rounded half up.
 */
public final class EncryptedResultCodec {
  /** Most ciphertexts that an answer may have. */
  public static final int MAX_CIPHERTEXTS = Circuit.MAX_OUTPUTS;

  /** The version that says which query and model it answers. */
  private static final int BOUND = 2;

  private static final int PREFIX_BYTES = 8;

  private EncryptedResultCodec() {
  }

  /** Length of an encoded answer that says what it answers, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts, int wordBits) {
    return Frame.HEADER_BYTES + payloadBytes(BOUND, p, ciphertexts, wordBits);
  }

  private static int prefixBytes(int version) {
    return version < BOUND ? PREFIX_BYTES : PREFIX_BYTES + 2 * Digest128.BYTES;
  }

  private static long payloadBytes(int version, Parameters p, int ciphertexts, int wordBits) {
    return prefixBytes(version) + (long) ciphertexts * (p.bigLweDimension() + 1) * (wordBits / 8);
  }

  /** The answer as one frame of version 1, which does not say what it answers. */
  public static byte[] encode(Parameters p, LweList answer, int wordBits) {
    return encode(p, answer, wordBits, Optional.empty());
  }

  /**
   * The answer as one frame, its words rounded to {@code wordBits} bits.
   *
   * @param binding from {@link PackedInputCodec#binding}; without one, the frame is of version 1
   * @throws NightjarException {@code SHAPE_MISMATCH} when the answer has another dimension than the parameters or not 1
   *     to {@value #MAX_CIPHERTEXTS} ciphertexts
   */
  public static byte[] encode(Parameters p, LweList answer, int wordBits, Optional<AnswerBinding> binding) {
    if (answer.dimension() != p.bigLweDimension()) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the answer has dimension " + answer.dimension()
          + " where " + p.id() + " has " + p.bigLweDimension());
    }
    if (answer.count() < 1 || answer.count() > MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "an answer has 1 to " + MAX_CIPHERTEXTS + " ciphertexts, not " + answer.count());
    }
    requireWordBits(wordBits);
    int version = binding.isPresent() ? BOUND : 1;
    long payload = payloadBytes(version, p, answer.count(), wordBits);
    return Frame.write(Frame.Type.ENCRYPTED_RESULT, version, p, payload, b -> {
      b.putInt(answer.count()).putInt(wordBits);
      binding.ifPresent(bound -> b.put(bound.query().bytes()).put(bound.model().bytes()));
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

  private static void requirePrefix(int version, long payload) {
    if (payload < prefixBytes(version)) {
      throw Frame.invalid(
          "an encrypted result has at least " + prefixBytes(version) + " payload bytes, not " + payload);
    }
  }

  private static void requireWordBits(int wordBits) {
    if (wordBits != 64 && wordBits != 32 && wordBits != 16) {
      throw Frame.invalid("an answer has words of 64, 32 or 16 bits, not " + wordBits);
    }
  }

  /**
   * Reads an answer of either version; words come back at torus scale, the bits that were rounded away as zeros.
   *
   * @param bytes exactly one frame, from position to limit
   */
  public static LweList decode(ByteBuffer bytes, Parameters parameters) {
    int version = Frame.readHeader(bytes).version();
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, parameters);
    int payload = b.remaining();
    requirePrefix(version, payload);
    int count = b.getInt();
    if (count < 1 || count > MAX_CIPHERTEXTS) {
      throw Frame.invalid("an encrypted result of " + Integer.toUnsignedString(count)
          + " ciphertexts is out of range");
    }
    int wordBits = b.getInt();
    requireWordBits(wordBits);
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, payload, payloadBytes(version, parameters, count, wordBits));
    b.position(prefixBytes(version));
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

  /**
   * What an answer says that it answers.
   *
   * @param bytes exactly one frame, from position to limit; what {@link #decode} alone checks is not looked at
   * @return empty for version 1, which says nothing
   */
  public static Optional<AnswerBinding> binding(ByteBuffer bytes) {
    Frame.Header header = Frame.requireWhole(bytes, Frame.Type.ENCRYPTED_RESULT);
    if (header.version() < BOUND) {
      return Optional.empty();
    }
    requirePrefix(header.version(), header.payloadBytes());
    ByteBuffer b = bytes.duplicate().position(bytes.position() + Frame.HEADER_BYTES + PREFIX_BYTES);
    return Optional.of(new AnswerBinding(Digest128.read(b), Digest128.read(b)));
  }
}
