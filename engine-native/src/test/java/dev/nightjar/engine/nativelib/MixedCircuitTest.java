package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.engine.java.JavaEngineProvider;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A circuit of two layers, each run by either engine on the other's ciphertexts, with one evaluation key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedCircuitTest {
  private static final int[] MESSAGES = {0, 1, 2, 3, 3, 2, 1, 0};

  private Engine first;
  private Engine second;

  @BeforeAll
  void start() {
    second = NativeTests.provider().create(new EngineOptions(2));
    first = new JavaEngineProvider().create(new EngineOptions(2));
  }

  @AfterAll
  void close() {
    if (second != null) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJ1_M2_P64", "TFHE_RS_2_2_P128", "NJ2_M5_P64", "NJ2_M4_P64-block3",
      "NJ2_M4_P128-unrolled", "insecure-toy-extended-block3"})
  void eitherEngineGoesOnWhereTheOtherStopped(String set) {
    TestKeys keys = TestKeys.of(set);
    int size = keys.parameters().tableSize();
    LookupTables halve = Tables.of(size, 2, m -> m / 2);
    LookupTables flip = Tables.of(size, 2, m -> 3 - m);
    int[] expected = IntStream.range(0, MESSAGES.length)
        .map(i -> 3 - MESSAGES[i] / 2 - MESSAGES[(i + 1) % MESSAGES.length] / 2).toArray();
    LweList in = keys.encrypt(MESSAGES, 2);
    try (EngineKey java = first.load(keys.evaluation());
        EngineKey rust = second.load(keys.evaluation())) {
      for (EngineKey lower : new EngineKey[] {java, rust}) {
        for (EngineKey upper : new EngineKey[] {java, rust}) {
          LweList out = bootstrap(upper, neighbourSums(bootstrap(lower, in, halve)), flip);
          assertThat(keys.decrypt(out, 2)).as(lower + " below " + upper).isEqualTo(expected);
        }
      }
    }
  }

  private static LweList bootstrap(EngineKey key, LweList in, LookupTables tables) {
    LweList out = LweList.allocate(in.dimension(), in.count());
    key.bootstrap(in, tables, new int[in.count()], out);
    return out;
  }

  /** Ciphertext {@code i} plus ciphertext {@code i + 1}, around the corner. */
  private static LweList neighbourSums(LweList in) {
    LweList out = LweList.allocate(in.dimension(), in.count());
    for (int i = 0; i < in.count(); i++) {
      int other = in.offset((i + 1) % in.count());
      for (int j = 0; j < in.stride(); j++) {
        out.words()[out.offset(i) + j] = in.words()[in.offset(i) + j] + in.words()[other + j];
      }
    }
    return out;
  }
}
