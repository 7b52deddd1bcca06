package dev.nightjar.bench;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.Decryptor;
import dev.nightjar.client.Encryptor;
import dev.nightjar.client.SecretKey;
import java.util.stream.IntStream;

/**
 * Ciphertexts of every message of a parameter set, and a look-up that permutes the messages, so that each
 * output can be checked. The same for every engine; immutable.
 */
final class Workload {
  private final Parameters parameters;
  private final SecretKey key;
  private final LweList inputs;
  private final LookupTables tables;

  /** For batches of at most {@code most} ciphertexts, under a key that stays the caller's to close. */
  Workload(SecretKey key, int most) {
    this.key = key;
    this.parameters = key.parameters();
    long[] messages = IntStream.range(0, most).mapToLong(i -> encoded(i % boxes())).toArray();
    this.inputs = new Encryptor(key).encryptEach(messages);
    long[] permuted = IntStream.range(0, boxes()).mapToLong(m -> encoded(expected(m))).toArray();
    this.tables = LookupTables.of(parameters.tableSize(), new long[][][] {{permuted}});
  }

  private int boxes() {
    return 1 << parameters.messageBits();
  }

  /** An odd factor permutes the numbers modulo a power of two. */
  private int expected(int message) {
    return (5 * message + 3) % boxes();
  }

  /** A message under one padding bit. */
  private long encoded(int message) {
    return (long) message << shift();
  }

  private int shift() {
    return 63 - parameters.messageBits();
  }

  LookupTables tables() {
    return tables;
  }

  /** The first ciphertexts, a copy. */
  LweList batch(int count) {
    return inputs.select(IntStream.range(0, count).toArray());
  }

  /** How many outputs of {@link #batch} do not decrypt to what the look-up gives. */
  int wrong(LweList outputs) {
    long[] phases = new Decryptor(key).phases(outputs);
    long half = 1L << (shift() - 1);
    return (int) IntStream.range(0, phases.length)
        .filter(i -> phases[i] + half >> shift() != encoded(expected(i % boxes())) >> shift())
        .count();
  }
}
