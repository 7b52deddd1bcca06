package dev.nightjar.api.codec;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Evaluation keys as bytes. The parts {@link KeyPart#FOR_BOOTSTRAPS} are a frame of type
 * {@link Frame.Type#EVALUATION_KEY}: BSK seed (16), KSK seed (16), BSK body words, KSK body words. Any other parts are
 * a frame of type {@link Frame.Type#KEY_PARTS}: number of parts (32-bit), code of each part (32-bit each, ascending),
 * then the seeds (16 each), then the body words of each. Words are 64-bit little-endian, in the order of
 * {@link KeyPart}. The length follows from the parameters and the parts.
 */
public final class EvaluationKeyCodec {
  private EvaluationKeyCodec() {
  }

  /** Length of an encoded key of these parts, header included, in bytes; 0 for no part, as no key is sent then. */
  public static long encodedBytes(Parameters p, Set<KeyPart> parts) {
    return parts.isEmpty() ? 0 : Frame.HEADER_BYTES + payloadBytes(p, parts);
  }

  private static boolean listed(Set<KeyPart> parts) {
    return !parts.equals(KeyPart.FOR_BOOTSTRAPS);
  }

  private static long listBytes(int parts) {
    return (1L + parts) * Integer.BYTES;
  }

  private static long payloadBytes(Parameters p, Set<KeyPart> parts) {
    return (listed(parts) ? listBytes(parts.size()) : 0)
        + parts.stream().mapToLong(part -> MaskStream.SEED_BYTES + Long.BYTES * part.words(p)).sum();
  }

  /** The key as one frame. */
  public static byte[] encode(EvaluationKey key) {
    Set<KeyPart> parts = key.parts();
    Frame.Type type = listed(parts) ? Frame.Type.KEY_PARTS : Frame.Type.EVALUATION_KEY;
    return Frame.write(type, key.parameters(), payloadBytes(key.parameters(), parts), b -> {
      if (listed(parts)) {
        b.putInt(parts.size());
        parts.forEach(part -> b.putInt(part.code()));
      }
      parts.forEach(part -> b.put(key.part(part).seed()));
      parts.forEach(part -> Frame.writeWords(b, key.part(part).bodies()));
    });
  }

  /**
   * Reads a key of either form.
   *
   * @param bytes exactly one frame, from position to limit
   * @param parameters the set that the key must be for
   */
  public static EvaluationKey decode(ByteBuffer bytes, Parameters parameters) {
    boolean listed = Frame.readHeader(bytes).type() == Frame.Type.KEY_PARTS;
    Frame.Type type = listed ? Frame.Type.KEY_PARTS : Frame.Type.EVALUATION_KEY;
    ByteBuffer b = Frame.open(bytes, type, parameters);
    long payload = b.remaining();
    Set<KeyPart> parts = EnumSet.copyOf(listed ? readParts(b) : KeyPart.FOR_BOOTSTRAPS);
    for (KeyPart part : parts) {
      if (!part.isOf(parameters)) {
        throw Frame.invalid("keys of " + parameters.id() + " have no " + part.description());
      }
    }
    Frame.requireLength(type, payload, payloadBytes(parameters, parts));
    Map<KeyPart, byte[]> seeds = new EnumMap<>(KeyPart.class);
    for (KeyPart part : parts) {
      byte[] seed = new byte[MaskStream.SEED_BYTES];
      b.get(seed);
      seeds.put(part, seed);
    }
    Map<KeyPart, SeededRows> rows = new EnumMap<>(KeyPart.class);
    for (KeyPart part : parts) {
      long[] bodies = Frame.readWords(b, Math.toIntExact(part.words(parameters)));
      rows.put(part, new SeededRows(part, parameters, seeds.get(part), bodies));
    }
    return new EvaluationKey(parameters, rows);
  }

  /** The list of parts, checked before any memory is taken for them. */
  private static Collection<KeyPart> readParts(ByteBuffer b) {
    int count = b.remaining() >= Integer.BYTES ? b.getInt() : 0;
    if (count < 1 || count > KeyPart.values().length || b.remaining() < count * Integer.BYTES) {
      throw Frame.invalid("a list of key parts names 1 to " + KeyPart.values().length + " parts, not " + count);
    }
    EnumSet<KeyPart> parts = EnumSet.noneOf(KeyPart.class);
    int before = 0;
    for (int i = 0; i < count; i++) {
      int code = b.getInt();
      if (code <= before) {
        throw Frame.invalid("the codes of key parts ascend; " + code + " stands behind " + before);
      }
      parts.add(partOf(code));
      before = code;
    }
    if (!listed(parts)) {
      throw Frame.invalid("a bootstrapping and a keyswitching key are " + Frame.Type.EVALUATION_KEY.article()
          + ", not a list of parts");
    }
    return parts;
  }

  private static KeyPart partOf(int code) {
    for (KeyPart part : KeyPart.values()) {
      if (part.code() == code) {
        return part;
      }
    }
    throw Frame.invalid("there is no part of an evaluation key with code " + code
        + ": it was made by a newer version of Nightjar");
  }
}
