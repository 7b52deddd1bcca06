package dev.nightjar.runtime.engine;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;

/**
 * A real batch of bootstraps to time engines with. The key's and the ciphertexts' words are pseudorandom:
 * they encrypt nothing and are the key of nobody, and bootstrapping takes the same time whatever the words.
 */
final class CalibrationBatch {
  /** What engines are timed with is public, and the same each time. */
  private static final byte KEY_BODIES = 1;
  private static final byte KEY_MASKS = 2;
  private static final byte CIPHERTEXTS = 3;

  private final Parameters parameters;
  private final LweList in;
  private final LweList out;
  private final LookupTables tables;
  private final int[] tableOf;

  /**
   * A batch.
   *
   * @param parameters set of key and ciphertexts
   * @param count bootstraps in it
   */
  CalibrationBatch(Parameters parameters, int count) {
    this.parameters = parameters;
    int dimension = parameters.bigLweDimension();
    in = LweList.wrap(dimension, count, words(CIPHERTEXTS, (long) count * (dimension + 1)));
    out = LweList.allocate(dimension, count);
    tables = LookupTables.of(parameters.tableSize(), new long[][][] {{{1L << 62, 0}}});
    tableOf = new int[count];
  }

  /** A key of the right shape; as large as a client's, so not to be kept. */
  EvaluationKey key() {
    return EvaluationKey.forBootstraps(parameters,
        seed(KEY_MASKS), words(KEY_BODIES, KeyPart.BOOTSTRAPPING.words(parameters)),
        seed(KEY_MASKS), words(KEY_BODIES, KeyPart.KEYSWITCHING.words(parameters)));
  }

  private static byte[] seed(byte purpose) {
    byte[] seed = new byte[MaskStream.SEED_BYTES];
    seed[0] = purpose;
    return seed;
  }

  private static long[] words(byte purpose, long count) {
    long[] words = new long[Math.toIntExact(count)];
    new MaskStream(seed(purpose)).row(0, words.length, words, 0);
    return words;
  }

  int count() {
    return in.count();
  }

  /** Bootstraps all of it. */
  void run(EngineKey key) {
    key.bootstrap(in, tables, tableOf, out);
  }
}
