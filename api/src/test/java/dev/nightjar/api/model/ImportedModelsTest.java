package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportedModelsTest {
  private static final Task REGRESSION = Task.regression();

  private static Tree leaf(double... values) {
    return new Tree.Leaf(values);
  }

  private static Tree tree() {
    return new Tree.Branch(0, 1.5, leaf(1, 10), new Tree.Branch(1, -2, leaf(2, 20), leaf(3, 30)));
  }

  @Test
  void aLinearModelAddsWeightedFeaturesToItsIntercepts() {
    LinearModel model = new LinearModel(new double[][] {{1, 2}, {3, -4}}, new double[] {0.5, 1}, REGRESSION);
    assertThat(model.scores(new double[] {10, 100})).containsExactly(210.5, 30 - 400 + 1);
    assertThat(model.features()).isEqualTo(2);
    assertThat(model.description()).isEqualTo("linear model");
    assertThat(model.task()).isEqualTo(REGRESSION);
  }

  @Test
  void aLinearModelCannotBeChangedAndIsComparedByValue() {
    double[][] weights = {{1, 2}};
    double[] intercepts = {3};
    LinearModel model = new LinearModel(weights, intercepts, REGRESSION);
    weights[0][0] = 9;
    intercepts[0] = 9;
    model.weights()[0][0] = 9;
    model.intercepts()[0] = 9;
    LinearModel same = new LinearModel(new double[][] {{1, 2}}, new double[] {3}, REGRESSION);
    assertThat(model).isEqualTo(same).hasSameHashCodeAs(same)
        .isNotEqualTo(new LinearModel(new double[][] {{1, 3}}, new double[] {3}, REGRESSION))
        .isNotEqualTo(new LinearModel(new double[][] {{1, 2}}, new double[] {4}, REGRESSION))
        .isNotEqualTo("model");
  }

  @Test
  void aLinearModelWhoseArraysDoNotFitIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new LinearModel(new double[0][], new double[0], REGRESSION));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new LinearModel(new double[1][0], new double[1], REGRESSION));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new LinearModel(new double[2][1], new double[1], REGRESSION),
        "2 rows of weights do not match 1 intercepts");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new LinearModel(new double[][] {{1, 2}, {1}}, new double[2], REGRESSION), "2 weights, not 1");
    assertThatNullPointerException().isThrownBy(() -> new LinearModel(new double[1][1], new double[1], null));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatAreNotFiniteAreRefused(double bad) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new LinearModel(new double[][] {{bad}}, new double[1], REGRESSION),
        "weight " + bad);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new LinearModel(new double[1][1], new double[] {bad}, REGRESSION),
        "intercept " + bad);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[] {bad}, List.of(leaf(1)), REGRESSION),
        "base value " + bad);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[1], List.of(leaf(bad)), REGRESSION),
        "leaf value " + bad);
  }

  @Test
  void aTreeGoesBelowWhenTheFeatureIsAtMostTheThreshold() {
    assertThat(tree().evaluate(new double[] {1.5, 0})).containsExactly(1, 10);
    assertThat(tree().evaluate(new double[] {Math.nextUp(1.5), -2})).containsExactly(2, 20);
    assertThat(tree().evaluate(new double[] {2, Math.nextUp(-2)})).containsExactly(3, 30);
    assertThat(tree().evaluate(new double[] {Double.NaN, -3})).containsExactly(2, 20);
  }

  @Test
  void aBranchSendsAMissingValueWhereItWasTold() {
    Tree below = new Tree.Branch(0, 1.5, leaf(1), leaf(2), true);
    assertThat(below.evaluate(new double[] {Double.NaN})).containsExactly(1);
    assertThat(below.evaluate(new double[] {1.5})).containsExactly(1);
    assertThat(below.evaluate(new double[] {2})).containsExactly(2);
    assertThat(new Tree.Branch(0, 1.5, leaf(1), leaf(2))).extracting(Tree.Branch::missingBelow).isEqualTo(false);
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "-1, 1", "0, 1", "-0.0, 1", "0.1, 1", "2, 2", "3.0000001, 1", "3.000001, 2", "Infinity, 2",
      "NaN, 2"})
  void aMemberTestHoldsForItsValuesAsSinglePrecisionComparesThem(double x, double expected) {
    Tree tree = new Tree.Member(0, new double[] {3, 0.1f, -0.0, -1, 3}, false, leaf(1), leaf(2));
    assertThat(tree.evaluate(new double[] {x})).containsExactly(expected);
  }

  @Test
  void aMemberTestSendsAMissingValueWhereItWasTold() {
    assertThat(new Tree.Member(0, new double[] {3}, true, leaf(1), leaf(2)).evaluate(new double[] {Double.NaN}))
        .containsExactly(1);
  }

  @Test
  void aCategoryThatSinglePrecisionDoesNotHaveIsComparedAsItIs() {
    Tree tree = new Tree.Member(0, new double[] {0.1}, false, leaf(1), leaf(2));
    assertThat(tree.evaluate(new double[] {0.1})).containsExactly(1);
    assertThat(tree.evaluate(new double[] {0.1f})).containsExactly(2);
    assertThat(tree.evaluate(new double[] {Math.nextUp(0.1)})).containsExactly(2);
  }

  @Test
  void aCategoryStandsForTheNumbersBetweenItsBounds() {
    Property.forAll(2000, random -> {
      double v = switch (random.nextInt(5)) {
        case 0 -> random.nextInt(-3, 4);
        case 1 -> Property.anyFinite(random);
        case 2 -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE;
        case 3 -> random.nextBoolean() ? Float.MIN_VALUE : -Float.MIN_VALUE;
        default -> (float) random.nextDouble(-100, 100);
      };
      Tree.Member member = new Tree.Member(0, new double[] {v}, false, leaf(1), leaf(2));
      double below = Tree.Member.below(v);
      double upTo = Tree.Member.upTo(v);
      assertThat(member.test(below)).isFalse();
      assertThat(member.test(Math.nextUp(below))).as("%s above %s", v, below).isTrue();
      assertThat(member.test(v)).isTrue();
      assertThat(member.test(upTo)).isTrue();
      assertThat(member.test(Math.nextUp(upTo))).as("%s up to %s", v, upTo).isFalse();
    });
  }

  @Test
  void theValuesOfAMemberTestAreSortedAndCopied() {
    double[] values = {3, -0.0, 3, 1};
    Tree.Member member = new Tree.Member(0, values, false, leaf(1), leaf(2));
    values[0] = 9;
    member.values()[0] = 9;
    assertThat(member.values()).containsExactly(0.0, 1, 3);
    assertThat(member.children()).containsExactly(member.in(), member.out());
  }

  @Test
  void aMemberTestThatLacksSomethingIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new Tree.Member(4, new double[0], false, leaf(1), leaf(2)),
        "feature 4 equals needs values");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new Tree.Member(0, new double[] {Double.NaN}, false, leaf(1), leaf(2)), "category NaN");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[1],
        List.of(new Tree.Member(1, new double[1], false, leaf(1), leaf(2))), REGRESSION), "what feature 1 equals");
    assertThatNullPointerException().isThrownBy(() -> new Tree.Member(0, new double[1], false, null, leaf(1)));
    assertThatNullPointerException().isThrownBy(() -> new Tree.Member(0, new double[1], false, leaf(1), null));
  }

  @Test
  void anEnsembleExpectsMissingValuesWhereATestSendsThemBelowOrInOrWhereItSaysSo() {
    Tree tests = new Tree.Branch(0, 1, new Tree.Branch(1, 2, leaf(1), leaf(2), true),
        new Tree.Member(2, new double[1], true, leaf(1), new Tree.Member(3, new double[1], false, leaf(1), leaf(2))));
    assertThat(new TreeEnsemble(4, new double[1], List.of(tests), REGRESSION).missing())
        .containsExactlyInAnyOrder(1, 2);
    assertThat(new TreeEnsemble(4, new double[1], List.of(tests), REGRESSION, Set.of(3)).missing()).containsExactly(3);
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new TreeEnsemble(4, new double[1], List.of(tests), REGRESSION, Set.of(4)), "feature 4 to be missing");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new TreeEnsemble(4, new double[1], List.of(tests), REGRESSION, Set.of(-1)), "feature -1 to be missing");
  }

  @Test
  void anEnsembleAddsItsTreesToItsBase() {
    TreeEnsemble model = new TreeEnsemble(2, new double[] {100, 1000}, List.of(tree(), tree()), REGRESSION);
    assertThat(model.scores(new double[] {0, 0})).containsExactly(102, 1020);
    assertThat(model.scores(new double[] {0, 0})).containsExactly(102, 1020);
    assertThat(model.description()).isEqualTo("ensemble of 2 trees");
    assertThat(new TreeEnsemble(2, new double[2], List.of(tree()), REGRESSION).description())
        .isEqualTo("decision tree");
  }

  @Test
  void theBaseIsCopiedInAndOut() {
    double[] base = {1, 2};
    TreeEnsemble model = new TreeEnsemble(2, base, List.of(tree()), REGRESSION);
    base[0] = 9;
    model.base()[0] = 9;
    assertThat(model.base()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
  void aTestOnAFeatureThatDoesNotExistIsRefused(int feature) {
    Tree bad = new Tree.Branch(0, 0, leaf(1, 1), new Tree.Branch(feature, 0, leaf(1, 1), leaf(1, 1)));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(2, new double[2], List.of(tree(), bad), REGRESSION),
        "feature " + feature);
  }

  @Test
  void anEnsembleThatLacksSomethingIsRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(0, new double[2], List.of(leaf(1, 1)), REGRESSION));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[0], List.of(leaf()), REGRESSION));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[1], List.of(), REGRESSION));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[1], List.of(leaf(1, 2)), REGRESSION),
        "2 values, not 1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new TreeEnsemble(1, new double[1],
        List.of(new Tree.Branch(0, Double.NaN, leaf(1), leaf(2))), REGRESSION), "at NaN");
    assertThatNullPointerException().isThrownBy(() -> new Tree.Branch(0, 0, null, leaf(1)));
    assertThatNullPointerException().isThrownBy(() -> new Tree.Branch(0, 0, leaf(1), null));
  }

  @Test
  void aChainOfBranchesDeeperThanTheStackIsChecked() {
    Tree chain = leaf(7);
    for (int i = 0; i < 1_000_000; i++) {
      chain = new Tree.Branch(0, -i, leaf(1), chain);
    }
    TreeEnsemble model = new TreeEnsemble(1, new double[1], List.of(chain), REGRESSION);
    assertThat(model.scores(new double[] {5})).containsExactly(7);
  }
}
