package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.KeyWrapping;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.SecretKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Secret keys under a {@link KeyWrapping}, as one frame of {@link Frame.Type#WRAPPED_SECRET_KEY}: payload version (4
 * bytes, 1), length of the wrapping's name (4), the name in ASCII, length of the wrapped data key (4), the wrapped data
 * key, then the key's own frame encrypted under the data key, and the tag. Bytes 0 to 23 of the header and all of the
 * payload before the ciphertext are authenticated with it.
 */
final class WrappedKey {
  private static final int MAGIC = 'N' | 'J' << 8 | 'A' << 16 | 'R' << 24;
  private static final int VERSION = 1;
  private static final int CHECKED_HEADER_BYTES = 24;
  private static final int MAX_NAME = 64;

  /** Where the name of a wrapping ends at the latest. */
  static final int NAME_END = Frame.HEADER_BYTES + 2 * Integer.BYTES + MAX_NAME;

  private static final String NAME = "[a-z0-9-]{1," + MAX_NAME + "}";

  private WrappedKey() {
  }

  /** The length of the longest file, in bytes. */
  static int maxBytes(Parameters p) {
    return Frame.HEADER_BYTES + prefixBytes(MAX_NAME, KeyWrapping.MAX_WRAPPED_BYTES) + sealedBytes(p);
  }

  private static int prefixBytes(int name, int wrapped) {
    return 3 * Integer.BYTES + name + wrapped;
  }

  private static int sealedBytes(Parameters p) {
    return SecretKey.encodedBytes(p) + AesGcm.TAG_BYTES;
  }

  /** A key as a file's bytes, which are no secret. */
  static byte[] encode(SecretKey key, KeyWrapping wrapping) {
    byte[] dataKey = new byte[KeyWrapping.DATA_KEY_BYTES];
    new SecureRandom().nextBytes(dataKey);
    byte[] frame = key.encode();
    try {
      return encode(frame, key.parameters(), wrapping, dataKey);
    } finally {
      Arrays.fill(frame, (byte) 0);
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private static byte[] encode(byte[] frame, Parameters p, KeyWrapping wrapping, byte[] dataKey) {
    byte[] name = name(wrapping).getBytes(StandardCharsets.US_ASCII);
    byte[] wrapped = wrapping.wrap(dataKey.clone(), context(p));
    if (wrapped.length == 0 || wrapped.length > KeyWrapping.MAX_WRAPPED_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE, "wrapping '" + wrapping.name() + "' gave " + wrapped.length
          + " bytes for a data key; 1 to " + KeyWrapping.MAX_WRAPPED_BYTES + " fit a key file");
    }
    int prefix = prefixBytes(name.length, wrapped.length);
    return Frame.write(Frame.Type.WRAPPED_SECRET_KEY, p, prefix + sealedBytes(p), b -> {
      b.putInt(VERSION).putInt(name.length).put(name).putInt(wrapped.length).put(wrapped);
      b.put(AesGcm.seal(dataKey, associated(b.duplicate().flip(), prefix), frame));
    });
  }

  private static String name(KeyWrapping wrapping) {
    if (!wrapping.name().matches(NAME)) {
      throw new IllegalArgumentException("a wrapping's name has 1 to " + MAX_NAME
          + " lower-case letters, digits or dashes, not '" + wrapping.name() + "'");
    }
    return wrapping.name();
  }

  /** Which parameter set the data key is for. */
  private static byte[] context(Parameters p) {
    return ("nightjar secret key " + Long.toHexString(p.fingerprint())).getBytes(StandardCharsets.US_ASCII);
  }

  /** What is authenticated of a frame from its first byte on. */
  private static byte[] associated(ByteBuffer frame, int prefix) {
    byte[] bytes = new byte[CHECKED_HEADER_BYTES + prefix];
    frame.get(0, bytes, 0, CHECKED_HEADER_BYTES);
    frame.get(Frame.HEADER_BYTES, bytes, CHECKED_HEADER_BYTES, prefix);
    return bytes;
  }

  /**
   * The name of the wrapping, from the beginning of a file; empty when it is no wrapped key's.
   *
   * @param beginning the first {@link #NAME_END} bytes, or all when there are fewer
   */
  static Optional<String> wrapping(ByteBuffer beginning) {
    ByteBuffer b = beginning.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (b.remaining() < Frame.HEADER_BYTES || b.getInt(0) != MAGIC
        || b.getShort(6) != Frame.Type.WRAPPED_SECRET_KEY.code()) {
      return Optional.empty();
    }
    b.position(Frame.HEADER_BYTES);
    requireVersion(b);
    return Optional.of(readName(b));
  }

  /**
   * Reads a key.
   *
   * @param bytes exactly one frame
   * @throws NightjarException {@code KEY_LOCKED} when the wrapping is another one or does not open it; for damaged
   *     bytes as every format
   */
  static SecretKey decode(byte[] bytes, Parameters p, KeyWrapping wrapping) {
    ByteBuffer b = Frame.open(ByteBuffer.wrap(bytes), Frame.Type.WRAPPED_SECRET_KEY, p.requireSecure());
    int payload = b.remaining();
    requireVersion(b);
    String name = readName(b);
    if (!name.equals(wrapping.name())) {
      throw new NightjarException(ErrorCode.KEY_LOCKED, "this key file is wrapped by '" + name + "', not by '"
          + wrapping.name() + "': open it with that");
    }
    byte[] wrapped = read(b, KeyWrapping.MAX_WRAPPED_BYTES, "a wrapped data key");
    int prefix = prefixBytes(name.length(), wrapped.length);
    if (payload != prefix + sealedBytes(p)) {
      throw invalid("a wrapped key of this shape has " + (prefix + sealedBytes(p)) + " payload bytes, not " + payload);
    }
    byte[] sealed = new byte[b.remaining()];
    b.get(sealed);
    byte[] dataKey = wrapping.unwrap(wrapped, context(p));
    try {
      return open(dataKey, associated(ByteBuffer.wrap(bytes), prefix), sealed, p);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private static SecretKey open(byte[] dataKey, byte[] associated, byte[] sealed, Parameters p) {
    if (dataKey.length != KeyWrapping.DATA_KEY_BYTES) {
      throw new NightjarException(ErrorCode.KEY_LOCKED, "the wrapping gave a data key of " + dataKey.length
          + " bytes where files have " + KeyWrapping.DATA_KEY_BYTES + ": it is not what this file was wrapped with");
    }
    byte[] frame = AesGcm.open(dataKey, associated, sealed).orElseThrow(() -> new NightjarException(
        ErrorCode.KEY_LOCKED,
        "this key file was changed, or its data key is not what the wrapping gave: use its backup"));
    try {
      return SecretKey.decode(ByteBuffer.wrap(frame), p);
    } finally {
      Arrays.fill(frame, (byte) 0);
    }
  }

  private static void requireVersion(ByteBuffer b) {
    requireRoom(b, Integer.BYTES);
    int version = b.getInt();
    if (version != VERSION) {
      throw invalid("version " + Integer.toUnsignedString(version)
          + " of a wrapped key's payload is not known; this library reads version " + VERSION);
    }
  }

  private static String readName(ByteBuffer b) {
    String name = new String(read(b, MAX_NAME, "the name of a wrapping"), StandardCharsets.US_ASCII);
    if (!name.matches(NAME)) {
      throw invalid("a wrapping's name has 1 to " + MAX_NAME + " lower-case letters, digits or dashes");
    }
    return name;
  }

  private static byte[] read(ByteBuffer b, int most, String what) {
    requireRoom(b, Integer.BYTES);
    int length = b.getInt();
    if (length < 1 || length > most) {
      throw invalid(what + " has 1 to " + most + " bytes, not " + Integer.toUnsignedString(length));
    }
    requireRoom(b, length);
    byte[] bytes = new byte[length];
    b.get(bytes);
    return bytes;
  }

  private static void requireRoom(ByteBuffer b, int bytes) {
    if (b.remaining() < bytes) {
      throw invalid("the payload of a wrapped key ends too early");
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }
}
