package dev.nightjar.plugin.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class UnseenRowsTest {
  private static final int ROWS = 100;
  private static final Task THREE = new Task(Task.Link.SOFTMAX, List.of("a", "b", "c"));

  /** Scores of three classes: the first is largest, by the margin of each row. */
  private static double[][] rows(IntToDoubleFunction margin) {
    double[][] out = new double[ROWS][];
    Arrays.setAll(out, i -> new double[] {margin.applyAsDouble(i), 0, -50});
    return out;
  }

  /** Rows whose first score is now larger, now smaller by so much. */
  private static double[][] shaken(double[][] rows, double change) {
    double[][] out = new double[2 * rows.length][];
    Arrays.setAll(out, i -> rows[i % rows.length].clone());
    for (int i = 0; i < out.length; i++) {
      out[i][0] += i < rows.length ? change : -change;
    }
    return out;
  }

  @Test
  void rowsFarFromEveryBorderTellThatOthersChangeTheirClass() {
    double[][] far = rows(i -> 10);
    UnseenRows unseen = new UnseenRows(THREE, far);
    assertThat(unseen.of(shaken(far, 1))).isEqualTo(1);
    assertThat(unseen.agreement(shaken(far, 1), shaken(far, 1.5))).isCloseTo(1 - 0.5 / 20 / 2, within(1e-12));
    assertThat(unseen.agreement(shaken(far, 0), shaken(far, 0))).isEqualTo(1);
  }

  @Test
  void rowsNearBordersTellWhatMoreNoiseDoesToThem() {
    double[][] near = rows(i -> i < 10 ? 1 : 10);
    UnseenRows unseen = new UnseenRows(THREE, near);
    assertThat(unseen.of(shaken(near, 0.9))).isEqualTo(1);
    assertThat(unseen.agreement(shaken(near, 0.9), shaken(near, 1.35))).isCloseTo(0.95, within(1e-12));
  }

  @Test
  void changesOfRowsWithLargeMarginsDoNotCount() {
    double[][] rows = rows(i -> i < 60 ? 10 : 100);
    double[][] folded = shaken(rows, 0);
    for (int i = 0; i < folded.length; i++) {
      folded[i][0] = Math.min(folded[i][0], 20);
    }
    assertThat(new UnseenRows(THREE, rows).agreement(folded, folded)).isEqualTo(1);
  }

  @Test
  void aSingleScoreIsComparedWithTheBorderOfItsLink() {
    double[][] probabilities = new double[ROWS][];
    Arrays.setAll(probabilities, i -> new double[] {i % 2 == 0 ? 0.9 : 0.1});
    UnseenRows unseen = new UnseenRows(new Task(Task.Link.COMPLEMENT, List.of("no", "yes")), probabilities);
    assertThat(unseen.agreement(shaken(probabilities, 0.04), shaken(probabilities, 0.06)))
        .isCloseTo(1 - 0.5 / 0.8 * 0.04 / 2, within(1e-12));
  }

  @Test
  void valuesAreComparedOnTheRowsThemselves() {
    double[][] values = new double[ROWS][];
    Arrays.setAll(values, i -> new double[] {i % 2 == 0 ? 1 : -1});
    assertThat(new UnseenRows(Task.regression(), values).agreement(shaken(values, 0.1), shaken(values, 5)))
        .isCloseTo(0.9, within(1e-12));
  }
}
