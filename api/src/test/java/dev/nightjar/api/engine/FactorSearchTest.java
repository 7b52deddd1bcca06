package dev.nightjar.api.engine;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Factors that are found give the functions that were asked for, exactly, and are small where they can be. */
class FactorSearchTest {
  private static double squares(LookupTables tables, int table) {
    double sum = 0;
    for (int o = 0; o < tables.outputs(); o++) {
      sum += Arrays.stream(tables.factor(table, o)).mapToDouble(w -> (double) w * w).sum();
    }
    return sum;
  }

  private static void assertGives(LookupTables found, int n, long[][][] values) {
    SplittableRandom random = new SplittableRandom(n);
    for (int t = 0; t < values.length; t++) {
      for (int o = 0; o < values[t].length; o++) {
        LookupTables one = LookupTables.of(n, new long[][][] {{values[t][o]}});
        for (int i = 0; i < 200; i++) {
          long phase = random.nextLong();
          assertThat(found.evaluate(t, o, phase)).isEqualTo(one.evaluate(0, 0, phase));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 1, 1", "256, 2, 3", "512, 8, 10", "1024, 16, 5", "2048, 1024, 2"})
  void theFunctionsAreGivenExactly(int n, int boxes, int outputs) {
    SplittableRandom random = new SplittableRandom(boxes);
    long[][][] values = new long[3][outputs][];
    for (long[][] table : values) {
      for (int o = 0; o < outputs; o++) {
        table[o] = random.longs(boxes).map(v -> v >> 59 << 59).toArray();
      }
    }
    LookupTables found = FactorSearch.factor(n, values);
    assertThat(found.haveFactors()).isTrue();
    assertThat(found.outputs()).isEqualTo(outputs);
    assertThat(found.theta()).isZero();
    assertGives(found, n, values);
  }

  @Test
  void smoothFunctionsHaveDifferencesAsFactors() {
    long[] ramp = new long[16];
    long[] square = new long[16];
    for (int b = 0; b < 16; b++) {
      ramp[b] = (long) b << 58;
      square[b] = (long) (b / 4) << 58;
    }
    long[][][] values = {{ramp, square}};
    LookupTables found = FactorSearch.factor(256, values);
    assertGives(found, 256, values);
    // Differences of a ramp are 1, and what the negative half begins with; its values would have a norm of 1240.
    assertThat(squares(found, 0)).isLessThan(16 + 15 * 15 + 4 + 9 + 1);
  }

  @Test
  void aFunctionOfPeriodsHasShorterFactorsThanItsDifferences() {
    long[] alternating = new long[16];
    for (int b = 0; b < 16; b++) {
      alternating[b] = (b % 2 == 0 ? 5L : -5L) << 55;
    }
    LookupTables found = FactorSearch.factor(64, new long[][][] {{alternating}});
    assertGives(found, 64, new long[][][] {{alternating}});
    assertThat(squares(found, 0)).isEqualTo(1);
  }

  @Test
  void halvesOfTheTorusAndZerosAreValuesToo() {
    long[][][] values = {{{Long.MIN_VALUE, 0, 0, Long.MIN_VALUE}}, {{0, 0, 0, 0}}};
    assertGives(FactorSearch.factor(64, values), 64, values);
  }

  @Test
  void valuesWithoutACommonStepAreRefusedUntilTheyAreRounded() {
    long[][][] values = {{new SplittableRandom(1).longs(8).toArray()}};
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.factor(64, values), "no common step", "round");
    long[][][] rounded = FactorSearch.rounded(values, 58);
    for (int b = 0; b < 8; b++) {
      assertThat(Math.abs(rounded[0][0][b] - values[0][0][b])).isLessThanOrEqualTo(1L << 57);
    }
    assertGives(FactorSearch.factor(64, rounded), 64, rounded);
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.rounded(values, 64), "2^64");
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.factor(64, new long[][][] {{}}), "table 0");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.factor(64, new long[][][] {{{1, 2, 3}}}), "power of");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.factor(64, new long[][][] {{{1, 2}, {1}}}),
        "2 and of 1");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> FactorSearch.factor(4, new long[][][] {{{1, 2, 3, 4}}}), "4 boxes");
  }
}
