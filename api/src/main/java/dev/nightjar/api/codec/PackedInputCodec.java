package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.primitives.Digest128;
import dev.nightjar.api.primitives.Sha256;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Queries as bytes: number of GLWE ciphertexts (4 bytes), flags (4), mask seed (16), in version 2 the fingerprint of
 * the model that is asked (16), then the body words, {@code N} for each ciphertext. Version 1 names no model and has no
 * flags. Bit 0 of the flags says that the last {@link Rerandomisation#zeros} ciphertexts encrypt zero. Version 3 is
 * that of short queries, see {@link ShortQuery}: number of words (4) and of encryptions of zero (4), seed, fingerprint,
 * bytes of a word (1) and of a word of an encryption of zero (1), two bytes 0, then the words.
 */
public final class PackedInputCodec {
  /** The version whose answers are bound to their queries. */
  private static final int BOUND = 2;

  /** The version of short queries. */
  private static final int SHORT = 3;

  private static final int PREFIX_BYTES = 8 + MaskStream.SEED_BYTES;

  /** The flag of queries that end with encryptions of zero. */
  private static final int ZEROS = 1;

  private static final int KNOWN_FLAGS = ZEROS;

  private PackedInputCodec() {
  }

  /** Length of an encoded query of that number of ciphertexts that names its model, header included, in bytes. */
  public static long encodedBytes(Parameters p, int ciphertexts) {
    return Frame.HEADER_BYTES + payloadBytes(BOUND, p, ciphertexts);
  }

  /** Length of an encoded query to a circuit, as short as it takes it, header included, in bytes. */
  public static long encodedBytes(Circuit circuit) {
    return circuit.shortQuery().map(format -> Frame.HEADER_BYTES + ShortQueryWords.payloadBytes(format,
        circuit.parameters())).orElseGet(() -> encodedBytes(circuit.parameters(), circuit.inputs() + circuit.zeros()));
  }

  private static int prefixBytes(int version) {
    return version < BOUND ? PREFIX_BYTES : PREFIX_BYTES + Digest128.BYTES;
  }

  private static long payloadBytes(int version, Parameters p, int ciphertexts) {
    return prefixBytes(version) + (long) ciphertexts * p.polynomialSize() * Long.BYTES;
  }

  /**
   * The query as one frame of version 1, which names no model and gets an answer that does not say what it answers: for
   * servers that do not read version 2.
   *
   * @throws NightjarException {@code SHAPE_MISMATCH} for a query with encryptions of zero, of which version 1 cannot
   *     say
   *     that it has them
   */
  public static byte[] encode(PackedInput input) {
    if (input.zeros() > 0) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "a query of version 1 holds no encryptions of zero, with "
          + "which this model hides its answers: send a query of version 2");
    }
    return encode(1, input, new byte[0]);
  }

  /**
   * The query as one frame of version 2, to be answered with its {@link #binding}.
   *
   * @param model fingerprint of the client side that encoded the query's features
   */
  public static byte[] encode(PackedInput input, Digest128 model) {
    return encode(BOUND, input, model.bytes());
  }

  /**
   * The query as one frame of version 3, which holds what a model reads of it and no more.
   *
   * @param model fingerprint of the client side that encoded the query's features
   * @param format the model's
   * @throws NightjarException {@code SHAPE_MISMATCH} when the query has other ciphertexts than the format
   */
  public static byte[] encode(PackedInput input, Digest128 model, ShortQuery format) {
    Parameters p = input.parameters();
    if (input.zeros() != format.zeros() || input.count() - input.zeros() != format.ciphertexts(p)) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "a query of " + (input.count() - input.zeros())
          + " ciphertexts and " + input.zeros() + " encryptions of zero is not of the format " + format);
    }
    return Frame.write(Frame.Type.PACKED_INPUT, SHORT, p, ShortQueryWords.payloadBytes(format, p), b -> {
      b.putInt(format.words()).putInt(format.zeros()).put(input.seed()).put(model.bytes());
      ShortQueryWords.write(input, format, b);
    });
  }

  private static byte[] encode(int version, PackedInput input, byte[] model) {
    Parameters p = input.parameters();
    return Frame.write(Frame.Type.PACKED_INPUT, version, p, payloadBytes(version, p, input.count()), b -> {
      b.putInt(input.count()).putInt(input.zeros() > 0 ? ZEROS : 0).put(input.seed()).put(model);
      Frame.writeWords(b, input.bodies());
    });
  }

  /**
   * Reads a query of any version that a circuit takes: versions 1 and 2 whole, and version 3 in its own format.
   *
   * @param bytes exactly one frame, from position to limit
   * @throws NightjarException {@code SHAPE_MISMATCH} also for a query of version 3 in another format
   */
  public static PackedInput decode(ByteBuffer bytes, Circuit circuit) {
    if (Frame.readHeader(bytes).version() == SHORT) {
      return decodeShort(bytes, circuit.parameters(), circuit.shortQuery());
    }
    return decode(bytes, circuit.parameters(), circuit.inputs(), circuit.zeros());
  }

  private static PackedInput decodeShort(ByteBuffer bytes, Parameters p, Optional<ShortQuery> format) {
    ByteBuffer b = Frame.open(bytes, Frame.Type.PACKED_INPUT, p);
    requirePrefix(SHORT, b.remaining());
    int words = b.getInt();
    int zeros = b.getInt();
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    b.get(seed).position(prefixBytes(SHORT));
    ShortQuery found = ShortQueryWords.readFormat(words, zeros, b);
    if (!format.equals(Optional.of(found))) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the query is of the format " + found + " where the model "
          + format.map(wanted -> "takes " + wanted).orElse("takes whole queries") + ": download its client.zip again");
    }
    return ShortQueryWords.read(found, p, seed, b);
  }

  /** Reads a whole query to a model that does not hide its answers. */
  public static PackedInput decode(ByteBuffer bytes, Parameters parameters, int ciphertexts) {
    return decode(bytes, parameters, ciphertexts, 0);
  }

  /**
   * Reads a whole query, of version 1 or 2.
   *
   * @param bytes exactly one frame, from position to limit
   * @param parameters the set that it must be for
   * @param ciphertexts how many GLWE ciphertexts with features the model takes
   * @param zeros how many encryptions of zero must follow them: none, or {@link Rerandomisation#zeros}
   * @throws NightjarException also {@code SHAPE_MISMATCH} when it has another number of ciphertexts
   */
  public static PackedInput decode(ByteBuffer bytes, Parameters parameters, int ciphertexts, int zeros) {
    int version = Frame.readHeader(bytes).version();
    if (version == SHORT) {
      throw Frame.invalid("the query is short, of version " + SHORT + ", where a whole one is expected");
    }
    ByteBuffer b = Frame.open(bytes, Frame.Type.PACKED_INPUT, parameters);
    int payload = b.remaining();
    requirePrefix(version, payload);
    int count = b.getInt();
    if (count < 1 || count > PackedInput.MAX_CIPHERTEXTS) {
      throw Frame.invalid("a packed input of " + Integer.toUnsignedString(count) + " ciphertexts is out of range");
    }
    int flags = b.getInt();
    requireKnownFlags(version, flags);
    Frame.requireLength(Frame.Type.PACKED_INPUT, payload, payloadBytes(version, parameters, count));
    int zerosThere = flags == ZEROS ? Rerandomisation.zeros(parameters) : 0;
    requireZeros(zerosThere, zeros);
    if (count - zerosThere != ciphertexts) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH,
          "the query has " + (count - zerosThere) + " ciphertexts where the model takes " + ciphertexts);
    }
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    b.get(seed).position(prefixBytes(version));
    return new PackedInput(parameters, seed, Frame.readWords(b, count * parameters.polynomialSize()),
        zerosThere);
  }

  private static void requireZeros(int found, int expected) {
    if (found < expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the query has no encryption of zero, without which this "
          + "model is not hidden in the answer: download its client.zip again, and use a client that reads it");
    }
    if (found > expected) {
      throw new NightjarException(ErrorCode.SHAPE_MISMATCH, "the query has encryptions of zero to hide the answer "
          + "with, but the model is served with open answers: download its client.zip again");
    }
  }

  private static void requirePrefix(int version, long payload) {
    if (payload < prefixBytes(version)) {
      throw Frame.invalid("a packed input has at least " + prefixBytes(version) + " payload bytes, not " + payload);
    }
  }

  private static void requireKnownFlags(int version, int flags) {
    if (version < BOUND && flags != 0) {
      throw Frame.invalid("bytes 4 to 7 of a packed input of version 1 must be zero");
    }
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw Frame.invalid("the flags 0x" + Integer.toHexString(flags)
          + " of a packed input are not known; this library is older than the query's");
    }
  }

  /**
   * What the answer to a query has to say that it answers.
   *
   * @param bytes exactly one frame, from position to limit; what {@link #decode} alone checks is not looked at
   * @return empty for version 1, whose answers say nothing
   */
  public static Optional<AnswerBinding> binding(ByteBuffer bytes) {
    Frame.Header header = Frame.requireWhole(bytes, Frame.Type.PACKED_INPUT);
    if (header.version() < BOUND) {
      return Optional.empty();
    }
    requirePrefix(header.version(), header.payloadBytes());
    Digest128 model = Digest128.read(bytes.duplicate().position(bytes.position() + Frame.HEADER_BYTES + PREFIX_BYTES));
    return Optional.of(new AnswerBinding(digest(bytes), model));
  }

  private static Digest128 digest(ByteBuffer frame) {
    if (frame.hasArray()) {
      Sha256 sha = Sha256.create();
      sha.update(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
      return Digest128.read(ByteBuffer.wrap(sha.digest()));
    }
    byte[] copy = new byte[frame.remaining()];
    frame.duplicate().get(copy);
    return Digest128.of(copy);
  }
}
