package dev.nightjar.api.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagramTest {
  private static final int N = 16;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theClearEvaluationGivesWhatWholePolynomialsGive(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Diagram diagram = RandomDiagrams.of(random, N, 5, 150);
    int[] all = IntStream.range(0, N).toArray();

    for (int trial = 0; trial < 20; trial++) {
      long[] bits = RandomDiagrams.bits(random, 5);
      long[][] values = NaiveInterpreter.run(diagram, bits);
      for (int o = 0; o < diagram.outputs(); o++) {
        assertThat(diagram.evaluate(bits, o, all)).isEqualTo(values[diagram.output(o)]);
        assertThat(diagram.evaluate(bits, o, new int[] {7, 0, 7}))
            .containsExactly(values[diagram.output(o)][7], values[diagram.output(o)][0], values[diagram.output(o)][7]);
      }
    }
  }

  @Test
  void constantsThatAreTurnedOrAddedAreWhatTheStepsWouldGive() {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 100; trial++) {
      long[] a = random.longs(N, -3, 3).toArray();
      long[] b = random.longs(random.nextInt(1, N), -3, 3).toArray();
      int start = random.nextInt(N - b.length + 1);
      int by = random.nextInt(2 * N);
      DiagramBuilder builder = Diagram.builder(N, 1);
      int run = builder.table(start, b);
      builder.output(builder.sum(builder.table(a), builder.shift(run, by), run));
      Diagram diagram = builder.build();

      long[] whole = new long[N];
      System.arraycopy(b, 0, whole, start, b.length);
      long[] turned = NaiveInterpreter.turned(whole, by);
      assertThat(diagram.steps()).isEqualTo(1);
      assertThat(diagram.kind(0)).isEqualTo(Diagram.Kind.CONSTANT);
      assertThat(diagram.evaluate(new long[1], 0, IntStream.range(0, N).toArray()))
          .isEqualTo(IntStream.range(0, N).mapToLong(c -> a[c] + turned[c] + whole[c]).toArray());
    }
  }

  /** A path passes 200,000 steps, and from each of 60 sums both ways lead to the same step: 2^60 ways in all. */
  @Test
  void deepDiagramsAndThoseOfManyWaysAreEvaluatedInTheClear() {
    DiagramBuilder builder = Diagram.builder(N, 2);
    int value = builder.constant(1);
    for (int i = 0; i < 200_000; i++) {
      value = builder.select(i % 2, value, builder.constant(i));
    }
    for (int i = 0; i < 60; i++) {
      value = builder.sum(value, builder.shift(value, 2 * N - 1));
    }
    builder.output(value);
    Diagram diagram = builder.build();

    long[] power = new long[N];
    power[0] = 1;
    for (int i = 0; i < 60; i++) {
      long[] shifted = NaiveInterpreter.turned(power, 2 * N - 1);
      Arrays.setAll(power, c -> power[c] + shifted[c]);
    }
    assertThat(diagram.evaluate(new long[2], 0, IntStream.range(0, N).toArray())).isEqualTo(power);
  }

  @Test
  void aStepTellsWhatItReads() {
    DiagramBuilder builder = Diagram.builder(N, 3);
    int constant = builder.table(3, new long[] {0, 5, 0, 6, 0});
    int other = builder.constant(4);
    int select = builder.select(2, constant, other);
    int rotate = builder.rotate(1, select, 31);
    int shift = builder.shift(rotate, -1);
    int sum = builder.sum(shift, select, other, select);
    builder.output(sum);
    builder.output(select);
    builder.output(sum);
    Diagram d = builder.build();

    assertThat(IntStream.range(0, 6).mapToObj(d::kind)).containsExactly(Diagram.Kind.CONSTANT, Diagram.Kind.CONSTANT,
        Diagram.Kind.SELECT, Diagram.Kind.ROTATE, Diagram.Kind.SHIFT, Diagram.Kind.SUM);
    assertThat(d.start(constant)).isEqualTo(4);
    assertThat(IntStream.range(0, d.length(constant)).mapToLong(i -> d.word(constant, i))).containsExactly(5L, 0L, 6L);
    assertThat(new int[] {d.bit(select), d.first(select), d.second(select), d.amount(select)})
        .containsExactly(2, constant, other, 0);
    assertThat(new int[] {d.bit(rotate), d.first(rotate), d.second(rotate), d.amount(rotate)})
        .containsExactly(1, select, -1, 31);
    assertThat(new int[] {d.bit(shift), d.first(shift), d.second(shift), d.amount(shift)})
        .containsExactly(-1, rotate, -1, 31);
    assertThat(IntStream.range(0, d.terms(sum)).map(t -> d.term(sum, t))).containsExactly(other, select, select, shift);
    assertThat(new int[] {d.bit(sum), d.first(sum), d.second(sum), d.amount(sum), d.length(sum), d.start(sum)})
        .containsExactly(-1, -1, -1, 0, 0, 0);
    assertThat(new int[] {d.first(constant), d.second(constant), d.terms(constant), d.amount(constant)})
        .containsExactly(-1, -1, 0, 0);
    assertThat(IntStream.range(0, d.outputs()).map(d::output)).containsExactly(sum, select, sum);
    assertThat(d.externalProducts()).isEqualTo(1);
    assertThat(d.trivialProducts()).isEqualTo(1);
    assertThat(d.isTrivialProduct(select)).isTrue();
    assertThat(d.isTrivialProduct(rotate)).isFalse();
    assertThat(d.isTrivialProduct(sum)).isFalse();
    assertThatThrownBy(() -> d.term(sum, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> d.word(constant, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equalStepsAreMadeOnceAndWhatChangesNothingMakesNone() {
    DiagramBuilder builder = Diagram.builder(N, 2);
    int zero = builder.constant(0);
    int one = builder.constant(1);
    int select = builder.select(0, zero, one);
    int values = builder.values();

    assertThat(builder.constant(1)).isEqualTo(one);
    assertThat(builder.table(new long[] {1, 0, 0})).isEqualTo(one);
    assertThat(builder.table(3, new long[2])).isEqualTo(zero);
    assertThat(builder.select(0, zero, one)).isEqualTo(select);
    assertThat(builder.select(1, select, select)).isEqualTo(select);
    assertThat(builder.rotate(1, zero, 5)).isEqualTo(zero);
    assertThat(builder.shift(select, 0)).isEqualTo(select);
    assertThat(builder.shift(select, -2 * N)).isEqualTo(select);
    assertThat(builder.sum(select)).isEqualTo(select);
    assertThat(builder.sum(select, zero)).isEqualTo(select);
    assertThat(builder.sum(zero)).isEqualTo(zero);
    assertThat(builder.values()).isEqualTo(values);
    int shift = builder.shift(select, 3);
    assertThat(builder.shift(builder.shift(select, 5), -2)).isEqualTo(shift);
    assertThat(builder.sum(shift, select)).isEqualTo(builder.sum(select, shift));
    assertThat(builder.select(1, zero, one)).isNotEqualTo(select);
    assertThat(builder.select(0, one, zero)).isNotEqualTo(select);
  }

  @Test
  void stepsThatNoOutputNeedsAreLeftOut() {
    DiagramBuilder builder = Diagram.builder(N, 1);
    int left = builder.constant(7);
    int kept = builder.table(new long[] {1, 2});
    builder.sum(builder.select(0, left, kept), builder.rotate(0, kept, 1));
    builder.output(builder.rotate(0, kept, 2));
    Diagram diagram = builder.build();

    assertThat(diagram.steps()).isEqualTo(2);
    assertThat(diagram.allWords()).isEqualTo(2);
    assertThat(diagram.allTerms()).isZero();
    assertThat(diagram.first(1)).isZero();
    assertThat(diagram).isEqualTo(again(diagram)).hasSameHashCodeAs(again(diagram));
  }

  private static Diagram again(Diagram diagram) {
    DiagramBuilder builder = Diagram.builder(N, 1);
    builder.output(builder.rotate(0, builder.table(new long[] {1, 2}), 2));
    return builder.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3, 100, 1 << 17})
  void aPolynomialSizeThatIsNoPowerOfTwoIsRefused(int size) {
    refused(() -> Diagram.builder(size, 1), "polynomial size", String.valueOf(size));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Diagram.MAX_BITS + 1})
  void aNumberOfBitsOutOfRangeIsRefused(int bits) {
    refused(() -> Diagram.builder(N, bits), "bits", String.valueOf(bits));
  }

  @Test
  void whatDoesNotExistIsRefused() {
    DiagramBuilder builder = Diagram.builder(N, 2);
    int value = builder.constant(1);
    for (int bad : new int[] {-1, 1, Integer.MAX_VALUE}) {
      refused(() -> builder.select(0, bad, value), "value " + bad);
      refused(() -> builder.select(0, value, bad), "value " + bad);
      refused(() -> builder.rotate(0, bad, 1), "value " + bad);
      refused(() -> builder.shift(bad, 1), "value " + bad);
      refused(() -> builder.sum(value, bad), "value " + bad);
      refused(() -> builder.output(bad), "value " + bad);
    }
    refused(() -> builder.select(-1, value, value), "bit -1 of 2");
    refused(() -> builder.select(2, value, value), "bit 2 of 2");
    refused(() -> builder.rotate(2, value, 1), "bit 2 of 2");
    refused(() -> builder.rotate(0, value, 0), "not by 0");
    refused(() -> builder.rotate(0, value, 2 * N), "not by " + 2 * N);
    refused(builder::sum, "at least one value");
    refused(builder::build, "at least one output");
    refused(() -> builder.table(new long[N + 1]), "17 coefficients");
    refused(() -> builder.table(N, new long[1]), "X^16");
    refused(() -> builder.table(-1, new long[1]), "X^-1");
  }

  @Test
  void bitsAndCoefficientsThatAreNotThereAreRefused() {
    DiagramBuilder builder = Diagram.builder(N, 2);
    builder.output(builder.constant(1));
    Diagram diagram = builder.build();

    refused(() -> diagram.evaluate(new long[1], 0, new int[1]), "2 bits, not 1");
    assertThatThrownBy(() -> diagram.evaluate(new long[2], 0, new int[] {N}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> diagram.evaluate(new long[2], 1, new int[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void diagramsThatDifferInAnythingAreNotEqual() {
    Diagram base = one(N, 2, 0, 1, 1);
    assertThat(base).isEqualTo(one(N, 2, 0, 1, 1)).hasToString(
        "Diagram[2 bits, 2 steps, 0 external products, 1 outputs]");
    for (Diagram other : Arrays.asList(one(2 * N, 2, 0, 1, 1), one(N, 3, 0, 1, 1), one(N, 2, 1, 1, 1),
        one(N, 2, 0, 2, 1), one(N, 2, 0, 1, 2))) {
      assertThat(other).isNotEqualTo(base);
    }
    assertThat(base).isNotEqualTo("diagram");
  }

  private static Diagram one(int size, int bits, int bit, long word, int amount) {
    DiagramBuilder builder = Diagram.builder(size, bits);
    builder.output(builder.rotate(bit, builder.constant(word), amount));
    return builder.build();
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... parts) {
    Refusals.assertRefused(ErrorCode.INVALID_MODEL, call, parts);
  }
}
