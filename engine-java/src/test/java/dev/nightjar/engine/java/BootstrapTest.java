package dev.nightjar.engine.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.support.TestKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BootstrapTest {
  /** One for each kernel and number of threads, so that its warm-up runs once. */
  private final Map<String, Engine> engines = new HashMap<>();

  private static Engine engine(String kernel, int threads) {
    return new JavaEngine(KernelChoice.choose(kernel), new EngineOptions(threads));
  }

  @AfterAll
  void stopEngines() {
    engines.values().forEach(Engine::close);
  }

  @ParameterizedTest(name = "{0}: n={1} k={2} N={3}, {4} inputs on {5} threads")
  @CsvSource({"plain, 31, 1, 512, 5, 2", "plain, 45, 2, 256, 3, 1", "vector, 31, 1, 512, 5, 2",
      "vector, 45, 2, 256, 3, 1", "vector, 47, 1, 1024, 33, 2", "vector, 33, 4, 512, 9, 2",
      "vector, 64, 1, 2048, 64, 2"})
  void decryptedOutputsAreTheTablesValues(String kernel, int n, int k, int size, int inputs,
      int threads) {
    check(shared(kernel, threads), TestKeys.parameters(n, k, size, 18, 1, 4, 4, 30, 17), inputs);
  }

  @ParameterizedTest(name = "{0}: n={1} k={2} N={3}, {4} inputs on {5} threads")
  @CsvSource({"plain, 32, 1, 512, 9, 1", "plain, 46, 2, 256, 3, 1", "vector, 32, 1, 512, 21, 2",
      "vector, 46, 2, 256, 17, 1", "vector, 64, 1, 2048, 3, 2", "vector, 64, 1, 1024, 1, 1"})
  void decryptedOutputsAreTheTablesValuesWithAnUnrolledKey(String kernel, int n, int k, int size, int inputs,
      int threads) {
    check(shared(kernel, threads), TestKeys.unrolled(n, k, size, 18, 1, 30, 17), inputs);
  }

  private Engine shared(String kernel, int threads) {
    return engines.computeIfAbsent(kernel + threads, name -> engine(kernel, threads));
  }

  static void check(String kernel, Parameters p, int inputs, int threads) {
    try (Engine engine = engine(kernel, threads)) {
      check(engine, p, inputs);
    }
  }

  /** Bootstraps random messages, keyswitch included, with every output decrypted. */
  private static void check(Engine engine, Parameters p, int inputs) {
    TestKeys keys = new TestKeys(p, p.lweDimension());
    int size = p.polynomialSize();
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
    try (EngineKey key = engine.load(keys.evaluationKey())) {
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
