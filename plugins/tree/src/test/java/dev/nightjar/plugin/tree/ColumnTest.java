package dev.nightjar.plugin.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ColumnTest {
  private static Column column(double... values) {
    return Column.of(Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new), 0);
  }

  @Test
  void rowsUpToANumberAreCountedAndMissingOnesLeftOut() {
    Column column = column(3, 1, Double.NaN, 1, 7);
    assertThat(column.rows()).isEqualTo(4);
    assertThat(column.upTo(0)).isZero();
    assertThat(column.upTo(1)).isEqualTo(2);
    assertThat(column.upTo(6.9)).isEqualTo(3);
    assertThat(column.upTo(Double.POSITIVE_INFINITY)).isEqualTo(4);
    assertThat(column(Double.NaN).rows()).isZero();
  }

  @Test
  void aCutIsARoundNumberInTheMiddleHalfOfItsCell() {
    assertThat(new Column.Cell(3, 4).cut()).isEqualTo(3.5);
    assertThat(new Column.Cell(38.2, 38.8).cut()).isEqualTo(38.5);
    assertThat(new Column.Cell(0, 0.02).cut()).isEqualTo(0.01);
    assertThat(new Column.Cell(-1e300, 1e300).cut()).isZero();
    assertThat(new Column.Cell(1, Math.nextUp(1.0)).cut()).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      double from = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-8, 9));
      double to = from + random.nextDouble() * Math.pow(10, random.nextInt(-8, 9)) + Math.ulp(from);
      assertThat(new Column.Cell(from, to).cut()).isGreaterThanOrEqualTo(from).isLessThan(to);
    }
  }

  @Test
  void everyNumberLiesInItsCellAndNoValueInsideOfOne() {
    SplittableRandom random = new SplittableRandom(6);
    double[] values = random.doubles(300, -5, 5).toArray();
    Column column = column(values);
    for (int i = 0; i < 2000; i++) {
      double x = random.nextInt(4) == 0 ? values[random.nextInt(values.length)] : random.nextDouble(-9, 9);
      Column.Cell cell = column.cell(x);
      assertThat(x).isGreaterThanOrEqualTo(cell.from()).isLessThan(cell.to());
      assertThat(Arrays.stream(values).filter(v -> v > cell.from() && v < cell.to()).count()).isZero();
      assertThat(column.upTo(cell.cut())).isEqualTo(column.upTo(x));
    }
  }

  @Test
  void quantilesDivideTheRowsEvenlyAndAValueOfManyRowsTakesOneShare() {
    double[] even = new double[800];
    Arrays.setAll(even, i -> Math.exp(i / 50.0));
    double[] cuts = column(even).quantiles(8);
    assertThat(cuts).hasSize(7).isSorted();
    for (int i = 0; i < 7; i++) {
      assertThat(column(even).upTo(cuts[i])).isBetween(100 * i + 95, 100 * i + 105);
    }
    double[] mostlyZero = new double[800];
    Arrays.setAll(mostlyZero, i -> i < 700 ? 0 : i);
    assertThat(column(mostlyZero).quantiles(8)).hasSize(7).doesNotHaveDuplicates();
    assertThat(column(1, 2, 2, 3).quantiles(16)).containsExactly(1.5, 2.5);
    assertThat(column(4, 4).quantiles(4)).isEmpty();
  }
}
