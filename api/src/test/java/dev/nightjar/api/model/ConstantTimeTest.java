package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.Jumps;
import dev.nightjar.api.Property;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features, labels and scores steer neither jumps nor addresses; the results are those of plain comparisons. */
class ConstantTimeTest {
  private static final long[] CORNERS = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1,
      Long.MAX_VALUE};

  private static final double[] DOUBLES = {Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, -1, -Double.MIN_VALUE, 0.0,
      Double.MIN_VALUE, 1, Math.nextUp(1.0), Double.MAX_VALUE, Double.POSITIVE_INFINITY, -0.0, Double.NaN};

  @Test
  void lessIsTheComparisonOfSignedNumbers() {
    for (long a : CORNERS) {
      for (long b : CORNERS) {
        assertThat(ConstantTime.less(a, b)).as("%d < %d", a, b).isEqualTo(a < b ? -1 : 0);
      }
    }
    Property.forAll(2000, random -> {
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >> random.nextInt(64);
      assertThat(ConstantTime.less(a, b)).isEqualTo(a < b ? -1 : 0);
    });
  }

  @Test
  void selectTakesOneOfTwo() {
    assertThat(ConstantTime.select(-1, 5, -7)).isEqualTo(5);
    assertThat(ConstantTime.select(0, 5, -7)).isEqualTo(-7);
  }

  @Test
  void doublesAreOrderedAsByTheirComparison() {
    for (double a : DOUBLES) {
      assertThat(ConstantTime.isNaN(a)).as("%s", a).isEqualTo(Double.isNaN(a) ? -1 : 0);
      for (double b : DOUBLES) {
        if (!Double.isNaN(a) && !Double.isNaN(b)) {
          assertThat(ConstantTime.order(a + 0.0) < ConstantTime.order(b + 0.0)).as("%s < %s", a, b).isEqualTo(a < b);
        }
      }
    }
    assertThat(ConstantTime.isNaN(Double.longBitsToDouble(0xfff8_0000_0000_0001L))).isEqualTo(-1);
  }

  /** As a program with branches finds it. */
  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void theIndexOfTheLargestIsThatOfPlainComparisonsWithNansZeroesAndTies() {
    Property.forAll(5000, random -> {
      double[] values = new double[1 + random.nextInt(5)];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextDouble(-2, 2);
      }
      assertThat(ConstantTime.indexOfLargest(values)).as("%s", List.of(values)).isEqualTo(largest(values));
    });
  }

  @Test
  void uniformLevelsAreThoseOfClippingAndRounding() {
    Property.forAll(5000, random -> {
      FeatureQuantizer.Uniform q = new FeatureQuantizer.Uniform(random.nextDouble(-10, 10), random.nextDouble(1e-3, 5),
          2 + random.nextInt(100));
      double x = switch (random.nextInt(4)) {
        case 0 -> Property.anyFinite(random);
        case 1 -> q.min() + q.step() * (random.nextInt(q.levels() + 4) - 2);
        case 2 -> q.min() + q.step() * (random.nextInt(q.levels() + 4) - 1.5);
        default -> DOUBLES[random.nextInt(DOUBLES.length - 1)];
      };
      double level = Math.floor((x - q.min()) / q.step() + 0.5);
      assertThat(q.quantize(x)).as("%s of %s", q, x)
          .isEqualTo((int) Math.max(0, Math.min(q.levels() - 1, level)));
    });
  }

  /** Jumps: a loop is one; a NaN is refused by one. What is called is as free of jumps as is listed here. */
  @ParameterizedTest
  @CsvSource({
      "ConstantTime, less, 0, ''",
      "ConstantTime, select, 0, ''",
      "ConstantTime, order, 0, 'Double.doubleToRawLongBits'",
      "ConstantTime, isNaN, 0, 'ConstantTime.less Double.doubleToRawLongBits'",
      "ConstantTime, indexOfLargest, 1, 'ConstantTime.isNaN ConstantTime.less ConstantTime.order ConstantTime.select'",
      "FeatureQuantizer$Uniform, quantize, 0, 'ConstantTime.less ConstantTime.order ConstantTime.select "
          + "Double.longBitsToDouble FeatureQuantizer.requireNumber'",
      "Cuts, below, 1, 'ConstantTime.less ConstantTime.order'",
      "FeatureQuantizer$Thresholds, quantize, 0, 'Cuts.below FeatureQuantizer.requireNumber'",
      "FeatureQuantizer$Grid, quantize, 0, 'Cuts.below FeatureQuantizer.requireNumber'",
      "FeatureQuantizer$Missing, quantize, 0, 'ConstantTime.isNaN ConstantTime.select Double.doubleToRawLongBits "
          + "Double.longBitsToDouble FeatureQuantizer.levels FeatureQuantizer.quantize'",
      "InputLayout$Unary, word, 0, ''",
      "InputLayout$Integers, word, 0, ''"})
  void noJumpAndNoCallDependsOnAFeatureOrAScore(String type, String method, int jumps, String calls) throws Exception {
    Jumps found = Jumps.of(Class.forName("dev.nightjar.api.model." + type), method);
    assertThat(found.jumps()).as("conditional jumps").isEqualTo(jumps);
    assertThat(String.join(" ", found.calls())).isEqualTo(calls);
  }

  @Test
  void jumpsAreFoundWhereThereAreAny() {
    assertThat(Jumps.of(ConstantTimeTest.class, "largest").jumps()).isEqualTo(2);
  }
}
