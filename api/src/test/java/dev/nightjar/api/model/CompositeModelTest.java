package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeModelTest {
  private static final Task SCORES = Task.regression();
  private static final LinearModel LINEAR =
      new LinearModel(new double[][] {{1, 10}, {100, 1000}}, new double[] {0, 0.5}, SCORES);
  private static final TreeEnsemble TREE = new TreeEnsemble(1, new double[] {7}, List.of(new TreeEnsemble.Tree.Branch(0,
      0, new TreeEnsemble.Tree.Leaf(new double[] {1}), new TreeEnsemble.Tree.Leaf(new double[] {2}))), SCORES);

  @Test
  void eachPartReadsFeaturesOfItsOwnAndScoresFollowOneAnother() {
    CompositeModel model = new CompositeModel(List.of(LINEAR, TREE), SCORES);
    assertThat(model.features()).isEqualTo(3);
    assertThat(model.featuresOf(0, new double[] {1, 2, 3})).containsExactly(1, 2);
    assertThat(model.featuresOf(1, new double[] {1, 2, 3})).containsExactly(3);
    assertThat(model.scores(new double[] {1, 2, 3})).containsExactly(21, 2100.5, 9);
    assertThat(model.scores(new double[] {0, 0, -3})).containsExactly(0, 0.5, 8);
    assertThat(model.description()).isEqualTo("linear model beside decision tree");
  }

  @Test
  void aCompositeModelHasTwoPartsOrMoreAndNoCompositeAmongThem() {
    CompositeModel model = new CompositeModel(List.of(LINEAR, TREE), SCORES);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(LINEAR), SCORES), "not [linear model]");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(LINEAR, model), SCORES),
        "none of them composite itself");
  }
}
