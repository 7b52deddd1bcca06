package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.AnswerPacking;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers as bytes: number of LWE ciphertexts (4 bytes), bits of a word (4: 64, 32 or 16), from version 2 on the digest
 * of the query (16) and the fingerprint of the model (16), then {@code kN + 1} words for each ciphertext, the top bits
 * of the torus words, rounded half up. In version 3 outputs are packed: before the words stand the most outputs of one
 * GLWE ciphertext (4) and their distance (4); each GLWE ciphertext has kN words of masks and a word for each output.
 */
public final class EncryptedResultCodec {
  /** Most ciphertexts that an answer may have. */
  public static final int MAX_CIPHERTEXTS = Circuit.MAX_OUTPUTS;

  /** The version that says which query and model it answers. */
  private static final int BOUND = 2;

  /** The version whose outputs share masks; it says what it answers, too. */
  private static final int PACKED = 3;

  private static final int PREFIX_BYTES = 8;
  private static final int PACKING_BYTES = 8;

  private EncryptedResultCodec() {
  }

  /** Length of an encoded answer that says what it answers, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts, int wordBits) {
    return Frame.HEADER_BYTES + payloadBytes(BOUND, p, ciphertexts, wordBits);
  }

  /**
   * Length of an encoded answer of a circuit that says what it answers, header included, in bytes.
   */
  public static long encodedBytes(Circuit circuit) {
    Parameters p = circuit.parameters();
    int count = circuit.outputs().length;
    return circuit.packing().map(packing -> Frame.HEADER_BYTES + packedBytes(p, packing, count, circuit.outputBits()))
        .orElseGet(() -> encodedBytes(p, count, circuit.outputBits()));
  }

  private static long packedBytes(Parameters p, AnswerPacking packing, int count, int wordBits) {
    return prefixBytes(PACKED)
        + ((long) packing.ciphertexts(count) * p.bigLweDimension() + count) * (wordBits / Byte.SIZE);
  }

  private static int prefixBytes(int version) {
    return switch (version) {
      case 1 -> PREFIX_BYTES;
      case BOUND -> PREFIX_BYTES + 2 * Digest128.BYTES;
      default -> PREFIX_BYTES + 2 * Digest128.BYTES + PACKING_BYTES;
    };
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

  /**
   * A packed answer as one frame of version 3, its words rounded to {@code wordBits} bits.
   *
   * @throws NightjarException {@code SHAPE_MISMATCH} when it has not 1 to {@value #MAX_CIPHERTEXTS} outputs
   */
  public static byte[] encode(PackedAnswer answer, int wordBits, AnswerBinding binding) {
    if (answer.count() < 1 || answer.count() > MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "an answer has 1 to " + MAX_CIPHERTEXTS + " outputs, not " + answer.count());
    }
    requireWordBits(wordBits);
    Parameters p = answer.parameters();
    AnswerPacking packing = answer.packing();
    long payload = packedBytes(p, packing, answer.count(), wordBits);
    return Frame.write(Frame.Type.ENCRYPTED_RESULT, PACKED, p, payload, b -> {
      b.putInt(answer.count()).putInt(wordBits).put(binding.query().bytes()).put(binding.model().bytes());
      b.putInt(packing.outputs()).putInt(packing.stride());
      for (int g = 0; g < answer.ciphertexts(); g++) {
        putAll(b, answer.masks(), g * p.bigLweDimension(), p.bigLweDimension(), wordBits);
        putAll(b, answer.bodies(), g * packing.outputs(), packing.outputsOf(g, answer.count()), wordBits);
      }
    });
  }

  private static void putAll(ByteBuffer b, long[] words, int from, int count, int wordBits) {
    for (int i = from; i < from + count; i++) {
      putRounded(b, words[i], wordBits);
    }
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

  /** Count and bits of a word of an answer of any version. */
  private record Shape(int version, int count, int wordBits) {
    static Shape read(int version, ByteBuffer b) {
      requirePrefix(version, b.remaining());
      int count = b.getInt();
      if (count < 1 || count > MAX_CIPHERTEXTS) {
        throw Frame.invalid("an encrypted result of " + Integer.toUnsignedString(count)
            + " ciphertexts is out of range");
      }
      int wordBits = b.getInt();
      requireWordBits(wordBits);
      return new Shape(version, count, wordBits);
    }
  }

  /**
   * Reads an answer of version 1 or 2; words come back at torus scale, the bits that were rounded away as zeros.
   *
   * @param bytes exactly one frame, from position to limit
   * @throws NightjarException {@code INVALID_FORMAT} also for version 3, which {@link #decodePacked} reads
   */
  public static LweList decode(ByteBuffer bytes, Parameters parameters) {
    int version = Frame.readHeader(bytes).version();
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, parameters);
    if (version == PACKED) {
      throw Frame.invalid("the outputs of an encrypted result of version " + PACKED + " are packed");
    }
    int payload = b.remaining();
    Shape shape = Shape.read(version, b);
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, payload,
        payloadBytes(version, parameters, shape.count, shape.wordBits));
    b.position(prefixBytes(version));
    LweList list = LweList.allocate(parameters.bigLweDimension(), shape.count);
    getAll(b, list.words(), 0, list.words().length, shape.wordBits);
    return list;
  }

  /** Whether an answer is of version 3, whose outputs are packed. */
  public static boolean isPacked(ByteBuffer bytes) {
    return Frame.readHeader(bytes).version() == PACKED;
  }

  /**
   * Reads an answer of version 3; words come back as from {@link #decode}.
   *
   * @param bytes exactly one frame, from position to limit
   */
  public static PackedAnswer decodePacked(ByteBuffer bytes, Parameters p) {
    int version = Frame.readHeader(bytes).version();
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, p);
    if (version != PACKED) {
      throw Frame.invalid("the outputs of an encrypted result of version " + version + " are not packed");
    }
    int payload = b.remaining();
    Shape shape = Shape.read(version, b);
    b.position(prefixBytes(version) - PACKING_BYTES);
    int outputs = b.getInt();
    int stride = b.getInt();
    if (outputs < 2 || stride < 1 || (long) outputs * stride > p.polynomialSize()) {
      throw Frame.invalid("an encrypted result with " + Integer.toUnsignedString(outputs)
          + " outputs in a ciphertext at a distance of " + Integer.toUnsignedString(stride) + " is out of range");
    }
    AnswerPacking packing = new AnswerPacking(outputs, stride);
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, payload, packedBytes(p, packing, shape.count, shape.wordBits));
    PackedAnswer answer = new PackedAnswer(p, packing, shape.count);
    for (int g = 0; g < answer.ciphertexts(); g++) {
      getAll(b, answer.masks(), g * p.bigLweDimension(), p.bigLweDimension(), shape.wordBits);
      getAll(b, answer.bodies(), g * outputs, packing.outputsOf(g, shape.count), shape.wordBits);
    }
    return answer;
  }

  private static void getAll(ByteBuffer b, long[] words, int from, int count, int wordBits) {
    for (int i = from; i < from + count; i++) {
      words[i] = switch (wordBits) {
        case 64 -> b.getLong();
        case 32 -> (long) b.getInt() << 32;
        default -> (long) b.getShort() << 48;
      };
    }
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
