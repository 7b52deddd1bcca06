package dev.nightjar.api.engine;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTablesTest {
  private static final long EIGHTH = 1L << 61;

  private static LookupTables one(int n, long... function) {
    return LookupTables.of(n, new long[][][] {{function}});
  }

  /** The rule of the class comment, box by box: which box a phase lies in and whether it is negated. */
  private static long byBoxes(long[] function, long phase) {
    int logBoxes = Integer.numberOfTrailingZeros(function.length);
    // Boxes are 2^(63 - logBoxes) wide and centred, so half a box is added before the division.
    long box = phase + (1L << 62 - logBoxes) >>> 63 - logBoxes;
    return box < function.length ? function[(int) box] : -function[(int) box - function.length];
  }

  @Test
  void theTestPolynomialOfTwoBoxesIsRotatedByHalfABox() {
    assertThat(one(8, 10, 20).polynomial(0)).containsExactly(10, 10, 20, 20, 20, 20, -10, -10);
  }

  @Test
  void theTestPolynomialOfOneBoxIsASignTest() {
    assertThat(one(4, 7).polynomial(0)).containsExactly(7, 7, -7, -7);
  }

  @Test
  void severalOutputsAreInterleaved() {
    LookupTables tables = LookupTables.of(8, new long[][][] {{{1, 2}, {10, 20}}});
    assertThat(tables.polynomial(0)).containsExactly(1, 10, 2, 20, 2, 20, -1, -10);
    assertThat(tables.outputs()).isEqualTo(2);
    assertThat(tables.theta()).isEqualTo(1);
  }

  @Test
  void outputsMayHaveDifferentNumbersOfBoxes() {
    LookupTables tables = LookupTables.of(8, new long[][][] {{{1}, {10, 20}}});
    assertThat(tables.polynomial(0)).containsExactly(1, 10, 1, 20, -1, 20, -1, -10);
  }

  @ParameterizedTest
  @CsvSource({"0,7", "1,7", "-1,7", "2305843009213693952,7", "-2305843009213693952,7",
      "4611686018427387903,7", "4611686018427387904,-7", "-4611686018427387904,7", "-4611686018427387905,-7",
      "9223372036854775807,-7", "-9223372036854775808,-7"})
  void theSignTestIsPositiveOnTheQuartersAroundZero(long phase, long expected) {
    assertThat(one(256, 7).evaluate(0, 0, phase)).isEqualTo(expected);
  }

  @Test
  void everyBoxIsCentredAndTheUpperHalfIsNegated() {
    LookupTables tables = one(256, 10, 11, 12, 13);
    for (int m = 0; m < 8; m++) {
      long expected = m < 4 ? 10 + m : -(10 + m - 4);
      long centre = m * EIGHTH;
      long half = EIGHTH / 2;
      assertThat(tables.evaluate(0, 0, centre)).as("centre of box %d", m).isEqualTo(expected);
      assertThat(tables.evaluate(0, 0, centre - half)).as("lower edge of box %d", m).isEqualTo(expected);
      assertThat(tables.evaluate(0, 0, centre + half - 1)).as("upper edge of box %d", m).isEqualTo(expected);
    }
  }

  @Test
  void anyPhaseIsLookedUpByTheRuleAndByTheTestPolynomialAlike() {
    Property.forAll(500, random -> {
      int logN = 1 + random.nextInt(12);
      int n = 1 << logN;
      int theta = random.nextInt(logN);
      long[][][] values = values(random, logN, theta);
      LookupTables tables = LookupTables.of(n, values);
      assertThat(tables.count()).isEqualTo(values.length);
      for (int i = 0; i < 20; i++) {
        int t = random.nextInt(values.length);
        int o = random.nextInt(1 << theta);
        long phase = random.nextLong();
        // What blind rotation reads: the group floor(phase 2N / 2^theta), coefficient o of it, negacyclically.
        int index = (int) (phase >>> 63 - logN) >>> theta << theta;
        long[] p = tables.polynomial(t);
        long rotated = index < n ? p[index + o] : -p[index - n + o];
        assertThat(tables.evaluate(t, o, phase)).isEqualTo(rotated).isEqualTo(byBoxes(values[t][o], phase));
      }
    });
  }

  private static long[][][] values(SplittableRandom random, int logN, int theta) {
    long[][][] values = new long[1 + random.nextInt(3)][1 << theta][];
    for (long[][] table : values) {
      for (int o = 0; o < table.length; o++) {
        table[o] = random.longs(1L << random.nextInt(logN - theta)).toArray();
      }
    }
    return values;
  }

  @Test
  void thePolynomialIsCopiedToItsOffsetAndNowhereElse() {
    long[] out = new long[10];
    one(8, 10, 20).copyPolynomial(0, out, 1);
    assertThat(out).containsExactly(0, 10, 10, 20, 20, 20, 20, -10, -10, 0);
    assertThatThrownBy(() -> one(8, 10, 20).copyPolynomial(0, new long[8], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> one(8, 10, 20).polynomial(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void valuesAreCopiedInAndOut() {
    long[][][] values = {{{1, 2}}};
    LookupTables tables = LookupTables.of(8, values);
    values[0][0][0] = 99;
    tables.values(0)[0][0] = 99;
    tables.polynomial(0)[0] = 99;
    assertThat(tables.values(0)).isDeepEqualTo(new long[][] {{1, 2}});
    assertThat(tables.polynomial(0)[0]).isEqualTo(1);
  }

  @Test
  void manyTablesTakeOnlyTheMemoryOfTheirValues() {
    long[][][] values = new long[1 << 16][][];
    Arrays.setAll(values, t -> new long[][] {{t}});
    LookupTables tables = LookupTables.of(1 << 16, values);
    assertThat(tables.evaluate(65535, 0, 0)).isEqualTo(65535);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 1000, -8, Integer.MIN_VALUE, 1 << 17, 1 << 30})
  void aPolynomialSizeThatIsNotAPowerOfTwoUpTo65536IsRefused(int n) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> one(n, 1), "coefficients", String.valueOf(n));
  }

  @Test
  void shapesThatAreNoPowersOfTwoAreRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.of(8, new long[0][][]), "at least one table");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.of(8, new long[1][0][]), "outputs per table", "not 0");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.of(64, new long[1][3][1]), "outputs per table", "not 3");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> one(8), "boxes per table", "not 0");
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> one(64, 1, 2, 3), "boxes per table", "not 3");
  }

  @Test
  void tablesWithDifferentNumbersOfOutputsAreRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.of(64, new long[][][] {{{1}}, {{1}, {2}}}),
        "table 1 has 2 outputs where table 0 has 1");
  }

  @ParameterizedTest
  @CsvSource({"8,8,1", "8,4,2", "256,256,1", "256,128,2", "256,1,256", "2,2,1"})
  void boxesThatDoNotFitThePolynomialAreRefused(int n, int boxes, int outputs) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.of(n, new long[1][outputs][boxes]),
        boxes + " boxes for " + outputs + " outputs");
  }

  @ParameterizedTest
  @CsvSource({"8,4,1", "8,2,2", "256,128,1", "256,1,128", "2,1,1"})
  void boxesThatJustFitAreTaken(int n, int boxes, int outputs) {
    assertThat(LookupTables.of(n, new long[1][outputs][boxes]).polynomialSize()).isEqualTo(n);
  }

  @Test
  void tablesAreEqualWhenSizeAndValuesAre() {
    assertThat(one(8, 1, 2)).isEqualTo(one(8, 1, 2)).hasSameHashCodeAs(one(8, 1, 2)).isNotEqualTo(one(16, 1, 2))
        .isNotEqualTo(one(8, 1, 3)).isNotEqualTo(one(8, 1)).isNotEqualTo("tables");
  }

  private static final long[] COMMON = {5, 7};
  private static final int[][] FACTORS = {{1, 0, 0, 0}, {0, -2, 0, 3}, {4}};

  /** The definition: coefficient 0 of {@code X^-index v w}. */
  private static long byPolynomials(LookupTables tables, int output, int index) {
    int n = tables.polynomialSize();
    long[] v = tables.polynomial(0);
    int[] factor = tables.factor(0, output);
    long sum = 0;
    for (int d = 0; d < factor.length; d++) {
      int at = Math.floorMod(index - d * (n / factor.length), 2 * n);
      sum += factor[d] * (at < n ? v[at] : -v[at - n]);
    }
    return sum;
  }

  @Test
  void valuesOfATableWithFactorsAreCoefficientsOfProducts() {
    int n = 16;
    LookupTables tables = LookupTables.ofFactors(n, new long[][] {COMMON}, new int[][][] {FACTORS});
    assertThat(tables.outputs()).isEqualTo(3);
    assertThat(tables.theta()).isZero();
    assertThat(tables.haveFactors()).isTrue();
    assertThat(tables.polynomial(0)).isEqualTo(one(n, COMMON).polynomial(0));
    for (int output = 0; output < 3; output++) {
      assertThat(tables.factor(0, output)).isEqualTo(FACTORS[output]);
      for (int index = 0; index < 2 * n; index++) {
        assertThat(tables.evaluate(0, output, (long) index << 59)).isEqualTo(byPolynomials(tables, output, index));
      }
    }
  }

  @Test
  void tablesWithFactorsAreEqualByValueAndKeepNothingOfTheCaller() {
    int[][][] factors = {{{1, 2}}};
    LookupTables tables = LookupTables.ofFactors(8, new long[][] {{3}}, factors);
    factors[0][0][0] = 9;
    tables.factor(0, 0)[1] = 9;
    LookupTables same = LookupTables.ofFactors(8, new long[][] {{3}}, new int[][][] {{{1, 2}}});
    assertThat(tables).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(tables).isNotEqualTo(LookupTables.ofFactors(8, new long[][] {{3}}, new int[][][] {{{1, 3}}}))
        .isNotEqualTo(one(8, 3));
    assertThatThrownBy(() -> one(8, 3).factor(0, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void factorsThatDoNotFitAreRefused() {
    refusedFactors("a look-up needs at least one table", new long[0][], new int[0][][]);
    refusedFactors("1 tables have factors for 2", new long[][] {{3}}, new int[][][] {{{1}}, {{1}}});
    refusedFactors("table 1 has 2 factors", new long[][] {{3}, {3}}, new int[][][] {{{1}}, {{1}, {1}}});
    refusedFactors("not 0", new long[][] {{3}}, new int[][][] {{}});
    refusedFactors("power of two, not 3", new long[][] {{3}}, new int[][][] {{{1, 2, 3}}});
    refusedFactors("at most 8 coefficients, not 16", new long[][] {{3}}, new int[][][] {{new int[16]}});
    refusedFactors("add up to 16777217", new long[][] {{3}}, new int[][][] {{{-(1 << 24), 1}}});
    refusedFactors("8 boxes", new long[][] {new long[8]}, new int[][][] {{{1}}});
  }

  private static void refusedFactors(String reason, long[][] common, int[][][] factors) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> LookupTables.ofFactors(8, common, factors), reason);
  }
}
