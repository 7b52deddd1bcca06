package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import org.junit.jupiter.api.Test;

class SparseMapTest {
  private static final int[] START = {0, 2, 2, 3};
  private static final int[] COLUMN = {0, 2, 1};
  private static final long[] WEIGHT = {3, -1, 5};
  private static final long[] CONSTANT = {10, 20, 30};

  private static SparseMap map() {
    return new SparseMap(3, START, COLUMN, WEIGHT, CONSTANT);
  }

  @Test
  void rowsAreSumsOfWeightedInputsAndConstants() {
    long[] x = {1, 2, 4};
    assertThat(map().apply(0, x)).isEqualTo(10 + 3 - 4);
    assertThat(map().apply(1, x)).isEqualTo(20);
    assertThat(map().apply(2, x)).isEqualTo(30 + 10);
  }

  @Test
  void sumsWrapAroundTheTorus() {
    SparseMap map = new SparseMap(1, new int[] {0, 1}, new int[] {0}, new long[] {4}, new long[] {1});
    assertThat(map.apply(0, new long[] {1L << 62})).isEqualTo(1);
  }

  @Test
  void variancesAddUpWithSquaredWeights() {
    double[] variance = {1, 2, 4};
    assertThat(map().variance(0, variance)).isEqualTo(9 + 4);
    assertThat(map().variance(1, variance)).isZero();
    assertThat(map().variance(2, variance)).isEqualTo(50);
  }

  @Test
  void theSquareOfAHugeWeightDoesNotOverflow() {
    SparseMap map = new SparseMap(1, new int[] {0, 1}, new int[] {0}, new long[] {Long.MIN_VALUE}, new long[] {0});
    assertThat(map.variance(0, new double[] {1})).isCloseTo(Math.scalb(1.0, 126), within(1.0));
  }

  @Test
  void partsAreReadAsTheyWereGiven() {
    assertThat(map().columns()).isEqualTo(3);
    assertThat(map().rows()).isEqualTo(3);
    assertThat(map().terms()).isEqualTo(3);
    assertThat(map().start(3)).isEqualTo(3);
    assertThat(map().column(1)).isEqualTo(2);
    assertThat(map().weight(1)).isEqualTo(-1);
    assertThat(map().constant(2)).isEqualTo(30);
    assertThat(map().columnsOf(0)).containsExactly(0, 2);
    assertThat(map().weightsOf(2)).containsExactly(5);
  }

  @Test
  void theBuilderGivesTheSameMap() {
    SparseMap.Builder builder = SparseMap.builder(3);
    assertThat(builder.row(new int[] {0, 2}, new long[] {3, -1}, 10)).isZero();
    assertThat(builder.row(new int[0], new long[0], 20)).isEqualTo(1);
    assertThat(builder.row(new int[] {1}, new long[] {5}, 30)).isEqualTo(2);
    assertThat(builder.rows()).isEqualTo(3);
    assertThat(builder.build()).isEqualTo(map()).hasSameHashCodeAs(map());
  }

  @Test
  void arraysAreCopied() {
    int[] start = START.clone();
    int[] column = COLUMN.clone();
    long[] weight = WEIGHT.clone();
    long[] constant = CONSTANT.clone();
    SparseMap map = new SparseMap(3, start, column, weight, constant);
    start[1] = 0;
    column[0] = 1;
    weight[0] = 9;
    constant[0] = 9;
    assertThat(map).isEqualTo(map());
  }

  @Test
  void mapsDifferInEachPart() {
    assertThat(map()).isNotEqualTo(new SparseMap(4, START, COLUMN, WEIGHT, CONSTANT))
        .isNotEqualTo(new SparseMap(3, new int[] {0, 1, 2, 3}, COLUMN, WEIGHT, CONSTANT))
        .isNotEqualTo(new SparseMap(3, START, new int[] {0, 1, 1}, WEIGHT, CONSTANT))
        .isNotEqualTo(new SparseMap(3, START, COLUMN, new long[] {3, 1, 5}, CONSTANT))
        .isNotEqualTo(new SparseMap(3, START, COLUMN, WEIGHT, new long[3]))
        .isNotEqualTo("map");
  }

  @Test
  void everyPartIsChecked() {
    refused("at least one column", 0, START, COLUMN, WEIGHT, CONSTANT);
    refused("at least one column", -1, START, COLUMN, WEIGHT, CONSTANT);
    refused("at least one row", 3, new int[] {0}, new int[0], new long[0], new long[0]);
    refused("3 rows has 3 row starts", 3, new int[] {0, 2, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("3 rows has 5 row starts", 3, new int[] {0, 2, 2, 2, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("3 columns do not match 2 weights", 3, START, COLUMN, new long[2], CONSTANT);
    refused("do not cover", 3, new int[] {1, 2, 2, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("do not cover", 3, new int[] {0, 2, 2, 2}, COLUMN, WEIGHT, CONSTANT);
    refused("do not cover", 3, new int[] {0, 2, 2, 4}, COLUMN, WEIGHT, CONSTANT);
    refused("ascend", 3, new int[] {0, 2, 1, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("ascend", 3, new int[] {0, -1, 2, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("ascend", 3, new int[] {0, Integer.MAX_VALUE, 2, 3}, COLUMN, WEIGHT, CONSTANT);
    refused("column 3 is outside 0..2", 3, START, new int[] {0, 3, 1}, WEIGHT, CONSTANT);
    refused("column -1 is outside 0..2", 3, START, new int[] {-1, 2, 1}, WEIGHT, CONSTANT);
    refused("row 0 names column 2 twice; add the weights", 3, START, new int[] {2, 2, 1}, WEIGHT, CONSTANT);
  }

  @Test
  void anyRowIsThePlainSum() {
    Property.forAll(100, random -> {
      int columns = 1 + random.nextInt(20);
      long[] x = random.longs(columns).toArray();
      SparseMap.Builder builder = SparseMap.builder(columns);
      int[] column = random.ints(random.nextInt(10), 0, columns).distinct().toArray();
      long[] weight = random.longs(column.length).toArray();
      long constant = random.nextLong();
      builder.row(column, weight, constant);
      long expected = constant;
      for (int t = 0; t < column.length; t++) {
        expected += weight[t] * x[column[t]];
      }
      assertThat(builder.build().apply(0, x)).isEqualTo(expected);
    });
  }

  private static void refused(String reason, int columns, int[] start, int[] column, long[] weight, long[] constant) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new SparseMap(columns, start, column, weight, constant), reason);
  }
}
