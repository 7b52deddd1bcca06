package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.params.LevelledNoise;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagramNoiseTest {
  private static final Parameters P = ParameterCatalogue.levelled();
  private static final double PRODUCT = LevelledNoise.externalProduct(P);
  private static final double TRIVIAL = LevelledNoise.trivialProduct(P, 2);

  private final DiagramBuilder builder = Diagram.builder(2048, 64);

  /** A path of so many products behind one of two constants. */
  private int chain(int first, int products) {
    int value = builder.select(first, builder.constant(1L << 58), builder.constant(first + 3L << 52));
    for (int i = 1; i <= products; i++) {
      value = builder.select((first + i) % 64, value, builder.constant((long) i << 57));
    }
    return value;
  }

  private DiagramNoise noiseOf(int value) {
    builder.output(value);
    return DiagramNoise.of(builder.build(), P);
  }

  private void assertVariance(int value, double expected) {
    assertThat(noiseOf(value).variance(0)).isCloseTo(expected, within(expected * 1e-9));
  }

  @Test
  void aConstantHasNoNoise() {
    DiagramNoise noise = noiseOf(builder.constant(3));
    assertThat(noise.variance(0)).isZero();
    assertThat(noise.offset(0)).isZero();
  }

  @Test
  void aPathHasTheNoiseOfItsProducts() {
    assertVariance(chain(0, 20), 20 * PRODUCT + TRIVIAL);
  }

  @Test
  void theWorstPathCounts() {
    assertVariance(builder.select(63, chain(0, 3), chain(5, 9)), 10 * PRODUCT + TRIVIAL);
  }

  @Test
  void shiftsAddNothingAndRotationsAsMuchAsSelections() {
    int table = builder.table(LongStream.generate(() -> 1L << 50).limit(100).toArray());
    int rotated = builder.rotate(1, builder.rotate(0, table, 64), 128);

    assertVariance(builder.shift(rotated, 77), PRODUCT + LevelledNoise.trivialProduct(P, 200));
  }

  @Test
  void summandsThatShareNothingAreIndependentButForTheirTrivialProducts() {
    assertVariance(builder.sum(chain(0, 3), chain(1, 4), chain(2, 5)), 12 * PRODUCT + 9 * TRIVIAL);
  }

  @Test
  void aSumOfOneValueWithItselfHasTwiceItsNoise() {
    assertVariance(builder.sum(chain(0, 7), chain(0, 7)), 4 * (7 * PRODUCT + TRIVIAL));
    assertThat(builder.build().steps()).isEqualTo(17);
  }

  @Test
  void turnedSummandsAreTheSameSummands() {
    int value = chain(0, 7);
    assertVariance(builder.sum(value, builder.shift(value, 5)), 4 * (7 * PRODUCT + TRIVIAL));
  }

  /** Five shared products count twice for each of the two paths, the other two of each once. */
  @Test
  void whatTwoSummandsCanReachCountsTwiceForEach() {
    int shared = chain(0, 5);
    IntUnaryOperator own = constant -> builder.select(9, builder.select(8, shared, builder.constant(constant)),
        builder.constant(-constant));

    assertVariance(builder.sum(own.applyAsInt(1), own.applyAsInt(2)), (2 * 5 * 2 + 2 * 2) * PRODUCT + 4 * TRIVIAL);
  }

  @Test
  void sumsOfSumsAreTakenApart() {
    int nested = builder.sum(chain(0, 3), builder.shift(builder.sum(chain(1, 4), chain(2, 5)), 9));
    assertVariance(nested, 12 * PRODUCT + 9 * TRIVIAL);
  }

  /** Whatever they share, deviations are added. */
  @Test
  void sumsBelowProductsOfSummandsAreCountedAsTheSame() {
    int below = builder.select(7, builder.sum(chain(0, 3), chain(1, 4)), builder.constant(0));
    double deviations = Math.sqrt(8 * PRODUCT) + Math.sqrt(5 * PRODUCT);

    assertVariance(builder.sum(below, chain(2, 5)), deviations * deviations + 9 * TRIVIAL);
  }

  @Test
  void manySummandsAreIndependentBeyondSixtyFourToo() {
    int[] chains = IntStream.range(0, 150).map(i -> builder.select(3,
        builder.rotate(i % 60, builder.rotate(i % 50, builder.constant((i + 1L) << 50), 2), 4),
        builder.constant(i))).toArray();
    assertVariance(builder.sum(chains), 150 * 2 * PRODUCT + 150 * 150 * TRIVIAL);
  }

  /** What bits below the decomposition of the body are cut off of the difference of two constants. */
  @Test
  void constantsOfMoreBitsThanTheBodyHasAreRoundedAndThatIsAnOffset() {
    int exact = builder.select(0, builder.constant(0), builder.constant(1L << 50));
    int rounded = builder.select(1, builder.constant(0), builder.constant(1L << 49));
    int turned = builder.rotate(1, builder.constant(1L << 49), 5);
    builder.output(exact);
    builder.output(rounded);
    builder.output(builder.select(2, rounded, exact));
    builder.output(builder.sum(rounded, builder.shift(turned, 3), exact));
    DiagramNoise noise = DiagramNoise.of(builder.build(), P);

    assertThat(IntStream.range(0, 4).mapToDouble(noise::offset))
        .containsExactly(0.0, Math.scalb(1.0, -15), Math.scalb(1.0, -15), Math.scalb(1.0, -14));
  }

  /**
   * No assignment of the bits gives more noise than the bound says, when each product is a source of its own: the count
   * of every source in an output is added up over the steps that the bits choose.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noAssignmentOfTheBitsHasMoreNoiseThanTheBound(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] values = IntStream.range(0, 6).map(i -> chain(i, 2)).toArray();
    for (int step = 0; step < 60; step++) {
      int a = values[random.nextInt(6)];
      int b = values[random.nextInt(6)];
      values[random.nextInt(6)] = switch (random.nextInt(10)) {
        case 0 -> builder.sum(a, b);
        case 1 -> builder.shift(a, random.nextInt(2048));
        case 2 -> builder.rotate(random.nextInt(64), a, 1 + random.nextInt(2048));
        default -> builder.select(random.nextInt(64), a, b);
      };
    }
    builder.output(builder.sum(values));
    Diagram diagram = builder.build();
    double bound = DiagramNoise.of(diagram, P).variance(0);

    for (int trial = 0; trial < 200; trial++) {
      assertThat(taken(diagram, random.longs(64, 0, 2).toArray())).isLessThanOrEqualTo(bound * (1 + 1e-9));
    }
  }

  /** The sum of the squares of how often each product is in the output, times its variance. */
  private static double taken(Diagram diagram, long[] bits) {
    long[] count = new long[diagram.steps()];
    count[diagram.output(0)] = 1;
    double sum = 0;
    for (int step = count.length - 1; step >= 0; step--) {
      if (StepNoise.isSource(diagram, step)) {
        sum += (double) count[step] * count[step] * PRODUCT;
      }
      switch (diagram.kind(step)) {
        case CONSTANT -> { }
        case SELECT -> count[bits[diagram.bit(step)] == 0 ? diagram.first(step) : diagram.second(step)] += count[step];
        case ROTATE, SHIFT -> count[diagram.first(step)] += count[step];
        case SUM -> {
          for (int t = 0; t < diagram.terms(step); t++) {
            count[diagram.term(step, t)] += count[step];
          }
        }
      }
    }
    return sum;
  }
}
