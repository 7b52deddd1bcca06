package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Task CLASSES = new Task(Task.Link.SOFTMAX, List.of("a", "b"));

  @Test
  void ofAClassifierItIsTheShareOfEqualClasses() {
    Agreement agreement = Agreement.with(CLASSES, new double[][] {{0, 1}, {1, 0}, {3, 2}, {2, 3}});
    assertThat(agreement.rows()).isEqualTo(4);
    assertThat(agreement.of(new double[][] {{-5, 7}, {0.1, 0}, {2, 3}, {0, 9}})).isEqualTo(0.75);
  }

  @Test
  void ofARegressorItIsTheErrorAsAShareOfTheSpreadAndTheWorstOutputCounts() {
    Agreement agreement = Agreement.with(Task.regression(), new double[][] {{0, 10}, {2, 30}});
    assertThat(agreement.of(new double[][] {{0, 10}, {2, 30}})).isEqualTo(1);
    assertThat(agreement.of(new double[][] {{0.1, 10}, {1.9, 30}})).isCloseTo(0.9, within(1e-12));
    assertThat(agreement.of(new double[][] {{0.1, 15}, {1.9, 25}})).isCloseTo(0.5, within(1e-12));
    assertThat(agreement.of(new double[][] {{9, 10}, {2, 30}})).isZero();
  }

  @Test
  void valuesThatAreNoFiniteNumbersAgreeInNothing() {
    double[][] exact = {{0, 1}, {2, Double.POSITIVE_INFINITY}};
    assertThat(Agreement.with(Task.regression(), exact).of(exact)).isZero();
    assertThat(Agreement.with(Task.regression(), new double[][] {{0}, {2}}).of(new double[][] {{0}, {Double.NaN}}))
        .isZero();
  }

  @Test
  void predictionsOfAnyKindAreComparedByLabelsIfTheyHaveThem() {
    Agreement labels = Agreement.with(s -> new Prediction(s, -1, List.of(s[0] > 0 ? "yes" : "no", "x")),
        new double[][] {{1}, {2}, {-1}, {-2}});
    assertThat(labels.classifier()).isTrue();
    assertThat(labels.of(new double[][] {{9}, {8}, {-9}, {3}})).isEqualTo(0.75);
    Agreement values = Agreement.with(s -> new Prediction(new double[] {2 * s[0]}, -1, List.of()),
        new double[][] {{0}, {2}});
    assertThat(values.classifier()).isFalse();
    assertThat(values.of(new double[][] {{0.1}, {1.9}})).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void outputsThatDoNotVaryAreComparedWithTheirMagnitude() {
    assertThat(Agreement.with(Task.regression(), new double[][] {{-4}, {-4}}).of(new double[][] {{-4}, {-4}})).isOne();
    assertThat(Agreement.with(Task.regression(), new double[][] {{-4}, {-4}}).of(new double[][] {{-3}, {-3}}))
        .isEqualTo(0.75);
    assertThat(Agreement.with(Task.regression(), new double[][] {{0}}).of(new double[][] {{0.5}})).isEqualTo(0.5);
  }

  @Test
  void whatIsMadeOfScoresIsCompared() {
    Agreement halves = Agreement.with(scores -> new Prediction(scores, -1, List.of(scores[0] > 0.5 ? "a" : "b")),
        new double[][] {{0}, {1}, {2}, {3}});
    assertThat(halves.of(new double[][] {{0.4}, {9}, {0}, {1}})).isEqualTo(0.75);
    List<Prediction> exact = List.of(new Prediction(new double[] {0}, -1, ""),
        new Prediction(new double[] {2}, -1, ""));
    assertThat(Agreement.between(exact, exact)).isOne();
    assertThat(Agreement.between(exact, List.of(new Prediction(new double[] {0.1}, -1, ""),
        new Prediction(new double[] {1.9}, -1, "")))).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void noRowsAndOtherRowsAreRefused() {
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> Agreement.with(CLASSES, new double[0][]), "at least one row");
    Agreement one = Agreement.with(CLASSES, new double[][] {{0, 1}});
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> one.of(new double[2][2]), "2 rows do not match 1");
  }
}
