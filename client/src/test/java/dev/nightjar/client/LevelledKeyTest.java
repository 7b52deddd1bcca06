package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.MaskStream;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the evaluation key of levelled sets, decrypted by definition, and fresh ciphertexts under such keys. */
class LevelledKeyTest {
  private static final Parameters SET = ParameterCatalogue.byId("NJL1_P").orElseThrow();
  private static final int SIZE = 2048;

  static Stream<Parameters> sets() {
    return ParameterCatalogue.all(KeyFamily.LEVELLED).stream();
  }

  private static KeyGenerator generator(int threads, String label) {
    return new KeyGenerator(TestThreads.of(threads), ClientPolicy.DEFAULT, TestKeys.randomness(label));
  }

  private static long[] coefficients(SecretKey key) {
    return key.use((glwe, lwe) -> IntStream.range(0, glwe.length()).mapToLong(glwe::coefficient).toArray());
  }

  /** The product modulo X^N + 1, from the definition; zeros of the second factor are skipped. */
  private static long[] product(long[] a, long[] b) {
    long[] out = new long[SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE && b[i] != 0; j++) {
        out[i + j & SIZE - 1] += (i + j < SIZE ? 1 : -1) * b[i] * a[j];
      }
    }
    return out;
  }

  /** S(X^g): each power of X goes g times around the circle of 2N powers. */
  private static long[] image(long[] s, int g) {
    long[] out = new long[SIZE];
    for (int j = 0; j < SIZE; j++) {
      int power = 0;
      for (int i = 0; i < j; i++) {
        power = (power + g) % (2 * SIZE);
      }
      out[power % SIZE] = power < SIZE ? s[j] : -s[j];
    }
    return out;
  }

  private record Row(KeyPart part, int index, long[] message) {
  }

  /** What the layout promises, row by row. */
  private static List<Row> rows(Levelled levelled, long[] s) {
    List<Row> rows = new ArrayList<>();
    int index = 0;
    int doubled = 0;
    for (ExpansionStep step : levelled.expansion()) {
      int first = (SIZE >> doubled) + 1;
      int second = (SIZE >> doubled + 1) + 1;
      int[] elements = step.arity() == 2 ? new int[] {first} : new int[] {first, second, first * second % (2 * SIZE)};
      doubled += step.arity() / 2;
      for (int g : elements) {
        for (int level = step.gadget().level(); level >= 1; level--) {
          rows.add(new Row(KeyPart.AUTOMORPHISM, index++, times(image(s, g), 64 - level * step.gadget().baseLog())));
        }
      }
    }
    long[] square = product(s, s);
    for (int level = levelled.schemeSwitch().level(); level >= 1; level--) {
      rows.add(new Row(KeyPart.SCHEME_SWITCH, levelled.schemeSwitch().level() - level,
          times(square, 64 - level * levelled.schemeSwitch().baseLog())));
    }
    return rows;
  }

  private static long[] times(long[] values, int log2) {
    return Arrays.stream(values).map(v -> v << log2).toArray();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everyRowDecryptsToItsMessageWithNoiseOfItsOwnThatIsThatOfTheSet(Parameters p) {
    SecretKey secret = TestKeys.key(p, "levelled " + p.id());
    long[] s = coefficients(secret);
    EvaluationKey key = generator(2, "rows of " + p.id()).evaluationKey(secret);
    assertThat(key.parts()).containsExactly(KeyPart.AUTOMORPHISM, KeyPart.SCHEME_SWITCH);

    List<Row> rows = rows(p.levelled().orElseThrow(), s);
    assertThat(rows).hasSize(key.part(KeyPart.AUTOMORPHISM).rows() + key.part(KeyPart.SCHEME_SWITCH).rows());
    ChiSquared noise = new ChiSquared();
    Set<LongBuffer> noises = new HashSet<>();
    long[] words = new long[2 * SIZE];
    for (Row row : rows) {
      SeededRows part = key.part(row.part());
      part.expand(part.masks(), row.index(), words, 0);
      long[] masked = product(Arrays.copyOf(words, SIZE), s);
      long[] errors = new long[SIZE];
      for (int t = 0; t < SIZE; t++) {
        errors[t] = words[SIZE + t] - masked[t] - row.message()[t];
        assertThat(errors[t]).as("%s row %d, coefficient %d", row.part(), row.index(), t)
            .isBetween(-(1L << 17), 1L << 17);
        noise.addDifference(errors[t], 0);
      }
      assertThat(noises.add(LongBuffer.wrap(errors))).as("own noise in row %d", row.index()).isTrue();
    }
    noise.requireAgreement("levelled key of " + p.id(), p.glweNoise().variance());
  }

  @Test
  void bothPartsHaveMasksOfTheirOwnAndEachCallGivesAnotherKey() {
    try (SecretKey secret = SecretKey.generate(SET)) {
      KeyGenerator generator = new KeyGenerator();
      EvaluationKey a = generator.evaluationKey(secret);
      EvaluationKey b = generator.evaluationKey(secret);
      assertThat(a.part(KeyPart.AUTOMORPHISM).seed()).isNotEqualTo(a.part(KeyPart.SCHEME_SWITCH).seed())
          .isNotEqualTo(b.part(KeyPart.AUTOMORPHISM).seed());
      assertThat(a.part(KeyPart.AUTOMORPHISM).bodies()).isNotEqualTo(b.part(KeyPart.AUTOMORPHISM).bodies());
      assertThat(a.part(KeyPart.SCHEME_SWITCH).bodies()).isNotEqualTo(b.part(KeyPart.SCHEME_SWITCH).bodies());
    }
  }

  @Test
  void theSameRandomnessGivesTheSameKeyOnAnyNumberOfThreadsAndProgressRisesRowByRow() {
    SecretKey secret = TestKeys.key(SET, "threads");
    List<Long> done = new ArrayList<>();
    EvaluationKey many = generator(3, "same").evaluationKey(secret, (now, total) -> {
      assertThat(total).isEqualTo(72);
      done.add(now);
    });
    assertThat(done).isSorted().doesNotHaveDuplicates().hasSize(72).endsWith(72L);
    assertThat(EvaluationKeyCodec.encode(many))
        .isEqualTo(EvaluationKeyCodec.encode(generator(1, "same").evaluationKey(secret)));
  }

  @Test
  void anEncodedKeyHasTheSizeThatIsPromised() {
    try (SecretKey secret = SecretKey.generate(SET)) {
      byte[] bytes = EvaluationKeyCodec.encode(new KeyGenerator().evaluationKey(secret));
      assertThat(bytes).hasSize((int) EvaluationKeyCodec.encodedBytes(SET, KeyPart.FOR_LEVELLED));
      assertThat(bytes.length).isBetween(72 * SIZE * 8, 1_300_000);
    }
  }

  @Test
  void freshCiphertextsUnderATernaryKeyHaveTheNoiseOfTheSet() {
    SecretKey key = TestKeys.key(SET, "fresh");
    long[] s = coefficients(key);
    long[] messages = new long[3 * SIZE];
    new MaskStream(new byte[MaskStream.SEED_BYTES]).row(1, messages.length, messages, 0);
    PackedInput query = new Encryptor(key, TestKeys.randomness("fresh")).encrypt(messages);
    MaskStream masks = new MaskStream(query.seed());
    long[] mask = new long[SIZE];
    ChiSquared noise = new ChiSquared();
    for (int c = 0; c < 3; c++) {
      masks.row(c, SIZE, mask, 0);
      long[] masked = product(mask, s);
      for (int t = 0; t < SIZE; t++) {
        noise.addDifference(query.bodies()[c * SIZE + t], masked[t] + messages[c * SIZE + t]);
      }
    }
    noise.requireAgreement("fresh GLWE under a ternary key", SET.glweNoise().variance());
  }

  @Test
  void lweCiphertextsUnderATernaryKeyDecryptWithTheNoiseOfTheSet() {
    SecretKey key = TestKeys.key(SET, "fresh LWE");
    long[] messages = new long[2000];
    new MaskStream(new byte[MaskStream.SEED_BYTES]).row(1, messages.length, messages, 0);
    LweList list = new Encryptor(key, TestKeys.randomness("fresh LWE")).encryptEach(messages);
    long[] phases = new Decryptor(key).phases(list);
    ChiSquared noise = new ChiSquared();
    for (int i = 0; i < messages.length; i++) {
      noise.addDifference(phases[i], messages[i]);
    }
    noise.requireAgreement("fresh LWE under a ternary key", SET.glweNoise().variance());
  }
}
