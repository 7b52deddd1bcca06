package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.CompositeModel.Part;
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
    CompositeModel model = CompositeModel.sideBySide(List.of(LINEAR, TREE), new int[] {2, 1}, SCORES);
    assertThat(model.features()).isEqualTo(3);
    assertThat(model.featuresOf(0, new double[] {1, 2, 3})).containsExactly(1, 2);
    assertThat(model.featuresOf(1, new double[] {1, 2, 3})).containsExactly(3);
    assertThat(model.scores(new double[] {1, 2, 3})).containsExactly(21, 2100.5, 9);
    assertThat(model.scores(new double[] {0, 0, -3})).containsExactly(0, 0.5, 8);
    assertThat(model.description()).isEqualTo("linear model and decision tree");
  }

  @Test
  void partsMayAddToOneScore() {
    CompositeModel model = new CompositeModel(
        List.of(new Part(LINEAR, new int[] {1, 0}), new Part(TREE, new int[] {1})), 2, SCORES);
    assertThat(model.scores(new double[] {1, 2, 3})).containsExactly(2100.5, 30);
  }

  @Test
  void aCompositeModelHasTwoPartsOrMoreAndNoCompositeAmongThem() {
    CompositeModel model = CompositeModel.sideBySide(List.of(LINEAR, TREE), new int[] {2, 1}, SCORES);
    Part linear = new Part(LINEAR, new int[] {0, 1});
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear), 2, SCORES), "not [linear model]");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear, new Part(model,
        new int[] {0, 1, 2})), 3, SCORES), "none of them composite itself");
  }

  @Test
  void everyScoreIsSomePartsAndThereIsNoOther() {
    Part linear = new Part(LINEAR, new int[] {0, 1});
    Part tree = new Part(TREE, new int[] {3});
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear, tree), 4, SCORES),
        "no part adds to score 2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear, tree), 3, SCORES),
        "score 3 of 3");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear,
        new Part(TREE, new int[] {-1})), 2, SCORES), "score -1 of 2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new CompositeModel(List.of(linear, tree), 0, SCORES), "score 0 of 0");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Part(TREE, new int[0]), "at least one score");
  }

  @Test
  void partsAreComparedByValue() {
    int[] scores = {0, 1};
    Part part = new Part(LINEAR, scores);
    scores[0] = 5;
    part.scores()[0] = 5;
    assertThat(part).isEqualTo(new Part(LINEAR, new int[] {0, 1})).hasSameHashCodeAs(
        new Part(LINEAR, new int[] {0, 1})).isNotEqualTo(new Part(LINEAR, new int[] {1, 0}))
        .isNotEqualTo(new Part(TREE, new int[] {0, 1})).isNotEqualTo("part");
  }
}
