package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeRuleTest {
  private static final int LEVELS = 64;

  @ParameterizedTest
  @CsvSource({
      // a twentieth of the range, with no value between: units of 50,000
      "23417.55, 1934201.18, 0, 1950000",
      "18, 97, 18, 98",
      "0.1, 2.5, 0.1, 2.5", "0.3, 2.9, 0.3, 2.9", "4.31, 7.93, 4.3, 8", "-3.14159, 2.71828, -3.2, 2.8",
      // zero and one, where they are ends, stay
      "0, 1, 0, 1", "-1, 0, -1, 0", "0, 15841, 0, 16000",
      // far from zero
      "1000000.13, 1000000.87, 1000000.12, 1000000.88",
      // the same value in all rows
      "0, 0, 0, 63", "5, 5, 5, 68", "37.256, 37.256, 37, 38", "-0.01234, -0.01234, -0.013, -0.012"})
  void endsAreRoundedOutward(double least, double greatest, double min, double max) {
    Uniform q = RangeRule.ROUNDED.quantizer(rows(least, greatest, least), 0, LEVELS);
    assertThat(q).isEqualTo(Uniform.over(min, max, LEVELS));
    assertThat(q.min()).isEqualTo(min);
  }

  /** The oldest patient, the top salary: neither stands there. */
  @Test
  void unitsAreAFiftiethOfTheRangeOrTwoStepsOfARaster() {
    double[] ages = IntStream.rangeClosed(18, 97).asDoubleStream().toArray();
    assertThat(RangeRule.ROUNDED.quantizer(rows(ages), 0, LEVELS)).isEqualTo(Uniform.over(18, 98, LEVELS));
    double[] salaries = new Random(1).doubles(500, 23_000, 1_900_000).toArray();
    salaries[7] = 1_934_201;
    assertThat(RangeRule.ROUNDED.quantizer(rows(salaries), 0, LEVELS))
        .isEqualTo(Uniform.over(20_000, 1_940_000, LEVELS));
    double[] tenths = {0.1, 0.2, 0.3, 1.2, 5.7, 9.9};
    assertThat(RangeRule.ROUNDED.quantizer(rows(tenths), 0, LEVELS)).isEqualTo(Uniform.over(0, 10, LEVELS));
    assertThat(RangeRule.ROUNDED.quantizer(rows(0, 1, 2), 0, LEVELS)).isEqualTo(Uniform.over(0, 2, LEVELS));
  }

  @Test
  void exactEndsAreThoseOfTheRows() {
    assertThat(RangeRule.EXACT.quantizer(rows(23417.55, 1934201.18), 0, LEVELS))
        .isEqualTo(Uniform.over(23417.55, 1934201.18, LEVELS));
  }

  /** What the class says of itself, over ranges of any size and place. */
  @Test
  void theRangeHoldsAllValuesAndGrowsByLessThanATenth() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      double span = Math.pow(10, random.nextInt(-30, 30)) * (1 + 9 * random.nextDouble());
      double least = (random.nextDouble() - 0.5) * span * 4;
      double greatest = least + span;
      Uniform q = RangeRule.ROUNDED.quantizer(rows(least, greatest), 0, LEVELS);
      double max = q.min() + q.step() * (LEVELS - 1);
      assertThat(q.min()).isLessThanOrEqualTo(least).isGreaterThan(least - 0.0501 * span);
      assertThat(max).isBetween(greatest - 1e-9 * span, greatest + 0.0501 * span);
      assertThat(max - q.min()).isLessThan(1.1001 * span);
      assertThat(q.clips(least)).isFalse();
      assertThat(q.clips(greatest)).isFalse();
    }
  }

  /** Rows that differ in the third digit give the same range: that digit is told to nobody. */
  @Test
  void theExtremeRowCannotBeReadOff() {
    Uniform one = RangeRule.ROUNDED.quantizer(rows(20_000, 1_934_201), 0, LEVELS);
    assertThat(RangeRule.ROUNDED.quantizer(rows(20_000, 1_912_345), 0, LEVELS)).isEqualTo(one);
    assertThat(RangeRule.EXACT.quantizer(rows(20_000, 1_912_345), 0, LEVELS)).isNotEqualTo(one);
  }

  @Test
  void quantilesLeaveTheExtremesOut() {
    double[] values = IntStream.range(0, 200).asDoubleStream().toArray();
    values[7] = 1e6;
    Uniform q = RangeRule.quantiles(0.01).quantizer(rows(values), 0, LEVELS);
    assertThat(q.min()).isEqualTo(2);
    assertThat(q.max()).isCloseTo(198, within(1e-9));
    assertThat(Arrays.stream(values).filter(q::clips).toArray()).containsExactly(0, 1e6);
  }

  /** A feature that is zero in nearly all rows would be lost. */
  @Test
  void theWholeRangeIsTakenWhereQuantilesAreOneValue() {
    double[] values = new double[1000];
    values[3] = 9.3;
    Uniform q = RangeRule.quantiles(0.05).quantizer(rows(values), 0, LEVELS);
    assertThat(q.min()).isEqualTo(0);
    assertThat(q.max()).isCloseTo(9.4, within(1e-9));
  }

  @Test
  void rangesAtTheLimitsOfDoublesAreTaken() {
    for (double[] ends : new double[][] {{0, Double.MIN_VALUE}, {1, Math.nextUp(1)}, {-5e-324, 5e-324},
        {1.7e308, Double.MAX_VALUE}, {0, Double.MAX_VALUE}, {-Double.MAX_VALUE, -1.7e308}}) {
      Uniform q = RangeRule.ROUNDED.quantizer(rows(ends), 0, LEVELS);
      assertThat(q.min()).isLessThanOrEqualTo(ends[0]);
      assertThat(q.quantize(ends[0])).isZero();
    }
    assertThatThrownBy(() -> RangeRule.ROUNDED.quantizer(rows(-Double.MAX_VALUE, Double.MAX_VALUE), 0, LEVELS))
        .isInstanceOf(NightjarException.class);
  }

  @Test
  void rulesAreReadAsTheyAreWritten() {
    assertThat(RangeRule.parse("rounded")).isEqualTo(RangeRule.ROUNDED);
    assertThat(RangeRule.parse("exact")).isEqualTo(RangeRule.EXACT);
    assertThat(RangeRule.parse("quantile:0.01")).isEqualTo(RangeRule.quantiles(0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Rounded", "quantile", "quantile:", "quantile:x", "quantile:0.5", "quantile:-0.1",
      "quantile:NaN"})
  void otherRulesAreRefused(String text) {
    assertThatThrownBy(() -> RangeRule.parse(text)).isInstanceOf(NightjarException.class);
  }

  @Test
  void anExactRangeLeavesNothingOut() {
    assertThatThrownBy(() -> new RangeRule(true, 0.01)).isInstanceOf(NightjarException.class);
  }

  private static double[][] rows(double... values) {
    return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }

  @Test
  void aRobustRangeLeavesOutRowsFarOutsideAndNoOthers() {
    double[][] rows = new double[201][1];
    for (int i = 0; i < 200; i++) {
      rows[i][0] = i / 10.0;
    }
    assertThat(RangeRule.ROUNDED.robustQuantizer(rows, 0, 8)).isEqualTo(RangeRule.ROUNDED.quantizer(rows, 0, 8));
    rows[200][0] = 1e9;
    assertThat(RangeRule.ROUNDED.quantizer(rows, 0, 8).max()).isGreaterThanOrEqualTo(1e9);
    assertThat(RangeRule.ROUNDED.robustQuantizer(rows, 0, 8).max()).isBetween(20.0, 120.0);
    assertThat(RangeRule.EXACT.robustQuantizer(rows, 0, 8).max()).isCloseTo(1e9, within(1.0));
  }

  @Test
  void aRobustRangeOfAColumnThatIsMostlyOneValueIsThatOfTheOthers() {
    double[][] rows = new double[300][1];
    for (int i = 0; i < 10; i++) {
      rows[i][0] = i;
    }
    rows[11][0] = 1e9;
    assertThat(RangeRule.ROUNDED.robustQuantizer(rows, 0, 8).max()).isBetween(9.0, 100.0);
    assertThat(RangeRule.ROUNDED.robustQuantizer(new double[][] {{3}, {3}}, 0, 8))
        .isEqualTo(RangeRule.ROUNDED.quantizer(new double[][] {{3}, {3}}, 0, 8));
  }
}
