package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.api.params.ParameterCatalogue;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompositeModelTest {
  private static final Task SCORES = Task.regression();

  private static double[][] twice(double[][] rows) {
    return Arrays.stream(rows).map(row -> IntStream.range(0, 2 * row.length).mapToDouble(i -> row[i % row.length])
        .toArray()).toArray(double[][]::new);
  }

  /** A linear model and a tree of iris, each with its own copy of the four features. */
  private static CompositeModel iris() throws IOException {
    ImportedModel logreg = Models.fixture("iris-logreg");
    ImportedModel tree = Models.fixture("iris-tree");
    return CompositeModel.sideBySide(List.of(logreg, tree), new int[] {3, 3}, SCORES);
  }

  private static CompiledModel compile(CompositeModel model, CompileRequest request) {
    return ModelCompiler.create().compile(model, request);
  }

  private static CompileRequest.Builder irisRequest() throws IOException {
    return CompileRequest.builder("both", twice(Models.calibration("iris-logreg").rows()));
  }

  @Test
  void partsShareOneQueryOneCircuitAndOneParameterSet() throws IOException {
    CompositeModel model = iris();
    CompiledModel compiled = compile(model, irisRequest().build());
    assertThat(compiled.client().kind()).isEqualTo("composite");
    assertThat(compiled.client().features()).isEqualTo(8);
    assertThat(compiled.client().ciphertexts()).isOne();
    InputLayout.Joined layout = (InputLayout.Joined) compiled.client().layout();
    assertThat(layout.sections()).extracting(InputLayout::encoding).containsExactly("integer", "unary");
    assertThat(layout.sections().get(0).feature()).containsExactly(0, 1, 2, 3);
    assertThat(Arrays.stream(layout.sections().get(1).feature())).allMatch(f -> f >= 4 && f < 8);
    assertThat(compiled.circuit().bootstraps()).isPositive();
    assertThat(compiled.client().parameters()).isNotEqualTo(ParameterCatalogue.linear());
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
  }

  @Test
  void theWholeIsHiddenSinceAnOpenAnswerWouldTellTheWeightsOfTheLinearPart() throws IOException {
    CompositeModel model = iris();
    assertThat(compile(model, irisRequest().build()).client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    CompiledModel open = compile(model, irisRequest().modelPrivacy(ModelPrivacy.NONE).build());
    assertThat(open.circuit().hiding()).isEmpty();
    assertThat(open.circuit().zeros()).isZero();
  }

  @Test
  void scoresAreThoseOfThePartsCompiledAlone() throws IOException {
    CompositeModel model = iris();
    double[][] rows = Models.calibration("iris-logreg").rows();
    CompiledModel both = compile(model, irisRequest().build());
    CompiledModel tree = ModelCompiler.create().compile(model.parts().get(1).model(),
        CompileRequest.builder("tree", rows).build());
    int linear = model.parts().get(0).scores().length;
    for (double[] row : rows) {
      double[] wide = twice(new double[][] {row})[0];
      double[] exact = model.scores(wide);
      double[] scores = both.clearPrediction(wide).outputs();
      assertThat(scores).hasSize(exact.length);
      for (int o = 0; o < linear; o++) {
        assertThat(scores[o]).isCloseTo(exact[o], within(0.05));
      }
      assertThat(Arrays.copyOfRange(scores, linear, scores.length))
          .containsExactly(tree.client().scores(tree.clearIntegers(row)), within(1e-9));
    }
  }

  @Test
  void theEncryptedRunGivesTheIntegersOfTheClearRun() throws IOException {
    CompiledModel compiled = compile(iris(), irisRequest().build());
    EncryptedTreeTest.assertEncryptedEqualsClear(compiled, twice(Models.calibration("iris-logreg").rows()), 6);
  }

  @Test
  void partsWithoutBootstrapsNeedNoKey() {
    Tree stump = new Tree.Branch(0, 0.5, new Tree.Leaf(new double[] {1}), new Tree.Leaf(new double[] {3}));
    CompositeModel model = CompositeModel.sideBySide(List.of(
        new TreeEnsemble(1, new double[1], List.of(stump), SCORES),
        new LinearModel(new double[][] {{2, -1}}, new double[] {0.25}, SCORES)), new int[] {1, 1}, SCORES);
    double[][] rows = {{0, 0, 0}, {1, 1, 1}, {0.2, 0.7, 0.4}};
    CompiledModel compiled = compile(model, CompileRequest.builder("stump", rows).build());
    assertThat(compiled.circuit().keyParts()).isEmpty();
    assertThat(compiled.client().parameters()).isEqualTo(ParameterCatalogue.linear());
    assertThat(compiled.clearPrediction(new double[] {1, 1, 0}).outputs()).containsExactly(
        new double[] {3, 2.25}, within(0.05));
  }

  @Test
  void resultsOfPartsThatAddToOneScoreAreAddedByTheClient() {
    Tree stump = new Tree.Branch(0, 0.5, new Tree.Leaf(new double[] {1}), new Tree.Leaf(new double[] {3}));
    CompositeModel model = new CompositeModel(List.of(
        new CompositeModel.Part(new TreeEnsemble(1, new double[] {0.5}, List.of(stump), SCORES), new int[1]),
        new CompositeModel.Part(new LinearModel(new double[][] {{2, -1}}, new double[] {0.25}, SCORES), new int[1])),
        1, SCORES);
    double[][] rows = {{0, 0, 0}, {1, 1, 1}, {0.2, 0.7, 0.4}};
    CompiledModel compiled = compile(model, CompileRequest.builder("sum", rows).build());
    assertThat(compiled.client().results()).hasSize(2).allMatch(result -> result.score() == 0);
    assertThat(compiled.clearPrediction(new double[] {1, 1, 0}).outputs()).containsExactly(
        new double[] {5.75}, within(0.05));
  }

  @Test
  void anOptionThatNoPartHasIsRefused() throws IOException {
    CompileRequest request = irisRequest().option("speed", "high").build();
    CompositeModel model = iris();
    assertThatThrownBy(() -> compile(model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("no part of this model has the option 'speed'")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.NOT_COMPILABLE);
  }

  @Test
  void aPartThatCannotBeCompiledIsNamed() {
    CompositeModel model = CompositeModel.sideBySide(List.of(
        new LinearModel(new double[][] {{0, 0}}, new double[] {1}, SCORES),
        new LinearModel(new double[][] {{1, 0}}, new double[] {1}, SCORES)), new int[] {1, 1}, SCORES);
    CompileRequest request = CompileRequest.builder("zero", new double[][] {{0, 0, 0, 0}, {1, 1, 1, 1}}).build();
    assertThatThrownBy(() -> compile(model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("the linear model in this model: every weight of this model is zero");
  }
}
