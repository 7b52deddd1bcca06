package dev.nightjar.api.codec;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;

/**
 * Evaluation keys as bytes: BSK seed (16), KSK seed (16), BSK body words, KSK body words (64-bit little-endian, order
 * of {@link EvaluationKey}). The length follows from the parameters alone.
 */
public final class EvaluationKeyCodec {
  private EvaluationKeyCodec() {
  }

  /** Length of an encoded key, header included, in bytes. */
  public static long encodedBytes(Parameters p) {
    return Frame.HEADER_BYTES + payloadBytes(p);
  }

  private static long payloadBytes(Parameters p) {
    return 2L * MaskStream.SEED_BYTES
        + Long.BYTES * (EvaluationKey.bskBodyWords(p) + EvaluationKey.kskBodyWords(p));
  }

  /** The key as one frame. */
  public static byte[] encode(EvaluationKey key) {
    return Frame.write(Frame.Type.EVALUATION_KEY, key.parameters(), payloadBytes(key.parameters()), b -> {
      b.put(key.bskSeed()).put(key.kskSeed());
      Frame.writeWords(b, key.bskBodies());
      Frame.writeWords(b, key.kskBodies());
    });
  }

  /**
   * Reads a key.
   *
   * @param bytes exactly one frame, from position to limit
   * @param parameters the set that the key must be for
   */
  public static EvaluationKey decode(ByteBuffer bytes, Parameters parameters) {
    ByteBuffer b = Frame.open(bytes, Frame.Type.EVALUATION_KEY, parameters);
    Frame.requireLength(Frame.Type.EVALUATION_KEY, b.remaining(), payloadBytes(parameters));
    byte[] bskSeed = new byte[MaskStream.SEED_BYTES];
    byte[] kskSeed = new byte[MaskStream.SEED_BYTES];
    b.get(bskSeed).get(kskSeed);
    long[] bsk = Frame.readWords(b, Math.toIntExact(EvaluationKey.bskBodyWords(parameters)));
    long[] ksk = Frame.readWords(b, Math.toIntExact(EvaluationKey.kskBodyWords(parameters)));
    return new EvaluationKey(parameters, bskSeed, bsk, kskSeed, ksk);
  }
}
