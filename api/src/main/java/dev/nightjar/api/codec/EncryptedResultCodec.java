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
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Answers as bytes: number of outputs (4 bytes), bits of a word (4: 64, 32 or 16, in version 4 also 24, in version 6
 * any other number), from version 2 on the digest of the query (16) and the fingerprint of the model (16), then
 * {@code kN + 1} words for each LWE ciphertext, the top bits of the torus words, rounded half up. In version 3
 * outputs are packed: before the words stand the most outputs of one GLWE ciphertext (4) and their distance (4);
 * each GLWE ciphertext has kN words of masks and a word for each output. In version 4 stand there the number of GLWE
 * ciphertexts (4), 0 where outputs are separate, and the place of each packed output (4: N times its ciphertext plus
 * its coefficient); the masks of all ciphertexts come before the words of all outputs. Version 5 has runs of places
 * at equal distances instead of places, where they are fewer bytes: their number (4), and of each the first place,
 * the distance and the number of outputs (4 each). Version 6 is as versions 4 and 5, with 0 for the number of runs
 * where places follow, and its words have no gaps.
 */
public final class EncryptedResultCodec {
  /** Most ciphertexts that an answer may have. */
  public static final int MAX_CIPHERTEXTS = Circuit.MAX_OUTPUTS;

  /** The version that says which query and model it answers. */
  private static final int BOUND = 2;

  /** The version whose outputs share masks; it says what it answers, too. */
  private static final int PACKED = 3;

  /** The version that has the other packings, and words of the other lengths. */
  private static final int PLACED = 4;

  /** The same whose places are runs. */
  private static final int RUNS = 5;

  /** Either of them in words that are not whole bytes. */
  private static final int BITS = 6;

  private static final int PREFIX_BYTES = 8;
  private static final int PACKING_BYTES = 8;
  private static final int PLACE_BYTES = 4;

  private EncryptedResultCodec() {
  }

  /** Length of an encoded answer that says what it answers, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts, int wordBits) {
    return Frame.HEADER_BYTES + payloadBytes(version(wordBits), p, ciphertexts, wordBits);
  }

  /** Length of an encoded answer of a circuit that says what it answers, header included, in bytes. */
  public static long encodedBytes(Circuit circuit) {
    Parameters p = circuit.parameters();
    int bits = circuit.outputBits();
    return circuit.packing()
        .map(packing -> Frame.HEADER_BYTES + packedBytes(version(p, packing, bits), p, packing, bits))
        .orElseGet(() -> encodedBytes(p, circuit.outputs().length, bits));
  }

  /** The version of an answer that says what it answers and whose outputs are separate. */
  private static int version(int wordBits) {
    return AnswerWords.isNewest(wordBits) ? BITS : AnswerWords.isNewer(wordBits) ? PLACED : BOUND;
  }

  /** The version of an answer whose outputs are packed. */
  private static int version(Parameters p, AnswerPacking packing, int wordBits) {
    if (AnswerWords.isNewest(wordBits)) {
      return BITS;
    }
    if (packing.strided().isPresent() && !AnswerWords.isNewer(wordBits)) {
      return PACKED;
    }
    return PlaceRuns.of(packing, p.polynomialSize()).areShorter() ? RUNS : PLACED;
  }

  private static long packedBytes(int version, Parameters p, AnswerPacking packing, int wordBits) {
    long places = switch (version) {
      case PLACED -> (long) packing.count() * PLACE_BYTES;
      case RUNS -> PlaceRuns.of(packing, p.polynomialSize()).bytes();
      case BITS -> PlaceRuns.shorterBytes(packing, p.polynomialSize());
      default -> 0;
    };
    return prefixBytes(version) + places
        + BitWords.bytes((long) packing.ciphertexts() * p.bigLweDimension() + packing.count(), wordBits);
  }

  private static int prefixBytes(int version) {
    return switch (version) {
      case 1 -> PREFIX_BYTES;
      case BOUND -> PREFIX_BYTES + 2 * Digest128.BYTES;
      case PACKED -> PREFIX_BYTES + 2 * Digest128.BYTES + PACKING_BYTES;
      default -> PREFIX_BYTES + 2 * Digest128.BYTES + PLACE_BYTES;
    };
  }

  private static long payloadBytes(int version, Parameters p, int ciphertexts, int wordBits) {
    return prefixBytes(version) + BitWords.bytes((long) ciphertexts * (p.bigLweDimension() + 1), wordBits);
  }

  /** The answer as one frame of version 1, which does not say what it answers. */
  public static byte[] encode(Parameters p, LweList answer, int wordBits) {
    return encode(p, answer, wordBits, Optional.empty());
  }

  /**
   * The answer as one frame, its words rounded to {@code wordBits} bits, or to the next of 16, 32 and 64 where the
   * frame is of version 1.
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
    AnswerWords.require(wordBits);
    int bits = binding.isPresent() ? wordBits : AnswerWords.ofVersionOne(wordBits);
    int version = binding.isPresent() ? version(bits) : 1;
    long payload = payloadBytes(version, p, answer.count(), bits);
    return Frame.write(Frame.Type.ENCRYPTED_RESULT, version, p, payload, b -> {
      b.putInt(answer.count()).putInt(bits);
      binding.ifPresent(bound -> b.put(bound.query().bytes()).put(bound.model().bytes()));
      if (version >= PLACED) {
        b.putInt(0);
      }
      if (version == BITS) {
        new BitWords.Writer(b, bits).put(answer.words()).end();
      } else {
        AnswerWords.put(b, answer.words(), bits);
      }
    });
  }

  /**
   * A packed answer as one frame of version 3 to 6, its words rounded to {@code wordBits} bits.
   *
   * @throws NightjarException {@code SHAPE_MISMATCH} when it has not 1 to {@value #MAX_CIPHERTEXTS} outputs
   */
  public static byte[] encode(PackedAnswer answer, int wordBits, AnswerBinding binding) {
    if (answer.count() < 1 || answer.count() > MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "an answer has 1 to " + MAX_CIPHERTEXTS + " outputs, not " + answer.count());
    }
    AnswerWords.require(wordBits);
    Parameters p = answer.parameters();
    AnswerPacking packing = answer.packing();
    int version = version(p, packing, wordBits);
    return Frame.write(Frame.Type.ENCRYPTED_RESULT, version, p, packedBytes(version, p, packing, wordBits), b -> {
      b.putInt(answer.count()).putInt(wordBits).put(binding.query().bytes()).put(binding.model().bytes());
      if (version == BITS) {
        PackedAnswerWords.writeBits(answer, wordBits, b);
      } else if (version >= PLACED) {
        PackedAnswerWords.writePlaced(answer, version == RUNS, wordBits, b);
      } else {
        PackedAnswerWords.writeStrided(answer, packing.strided().orElseThrow(), wordBits, b);
      }
    });
  }

  private static void requirePrefix(int version, long payload) {
    if (payload < prefixBytes(version)) {
      throw Frame.invalid(
          "an encrypted result has at least " + prefixBytes(version) + " payload bytes, not " + payload);
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
      if (version < PLACED) {
        AnswerWords.requireOlder(version, wordBits);
      } else {
        AnswerWords.require(version, version == BITS, wordBits);
      }
      return new Shape(version, count, wordBits);
    }
  }

  /**
   * Reads an answer whose outputs are separate; words come back at torus scale, the bits that were rounded away as
   * zeros.
   *
   * @param bytes exactly one frame, from position to limit
   * @throws NightjarException {@code INVALID_FORMAT} also for packed outputs, which {@link #decodePacked} reads
   */
  public static LweList decode(ByteBuffer bytes, Parameters parameters) {
    int version = Frame.readHeader(bytes).version();
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, parameters);
    int payload = b.remaining();
    Shape shape = Shape.read(version, b);
    if (isPacked(version, b)) {
      throw Frame.invalid("the outputs of this encrypted result of version " + version + " are packed");
    }
    if (version == PLACED && !AnswerWords.isNewer(shape.wordBits)) {
      throw Frame.invalid("separate outputs in words of " + shape.wordBits + " bits are of version " + BOUND
          + ", not " + version);
    }
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, payload,
        payloadBytes(version, parameters, shape.count, shape.wordBits));
    b.position(prefixBytes(version));
    LweList list = LweList.allocate(parameters.bigLweDimension(), shape.count);
    if (version == BITS) {
      new BitWords.Reader(b, shape.wordBits).get(list.words()).end();
    } else {
      AnswerWords.get(b, list.words(), 0, list.words().length, shape.wordBits);
    }
    return list;
  }

  /** Whether the outputs of an answer are packed. */
  public static boolean isPacked(ByteBuffer bytes) {
    Frame.Header header = Frame.requireWhole(bytes, Frame.Type.ENCRYPTED_RESULT);
    requirePrefix(header.version(), header.payloadBytes());
    return isPacked(header.version(), bytes.slice(bytes.position() + Frame.HEADER_BYTES, (int) header.payloadBytes())
        .order(ByteOrder.LITTLE_ENDIAN));
  }

  private static boolean isPacked(int version, ByteBuffer payload) {
    return version == PACKED || version == RUNS
        || version >= PLACED && payload.getInt(prefixBytes(version) - PLACE_BYTES) != 0;
  }

  /**
   * Reads an answer whose outputs are packed; words come back as from {@link #decode}.
   *
   * @param bytes exactly one frame, from position to limit
   */
  public static PackedAnswer decodePacked(ByteBuffer bytes, Parameters p) {
    int version = Frame.readHeader(bytes).version();
    ByteBuffer b = Frame.open(bytes, Frame.Type.ENCRYPTED_RESULT, p);
    int payload = b.remaining();
    Shape shape = Shape.read(version, b);
    if (!isPacked(version, b)) {
      throw Frame.invalid("the outputs of this encrypted result of version " + version + " are not packed");
    }
    b.position(PREFIX_BYTES + 2 * Digest128.BYTES);
    AnswerPacking packing = version == PACKED ? PackedAnswerWords.readStride(b, p, shape.count)
        : version == BITS ? PackedAnswerWords.readShorter(b, p, shape.count)
            : PackedAnswerWords.readPlaces(b, version == RUNS, p, shape.count);
    if (version == RUNS && version(p, packing, shape.wordBits) != RUNS) {
      throw Frame.invalid("places that are no shorter as runs are of version " + PLACED + ", not " + version);
    }
    Frame.requireLength(Frame.Type.ENCRYPTED_RESULT, payload, packedBytes(version, p, packing, shape.wordBits));
    PackedAnswer answer = new PackedAnswer(p, packing);
    if (version == BITS) {
      PackedAnswerWords.readBits(answer, shape.wordBits, b);
    } else if (version >= PLACED) {
      PackedAnswerWords.readPlaced(answer, shape.wordBits, b);
    } else {
      PackedAnswerWords.readStrided(answer, packing.strided().orElseThrow(), shape.wordBits, b);
    }
    return answer;
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
