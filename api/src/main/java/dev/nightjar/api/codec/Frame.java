package dev.nightjar.api.codec;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The envelope of every byte format: a header of {@value #HEADER_BYTES} bytes, then exactly as many payload bytes as
 * the header says. All integers are little-endian.
 *
 * <pre>
 * offset size
 *  0      4   magic, the ASCII letters NJAR
 *  4      2   version of the format, 1 to {@link Type#newestVersion()}
 *  6      2   type ({@link Type#code()})
 *  8      8   parameter fingerprint ({@link Parameters#fingerprint()})
 * 16      8   payload length in bytes
 * 24      4   CRC-32C of header bytes 0 to 23 followed by the payload
 * 28      4   zero
 * 32          payload
 * </pre>
 */
public final class Frame {
  /** Bytes before the payload. */
  public static final int HEADER_BYTES = 32;

  private static final int MAGIC = 'N' | 'J' << 8 | 'A' << 16 | 'R' << 24;
  private static final int CHECKED_HEADER_BYTES = 24;

  /** The longest frame is the longest array that every JVM can make. */
  private static final int MAX_PAYLOAD_BYTES = Integer.MAX_VALUE - 8 - HEADER_BYTES;

  private Frame() {
  }

  /**
   * What a frame holds. Codes are never reused. Every type has versions of its own, of which a reader takes all up to
   * the newest.
   */
  public enum Type {
    /** {@link EvaluationKeyCodec}. */
    EVALUATION_KEY(1, "an evaluation key"),
    /** {@link PackedInputCodec}. */
    PACKED_INPUT(2, "a packed input", 3),
    /** {@link EncryptedResultCodec}. */
    ENCRYPTED_RESULT(3, "an encrypted result", 6),
    /** {@link CircuitCodec}. */
    CIRCUIT(4, "a circuit", 6),
    /** A client's secret key; only the client module reads it. */
    SECRET_KEY(5, "a secret key"),
    /** {@link EvaluationKeyCodec}, for other parts than those of {@link #EVALUATION_KEY}. */
    KEY_PARTS(6, "an evaluation key of listed parts"),
    /** A client's secret key under another key; only the client's modules read it. */
    WRAPPED_SECRET_KEY(7, "a wrapped secret key");

    private final int code;
    private final String article;
    private final int newestVersion;

    Type(int code, String article) {
      this(code, article, 1);
    }

    Type(int code, String article, int newestVersion) {
      this.code = code;
      this.article = article;
      this.newestVersion = newestVersion;
    }

    /** The number in the header. */
    public int code() {
      return code;
    }

    /** The name in a sentence: {@code a packed input}. */
    public String article() {
      return article;
    }

    /** The newest version that this library reads; it reads all from 1 on. */
    public int newestVersion() {
      return newestVersion;
    }
  }

  /**
   * A header that has been checked against the bytes that are there.
   *
   * @param type what the frame holds
   * @param version of the type's payload, 1 to {@link Type#newestVersion()}
   * @param fingerprint the parameter set
   * @param payloadBytes payload length
   */
  public record Header(Type type, int version, long fingerprint, long payloadBytes) {
    /** Length of the whole frame in bytes. */
    public long totalBytes() {
      return HEADER_BYTES + payloadBytes;
    }
  }

  /**
   * Reads a header, from position to position + {@value #HEADER_BYTES}, without moving it; the payload need not be
   * there yet. This is how a server learns from the first part of an upload how long the whole will be.
   *
   * @throws NightjarException {@code INVALID_FORMAT} with the field that is wrong
   */
  public static Header readHeader(ByteBuffer bytes) {
    ByteBuffer b = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (b.remaining() < HEADER_BYTES) {
      throw invalid("a frame begins with " + HEADER_BYTES + " header bytes; only " + b.remaining() + " are there");
    }
    int at = b.position();
    if (b.getInt(at) != MAGIC) {
      throw invalid("the magic bytes are not NJAR; this is not a Nightjar object");
    }
    int code = b.getShort(at + 6) & 0xffff;
    Type type = null;
    for (Type t : Type.values()) {
      if (t.code == code) {
        type = t;
      }
    }
    if (type == null) {
      throw invalid("type " + code + " is not known");
    }
    int version = b.getShort(at + 4) & 0xffff;
    if (version < 1 || version > type.newestVersion) {
      throw invalid("version " + version + " of " + type.article + " is not known; this library reads version "
          + (type.newestVersion == 1 ? "1" : "1 to " + type.newestVersion));
    }
    long payload = b.getLong(at + 16);
    if (payload < 0 || payload > MAX_PAYLOAD_BYTES) {
      throw invalid("a payload length of " + Long.toUnsignedString(payload) + " bytes is out of range");
    }
    if (b.getInt(at + 28) != 0) {
      throw invalid("the last four header bytes must be zero");
    }
    return new Header(type, version, b.getLong(at + 8), payload);
  }

  /**
   * Checks a whole frame and returns its payload.
   *
   * @param bytes exactly one frame, from position to limit; not moved
   * @return a little-endian read-only view of the payload
   * @throws NightjarException {@code INVALID_FORMAT} for a wrong field or length, {@code PARAMETER_MISMATCH} for
   *     another parameter set, {@code CHECKSUM_MISMATCH}
   */
  public static ByteBuffer open(ByteBuffer bytes, Type expected, Parameters parameters) {
    requireFingerprint(requireWhole(bytes, expected), expected, parameters);
    return openUnderAnySet(bytes, expected);
  }

  /** The same for a frame whose payload names the parameter set, which the caller then checks. */
  static ByteBuffer openUnderAnySet(ByteBuffer bytes, Type expected) {
    Header header = requireWhole(bytes, expected);
    if (checksum(bytes) != bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position() + 24)) {
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH,
          "the checksum of " + expected.article() + " does not match its bytes; they were damaged on the way");
    }
    return bytes.slice(bytes.position() + HEADER_BYTES, (int) header.payloadBytes()).asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The header of exactly one frame of a type; its checksum and parameter set are not looked at. */
  static Header requireWhole(ByteBuffer bytes, Type expected) {
    Header header = readHeader(bytes);
    if (header.type() != expected) {
      throw invalid("this is " + header.type().article() + " where " + expected.article() + " is expected");
    }
    if (header.totalBytes() != bytes.remaining()) {
      throw invalid("the header announces " + header.totalBytes() + " bytes, but there are " + bytes.remaining());
    }
    return header;
  }

  /** Requires the fingerprint of one parameter set. */
  static void requireFingerprint(Header header, Type type, Parameters parameters) {
    if (header.fingerprint() != parameters.fingerprint()) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, type.article()
          + " was made for another parameter set; this model uses " + parameters.id()
          + ": download the model's client.zip again and make new keys");
    }
  }

  /** Builds a frame of version 1. */
  public static byte[] write(Type type, Parameters parameters, long payloadBytes, Consumer<ByteBuffer> writer) {
    return write(type, 1, parameters, payloadBytes, writer);
  }

  /**
   * Builds a frame.
   *
   * @param version of the payload, 1 to {@link Type#newestVersion()}
   * @param payloadBytes exact payload length
   * @param writer fills a little-endian buffer of that length to its end
   * @throws NightjarException {@code TOO_LARGE} when one array cannot hold the frame
   */
  public static byte[] write(Type type, int version, Parameters parameters, long payloadBytes,
      Consumer<ByteBuffer> writer) {
    Objects.checkIndex(version - 1, type.newestVersion);
    if (payloadBytes < 0 || payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE, type.article() + " of " + payloadBytes
          + " payload bytes does not fit one frame, which holds " + MAX_PAYLOAD_BYTES);
    }
    byte[] frame = new byte[(int) (HEADER_BYTES + payloadBytes)];
    ByteBuffer b = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC).putShort((short) version).putShort((short) type.code).putLong(parameters.fingerprint())
        .putLong(payloadBytes).putInt(0).putInt(0);
    writer.accept(b);
    if (b.hasRemaining()) {
      throw new IllegalStateException(b.remaining() + " payload bytes were not written");
    }
    b.putInt(24, checksum(ByteBuffer.wrap(frame)));
    return frame;
  }

  private static int checksum(ByteBuffer frame) {
    Crc32c crc = Crc32c.create();
    crc.update(frame.slice(frame.position(), CHECKED_HEADER_BYTES));
    crc.update(frame.slice(frame.position() + HEADER_BYTES, frame.remaining() - HEADER_BYTES));
    return crc.value();
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }

  /** Requires an exact payload length. */
  static void requireLength(Type type, long found, long expected) {
    if (found != expected) {
      throw invalid(type.article() + " of this shape has " + expected + " payload bytes, not " + found);
    }
  }

  /** Reads how many things follow, of so many bytes each at least: as many must be left. */
  static int count(ByteBuffer payload, int bytesEach) {
    int count = payload.getInt();
    if (count < 0 || (long) count * bytesEach > payload.remaining()) {
      throw invalid("a count of " + count + " does not fit in the " + payload.remaining() + " bytes that are left");
    }
    return count;
  }

  static long[] readWords(ByteBuffer payload, int count) {
    long[] words = new long[count];
    payload.asLongBuffer().get(words);
    payload.position(payload.position() + count * Long.BYTES);
    return words;
  }

  static void writeWords(ByteBuffer payload, long[] words) {
    payload.asLongBuffer().put(words);
    payload.position(payload.position() + words.length * Long.BYTES);
  }
}
