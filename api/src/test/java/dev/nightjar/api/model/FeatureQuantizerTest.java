package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import dev.nightjar.api.model.FeatureQuantizer.Grid;
import dev.nightjar.api.model.FeatureQuantizer.Missing;
import dev.nightjar.api.model.FeatureQuantizer.Thresholds;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureQuantizerTest {
  @ParameterizedTest
  @CsvSource({"-2,0", "0,0", "-0.0,0", "0.4999,0", "0.5,1", "1,1", "1.4999,1", "1.5,2", "3,3", "3.5,3", "1e300,3",
      "Infinity,3", "-Infinity,0", "-1e300,0", "4.9e-324,0"})
  void uniformStepsRoundToTheNearestLevelHalvesUp(double x, int level) {
    assertThat(new Uniform(0, 1, 4).quantize(x)).isEqualTo(level);
  }

  @Test
  void theEndsOfTheRangeAreTheFirstAndTheLastLevel() {
    Uniform q = Uniform.over(-3, 5, 64);
    assertThat(q.quantize(-3)).isZero();
    assertThat(q.quantize(5)).isEqualTo(63);
    assertThat(q.levels()).isEqualTo(64);
  }

  @Test
  void anEmptyOrUndividableRangeHasStepsOfOne() {
    assertThat(Uniform.over(2, 2, 8)).isEqualTo(new Uniform(2, 1, 8));
    assertThat(Uniform.over(3, 2, 8)).isEqualTo(new Uniform(3, 1, 8));
    assertThat(Uniform.over(0, Double.MIN_VALUE, 8)).isEqualTo(new Uniform(0, 1, 8));
  }

  @Test
  void stepsAsFarApartAsDoublesGoDoNotOverflow() {
    Uniform q = new Uniform(-Double.MAX_VALUE, Double.MIN_VALUE, 65536);
    assertThat(q.quantize(Double.MAX_VALUE)).isEqualTo(65535);
    assertThat(q.quantize(-Double.MAX_VALUE)).isZero();
    assertThat(new Uniform(0, Double.MAX_VALUE, 2).quantize(1)).isZero();
  }

  @Test
  void uniformQuantizersAreMonotoneAndWithinTheirLevels() {
    Property.forAll(2000, random -> {
      Uniform q = new Uniform(Property.anyFinite(random),
          Math.max(Double.MIN_VALUE, Math.abs(Property.anyFinite(random))), 2 + random.nextInt(65535));
      double a = Property.anyFinite(random);
      double b = Property.anyFinite(random);
      assertThat(q.quantize(Math.min(a, b))).isBetween(0, q.quantize(Math.max(a, b)));
      assertThat(q.quantize(Math.max(a, b))).isLessThan(q.levels());
    });
  }

  @Test
  void theMiddleOfEveryLevelComesBack() {
    Property.forAll(500, random -> {
      Uniform q = new Uniform(random.nextDouble(-100, 100), random.nextDouble(0.01, 10), 2 + random.nextInt(1000));
      int level = random.nextInt(q.levels());
      assertThat(q.quantize(q.min() + level * q.step())).isEqualTo(level);
    });
  }

  @ParameterizedTest
  @CsvSource({"NaN,1,4", "Infinity,1,4", "0,0,4", "0,-0.0,4", "0,-1,4", "0,NaN,4", "0,Infinity,4", "0,1,1", "0,1,0",
      "0,1,-1", "0,1,65537", "0,1,2147483647"})
  void aUniformQuantizerOutOfRangeIsRefused(double min, double step, int levels) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Uniform(min, step, levels), "levels " + levels);
  }

  @ParameterizedTest
  @CsvSource({"NaN,1,8", "0,Infinity,8", "-1.7e308,1.7e308,8", "0,1,1"})
  void aRangeThatIsNoRangeIsRefused(double min, double max, int levels) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> Uniform.over(min, max, levels));
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "0,0", "-0.0,0", "4.9e-324,1", "1,1", "1.0000000000000002,2", "2.5,2", "3,3", "Infinity,3",
      "-Infinity,0"})
  void thresholdsCountThoseBelowTheValue(double x, int level) {
    assertThat(new Thresholds(new double[] {0, 1, 2.5}).quantize(x)).isEqualTo(level);
  }

  @Test
  void zeroesOfBothSignsAreOneThreshold() {
    Thresholds q = new Thresholds(new double[] {-0.0});
    assertThat(q.quantize(0.0)).isZero();
    assertThat(q.quantize(-0.0)).isZero();
    assertThat(q).isEqualTo(new Thresholds(new double[] {0.0}));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Thresholds(new double[] {-0.0, 0.0}), "number 1 is 0.0");
  }

  /** The property on which exactness rests: q(x) <= j exactly when x <= thresholds[j]. */
  @Test
  void thresholdsDecideExactlyAsTheComparisonDoes() {
    Property.forAll(500, random -> {
      double[] t = random.ints(1 + random.nextInt(20)).mapToDouble(i -> Property.anyFinite(random) + 0.0)
          .distinct().sorted().toArray();
      Thresholds q = new Thresholds(t);
      for (int i = 0; i < 20; i++) {
        double near = t[random.nextInt(t.length)];
        double x = switch (random.nextInt(4)) {
          case 0 -> near;
          case 1 -> Math.nextUp(near);
          case 2 -> -near;
          default -> Property.anyFinite(random);
        };
        for (int j = 0; j < t.length; j++) {
          assertThat(q.quantize(x) <= j).as("%s <= %s", x, t[j]).isEqualTo(x <= t[j]);
        }
      }
    });
  }

  @Test
  void noThresholdsAreOneLevel() {
    Thresholds q = new Thresholds(new double[0]);
    assertThat(q.levels()).isEqualTo(1);
    assertThat(q.quantize(5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aThresholdThatIsNoFiniteNumberIsRefused(double bad) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Thresholds(new double[] {bad}), "number 0 is " + bad);
  }

  @Test
  void thresholdsThatDoNotAscendAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Thresholds(new double[] {1, 1}), "number 1 is 1.0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Thresholds(new double[] {1, 2, 0}), "number 2 is 0.0");
  }

  @Test
  void thresholdsAreCopiedInAndOutAndCompared() {
    double[] t = {1, 2};
    Thresholds q = new Thresholds(t);
    t[0] = 0;
    q.thresholds()[0] = 0;
    assertThat(q).isEqualTo(new Thresholds(new double[] {1, 2})).hasSameHashCodeAs(new Thresholds(new double[] {1, 2}))
        .isNotEqualTo(new Thresholds(new double[] {1, 3})).isNotEqualTo("q");
    assertThat(q).hasToString("Thresholds" + Arrays.toString(new double[] {1, 2}));
  }

  @Test
  void aGridCountsTheCutsBelowAValueAsThresholdsDo() {
    Grid q = new Grid(new double[] {-1, -0.0, 2.5});
    assertThat(q.levels()).isEqualTo(4);
    Property.forAll(1000, random -> {
      double x = random.nextInt(4) == 0 ? q.cuts()[random.nextInt(3)] : random.nextDouble(-3, 4);
      assertThat(q.quantize(x)).isEqualTo(new Thresholds(q.cuts()).quantize(x));
    });
    assertThat(q.quantize(Double.POSITIVE_INFINITY)).isEqualTo(3);
    assertThat(q.quantize(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void aGridIsCopiedAndIsNotEqualToThresholdsAtItsCuts() {
    double[] cuts = {1, 2};
    Grid q = new Grid(cuts);
    cuts[0] = 0;
    q.cuts()[0] = 0;
    assertThat(q).isEqualTo(new Grid(new double[] {1, 2})).hasSameHashCodeAs(new Grid(new double[] {1, 2}))
        .isNotEqualTo(new Grid(new double[] {1, 3})).isNotEqualTo(new Thresholds(new double[] {1, 2}))
        .hasToString("Grid[1.0, 2.0]");
  }

  @Test
  void cutsThatAreNotFiniteDoNotAscendOrAreTooManyAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Grid(new double[] {Double.NaN}), "cuts", "number 0 is NaN");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Grid(new double[] {1, 1}), "number 1 is 1.0");
    double[] many = new double[Grid.MAX_CUTS + 1];
    Arrays.setAll(many, i -> i);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Grid(many), "at most 65535 cuts");
  }

  @Test
  void aFeatureThatIsNotANumberIsRefusedWithTheRemedy() {
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> new Uniform(0, 1, 4).quantize(Double.NaN), "NaN", "impute");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> new Thresholds(new double[] {1}).quantize(Double.NaN), "NaN");
    assertRefused(ErrorCode.MALFORMED_REQUEST, () -> new Grid(new double[] {1}).quantize(Double.NaN), "NaN");
  }

  @Test
  void aMissingValueIsOneLevelAboveAllOthers() {
    Missing q = new Missing(new Uniform(0, 1, 4));
    assertThat(q.levels()).isEqualTo(5);
    assertThat(q.level()).isEqualTo(4);
    assertThat(q.numbers()).isEqualTo(new Uniform(0, 1, 4)).extracting(FeatureQuantizer::numbers).isEqualTo(q.of());
    assertThat(q.quantize(Double.NaN)).isEqualTo(4);
    assertThat(q.quantize(Double.longBitsToDouble(0xfff8_0000_0000_0001L))).isEqualTo(4);
    assertThat(new Missing(new Thresholds(new double[0])).quantize(Double.NaN)).isEqualTo(1);
  }

  @Test
  void allOtherValuesKeepTheirLevels() {
    Property.forAll(2000, random -> {
      Uniform of = new Uniform(random.nextDouble(-10, 10), random.nextDouble(1e-3, 5), 2 + random.nextInt(100));
      double x = random.nextInt(8) == 0 ? Double.POSITIVE_INFINITY : Property.anyFinite(random);
      assertThat(new Missing(of).quantize(x)).isEqualTo(of.quantize(x));
    });
  }

  @Test
  void aQuantizerOfMissingValuesIsNotMadeOfAnother() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Missing(new Missing(new Uniform(0, 1, 4))), "one level for them");
    assertThatNullPointerException().isThrownBy(() -> new Missing(null));
  }
}
