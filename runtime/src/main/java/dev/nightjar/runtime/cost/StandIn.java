package dev.nightjar.runtime.cost;

import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.primitives.Digest128;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys and ciphertexts of pseudorandom words, to time engines with: they encrypt nothing, are the key of nobody and the
 * same each time. Computing on them takes as long as on others.
 */
public final class StandIn {
  /** What an answer to nobody's query about no model says that it answers. */
  static final Optional<AnswerBinding> BINDING =
      Optional.of(new AnswerBinding(new Digest128(0, 0), new Digest128(0, 0)));

  private static final byte MASKS = 1;
  private static final byte BODIES = 2;

  private StandIn() {
  }

  private static byte[] seed(byte purpose) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    seed[0] = purpose;
    return seed;
  }

  /** So many words. */
  static long[] words(long count) {
    long[] words = new long[Math.toIntExact(count)];
    new MaskStream(seed(BODIES)).row(0, words.length, words, 0);
    return words;
  }

  /** A key with these parts. */
  public static EvaluationKey key(Parameters p, Set<KeyPart> parts) {
    Map<KeyPart, SeededRows> rows = new EnumMap<>(KeyPart.class);
    parts.forEach(part -> rows.put(part, new SeededRows(part, p, seed(MASKS), words(part.words(p)))));
    return new EvaluationKey(p, rows);
  }

  /** A query of some ciphertexts, of which the last {@code zeros} stand for encryptions of zero. */
  public static PackedInput query(Parameters p, int count, int zeros) {
    return new PackedInput(p, seed(MASKS), words((long) count * p.polynomialSize()), zeros);
  }

  /** Full GLWE ciphertexts. */
  public static GlweList glwe(Parameters p, int count) {
    return new GlweList(p.glweDimension(), p.polynomialSize(), count,
        words((long) count * (p.glweDimension() + 1) * p.polynomialSize()));
  }

  /** LWE ciphertexts under the big key. */
  public static LweList lwe(Parameters p, int count) {
    return LweList.wrap(p.bigLweDimension(), count, words((long) count * (p.bigLweDimension() + 1)));
  }
}
