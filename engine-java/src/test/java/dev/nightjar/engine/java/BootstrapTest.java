package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
  private static Engine engine(String kernel, int threads) {
    return new JavaEngine(KernelFamily.choose(kernel), new EngineOptions(threads));
  }

  private static LookupTables randomTables(SplittableRandom random, int size, int count, int outputs, int boxes) {
    long[][][] values = new long[count][outputs][];
    for (long[][] table : values) {
      for (int o = 0; o < outputs; o++) {
        table[o] = random.longs(boxes).toArray();
      }
    }
    return LookupTables.of(size, values);
  }

  /**
   * One key bit, so that both sides decompose the same exact accumulator; a random key, so that every word counts. The
   * error that is left is the transform's: digits of about B/√12, key words of 1/√12, (k+1) ℓ N products.
   */
  @ParameterizedTest(name = "{0}: k={1} N={2} B=2^{3} l={4} theta={5} batch={6}")
  @CsvSource({
      "plain, 1, 256, 23, 1, 0, 1", "plain, 1, 512, 10, 2, 1, 3", "plain, 2, 1024, 7, 3, 0, 2",
      "plain, 1, 2048, 23, 1, 2, 9", "plain, 1, 8192, 15, 2, 0, 1", "plain, 3, 512, 18, 1, 0, 8",
      "vector, 1, 256, 23, 1, 0, 1", "vector, 1, 512, 10, 2, 1, 3", "vector, 2, 1024, 7, 3, 0, 2",
      "vector, 1, 2048, 23, 1, 2, 9", "vector, 1, 4096, 22, 1, 0, 1", "vector, 1, 8192, 15, 2, 0, 1",
      "vector, 5, 256, 17, 1, 0, 11", "vector, 3, 512, 18, 1, 0, 16", "vector, 1, 1024, 1, 3, 0, 8",
      "vector, 1, 2048, 15, 2, 1, 8", "vector, 1, 8192, 22, 1, 0, 8", "vector, 1, 16384, 15, 2, 0, 1"})
  void aStepEqualsExactIntegerArithmeticWithinTheTransformsError(String kernel, int k, int size, int base, int level,
      int theta, int batch) {
    Parameters p = TestKeys.parameters(1, k, size, base, level, 4, 3, 40, 17);
    EvaluationKey random = TestKeys.random(p, size + k);
    SplittableRandom words = new SplittableRandom(batch);
    LweList in = LweList.wrap(p.bigLweDimension(), batch,
        words.longs((long) batch * (p.bigLweDimension() + 1)).toArray());
    LookupTables tables = randomTables(words, size, 3, 1 << theta, 8);
    int[] tableOf = words.ints(batch, 0, 3).toArray();
    LweList out = LweList.allocate(p.bigLweDimension(), batch << theta);
    try (Engine engine = engine(kernel, 2); EngineKey key = engine.load(random)) {
      key.bootstrap(in, tables, tableOf, out);
    }
    LweList expected = new IntegerReference(random).bootstrap(in, tables, tableOf);
    double worst = 0;
    for (int i = 0; i < out.words().length; i++) {
      worst = Math.max(worst, Math.abs((double) (out.words()[i] - expected.words()[i])) * 0x1p-64);
    }
    double typicalProduct = Math.sqrt((double) (k + 1) * level * size) * (1 << base) / 12;
    assertThat(worst).isLessThan(typicalProduct * 0x1p-48 + 0x1p-52);
  }

  @ParameterizedTest(name = "{0}: n={1} k={2} N={3}, {4} inputs on {5} threads")
  @CsvSource({"plain, 31, 1, 512, 5, 2", "plain, 45, 2, 256, 3, 1", "vector, 31, 1, 512, 5, 2",
      "vector, 45, 2, 256, 3, 1", "vector, 47, 1, 1024, 33, 2", "vector, 33, 4, 512, 9, 2",
      "vector, 64, 1, 2048, 64, 2"})
  void decryptedOutputsAreTheTablesValues(String kernel, int n, int k, int size, int inputs, int threads) {
    TestKeys keys = new TestKeys(TestKeys.parameters(n, k, size, 18, 1, 4, 4, 30, 17), n);
    SplittableRandom random = new SplittableRandom(inputs);
    long[][][] values = new long[4][2][8];
    for (long[][] table : values) {
      for (long[] function : table) {
        for (int m = 0; m < 8; m++) {
          function[m] = (long) random.nextInt(16) << 60;
        }
      }
    }
    LookupTables tables = LookupTables.of(size, values);
    int[] messages = random.ints(inputs, 0, 16).toArray();
    int[] tableOf = random.ints(inputs, 0, 4).toArray();
    LweList in = keys.encrypt(LongStream.range(0, inputs).map(i -> (long) messages[(int) i] << 60).toArray());
    LweList out = LweList.allocate(in.dimension(), 2 * inputs);
    try (Engine engine = engine(kernel, threads); EngineKey key = engine.load(keys.evaluationKey())) {
      key.bootstrap(in, tables, tableOf, out);
    }
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < 2; o++) {
        long expected = values[tableOf[i]][o][messages[i] % 8] * (messages[i] < 8 ? 1 : -1);
        long error = keys.phase(out, 2 * i + o) - expected;
        assertThat(Math.abs((double) error)).as("input %d output %d", i, o).isLessThan(0x1p57);
      }
    }
  }
}
