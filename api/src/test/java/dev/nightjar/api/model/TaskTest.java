package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.Task.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {
  private static final List<String> TWO = List.of("ham", "spam");
  private static final List<String> THREE = List.of("a", "b", "c");

  @Test
  void aRegressorGivesItsScores() {
    Prediction p = Task.regression().predict(new double[] {1.5, -2});
    assertThat(p).isEqualTo(new Prediction(new double[] {1.5, -2}, -1, ""));
    assertThat(Task.regression().classifier()).isFalse();
  }

  @Test
  void identityChoosesTheLargestScoreTheFirstOfEquals() {
    Task task = new Task(Link.IDENTITY, THREE);
    assertThat(task.predict(new double[] {1, 3, 3}).label()).isEqualTo("b");
    assertThat(task.predict(new double[] {0, 0, 0}).classIndex()).isZero();
    assertThat(task.predict(new double[] {-3, -2, -1}).label()).isEqualTo("c");
  }

  @Test
  void complementIsTheProbabilityOfTheSecondClass() {
    Task task = new Task(Link.COMPLEMENT, TWO);
    assertThat(task.predict(new double[] {0.75})).isEqualTo(new Prediction(new double[] {0.25, 0.75}, 1, "spam"));
    assertThat(task.predict(new double[] {0.5}).label()).isEqualTo("ham");
  }

  @Test
  void logisticIsExactAtZeroAndStableFarOut() {
    Task task = new Task(Link.LOGISTIC, TWO);
    assertThat(task.predict(new double[] {0}).outputs()).containsExactly(0.5, 0.5);
    assertThat(task.predict(new double[] {1}).outputs()[1]).isCloseTo(0.7310585786300049, within(1e-15));
    assertThat(task.predict(new double[] {1000}).outputs()).containsExactly(0, 1);
    assertThat(task.predict(new double[] {-1000}).outputs()).containsExactly(1, 0);
    assertThat(task.predict(new double[] {-1e-300}).label()).isEqualTo("ham");
  }

  @Test
  void softmaxIsStableFarOut() {
    Task task = new Task(Link.SOFTMAX, THREE);
    assertThat(task.predict(new double[] {1000, 1000, -1000}).outputs()).containsExactly(0.5, 0.5, 0);
    double[] p = task.predict(new double[] {0, Math.log(2), Math.log(5)}).outputs();
    assertThat(p[0]).isCloseTo(0.125, within(1e-15));
    assertThat(p[2]).isCloseTo(0.625, within(1e-15));
  }

  @Test
  void scoresAreNotChanged() {
    double[] scores = {1, 2};
    Task.regression().predict(scores).outputs()[0] = 9;
    assertThat(scores).containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void oneClassIsRefused(Link link) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Task(link, List.of("only")), "at least two");
  }

  @ParameterizedTest
  @EnumSource(value = Link.class, names = {"COMPLEMENT", "LOGISTIC"})
  void aBinaryLinkIsForTwoClasses(Link link) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Task(link, THREE), link + " is for two classes, not 3");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Task(link, List.of()), "not 0");
  }

  @Test
  void softmaxWithoutClassesIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Task(Link.SOFTMAX, List.of()), "SOFTMAX");
    assertThatNullPointerException().isThrownBy(() -> new Task(null, TWO));
  }

  @Test
  void labelsAreCopied() {
    List<String> labels = new ArrayList<>(TWO);
    Task task = new Task(Link.IDENTITY, labels);
    labels.clear();
    assertThat(task.labels()).isEqualTo(TWO);
  }

  @Test
  void predictionsAreComparedByValueAndShownInWords() {
    Prediction p = new Prediction(new double[] {0.25, 0.75}, 1, "spam");
    assertThat(p).hasSameHashCodeAs(new Prediction(new double[] {0.25, 0.75}, 1, "spam"))
        .isNotEqualTo(new Prediction(new double[] {0.25, 0.7}, 1, "spam"))
        .isNotEqualTo(new Prediction(new double[] {0.25, 0.75}, 0, "spam"))
        .isNotEqualTo(new Prediction(new double[] {0.25, 0.75}, 1, "ham"))
        .isNotEqualTo("spam");
    assertThat(p).hasToString("spam [0.25, 0.75]");
    assertThat(new Prediction(new double[] {2}, -1, "")).hasToString("[2.0]");
  }
}
