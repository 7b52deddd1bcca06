package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with several models, or with a model that no single node is. */
class SeveralModelsTest {
  /** Of the value, at least of 1: sums in double precision differ from a runtime's by its rounding. */
  private static final double TOLERANCE = 5e-5;

  @ParameterizedTest
  @ValueSource(strings = {"bagging-trees", "calibrated-linsvc", "voting-soft", "ovr-logreg", "gaussian-nb"})
  void eachRowGetsTheRuntimesLabel(String name) throws IOException {
    Pipeline model = Cases.model(name);
    List<String> expected = Cases.expected(name);
    List<FeatureRow> rows = Cases.rows(name, model);
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(model.predict(rows.get(i)).label()).as("row %d", i).isEqualTo(expected.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"bagging-trees, cancer", "bagging-linear, iris", "bagging-regressor, diabetes", "voting-soft, cancer",
      "voting-hard, cancer", "voting-regressor, diabetes", "stacking, cancer", "stacking-regressor, diabetes",
      "calibrated-sigmoid, cancer", "calibrated-isotonic, cancer", "calibrated-three, iris", "ada-boost, cancer",
      "ada-boost-regressor, diabetes", "multi-output, cancer", "multi-output-regressor, diabetes",
      "one-vs-rest, wine", "one-vs-rest-trees, iris", "one-vs-one, iris", "isolation-forest, cancer",
      "gaussian-nb, iris", "gaussian-nb-binary, cancer", "multinomial-nb, digits", "bernoulli-nb, digits",
      "complement-nb, digits", "categorical-nb, category-codes", "qda, iris", "k-means, iris",
      "gaussian-mixture, iris"})
  void labelsAndOutputsAreTheRuntimes(String kind, String table) throws IOException {
    Matrix matrix = Matrix.of(kind, table);
    assertThat(matrix.test().length).isEqualTo(30);
    for (int i = 0; i < matrix.test().length; i++) {
      Prediction p = matrix.model().predict(matrix.testRow(i));
      List<String> expected = matrix.expected().get(i);
      int labels = p.labels().size();
      assertThat(p.labels()).as("row %d", i).isEqualTo(expected.subList(0, labels));
      List<String> numbers = expected.subList(labels, expected.size());
      assertThat(p.outputs()).hasSameSizeAs(numbers);
      for (int o = 0; o < numbers.size(); o++) {
        double value = Double.parseDouble(numbers.get(o));
        assertThat(p.outputs()[o]).as("row %d, output %d", i, o)
            .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"bagging-trees, cancer, 6", "bagging-regressor, diabetes, 6", "ada-boost, cancer, 10",
      "isolation-forest, cancer, 10"})
  void treesThatAreAddedUpAreOneEnsembleOfOneScore(String kind, String table, int trees) throws IOException {
    Pipeline model = Matrix.of(kind, table).model();
    assertThat(model.core()).isInstanceOfSatisfying(TreeEnsemble.class, ensemble -> {
      assertThat(ensemble.trees()).hasSize(trees);
      assertThat(ensemble.base()).hasSize(1);
    });
    assertThat(model.graphs().prefix()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"bagging-linear, iris, 15", "calibrated-sigmoid, cancer, 3", "one-vs-rest, wine, 3",
      "one-vs-one, iris, 3", "multi-output, cancer, 2"})
  void linearModelsAreOneOfAsManyScoresAsAreIndependent(String kind, String table, int scores) throws IOException {
    Pipeline model = Matrix.of(kind, table).model();
    assertThat(model.core()).isInstanceOfSatisfying(LinearModel.class,
        linear -> assertThat(linear.intercepts()).hasSize(scores));
  }

  @Test
  void aSumOfScoresIsNoScoreOfItsOwn() throws IOException {
    Pipeline model = Matrix.of("one-vs-rest-trees", "iris").model();
    assertThat(model.core()).isInstanceOfSatisfying(TreeEnsemble.class,
        ensemble -> assertThat(ensemble.base()).hasSize(3));
    assertThat(scores(model)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"voting-soft, cancer, 2", "voting-hard, cancer, 3", "stacking, cancer, 2"})
  void linearModelsAndTreesAreACompositeModel(String kind, String table, int scores) throws IOException {
    Pipeline model = Matrix.of(kind, table).model();
    assertThat(model.core()).isInstanceOfSatisfying(CompositeModel.class, composite -> {
      assertThat(composite.parts()).hasSize(2);
      assertThat(composite.parts().get(0).model()).isInstanceOf(LinearModel.class);
      assertThat(composite.parts().get(1).model()).isInstanceOf(TreeEnsemble.class);
    });
    assertThat(scores(model)).isEqualTo(scores);
  }

  private static int scores(Pipeline model) {
    return model.graphs().suffix().map(ClientGraph::inputs).map(inputs -> inputs.get(0).width()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"voting-regressor, diabetes", "stacking-regressor, diabetes"})
  void regressorsOfBothKindsAddToOneScoreAndNeedNoSuffix(String kind, String table) throws IOException {
    Pipeline model = Matrix.of(kind, table).model();
    assertThat(model.graphs().suffix()).isEmpty();
    assertThat(model.core()).isInstanceOfSatisfying(CompositeModel.class, composite -> {
      assertThat(composite.scores()).isOne();
      assertThat(composite.parts()).allSatisfy(part -> assertThat(part.scores()).containsExactly(0));
    });
  }

  @ParameterizedTest
  @CsvSource({"gaussian-nb, iris, 4", "gaussian-nb-binary, cancer, 10"})
  void naiveBayesIsLinearInFeaturesAndOneSquareOfEachWhateverTheClasses(String kind, String table, int columns)
      throws IOException {
    Pipeline model = Matrix.of(kind, table).model();
    assertThat(model.core()).isInstanceOf(LinearModel.class);
    assertThat(model.core().features()).isEqualTo(2 * columns);
    // What the client learns is a number for each feature, no class's mean or variance.
    assertThat(numbers(model.graphs().prefix().orElseThrow())).isEqualTo(columns);
  }

  @Test
  void scoresThatAreMuchTheSameAreOneAndDifferences() throws IOException {
    Pipeline model = Matrix.of("multinomial-nb", "digits").model();
    assertThat(model.core()).isInstanceOfSatisfying(LinearModel.class, linear -> {
      double[][] weights = linear.weights();
      assertThat(weights).hasNumberOfRows(3);
      double first = Arrays.stream(weights[0]).map(Math::abs).sum();
      assertThat(Arrays.stream(weights[1]).map(Math::abs).sum()).isLessThan(first / 2);
      assertThat(Arrays.stream(weights[2]).map(Math::abs).sum()).isLessThan(first / 2);
    });
  }

  @Test
  void tablesOfCategoriesStayOnTheServerAsTreesOfOneFeature() throws IOException {
    Pipeline model = Matrix.of("categorical-nb", "category-codes").model();
    assertThat(model.core()).isInstanceOfSatisfying(TreeEnsemble.class,
        ensemble -> assertThat(ensemble.trees()).hasSize(3));
    assertThat(numbers(model.graphs().prefix().orElseThrow())).isZero();
    assertThat(numbers(model.graphs().suffix().orElseThrow())).isLessThan(20);
  }

  /** Constants that are no indices or shapes: what a graph tells of a model. */
  private static int numbers(ClientGraph graph) {
    return graph.constants().values().stream()
        .filter(t -> t.type() == ElementType.FLOAT || t.type() == ElementType.DOUBLE).mapToInt(Tensor::size).sum();
  }

  @Test
  void whatAFinalEstimatorReadsOfFeaturesStaysInTheCore() {
    ModelProto.Builder file = Onnx.model(2, Onnx.linearClassifier("LOGISTIC", new float[] {1, -2}, 0.5f),
        Onnx.node("", "Concat", List.of("p", "x"), List.of("all")).addAttribute(Onnx.integer("axis", 1)),
        Onnx.linearRegressor("all", 3, 5, 7, -11));
    Pipeline model = Onnx.pipeline(file);
    assertThat(scores(model)).isEqualTo(2);
    assertThat(model.core()).isInstanceOfSatisfying(LinearModel.class,
        linear -> assertThat(linear.weights()[1]).containsExactly(7, -11));
    double second = 1 / (1 + Math.exp(-1.5));
    assertThat(model.predict(FeatureRow.of(3, 1)).outputs()).containsExactly(
        new double[] {3 * (1 - second) + 5 * second + 7 * 3 - 11 + 1}, within(1e-5));
    assertThat(numbers(model.graphs().suffix().orElseThrow())).as("weights of p, intercept").isLessThan(10);
  }

  @Test
  void severalOutputsOfNumbersAreOneRow() {
    ModelProto.Builder file = Onnx.model(2, Onnx.linearClassifier("LOGISTIC", new float[] {1, -2}, 0.5f),
        Onnx.node("", "Split", List.of("p"), List.of("p0", "p1")).addAttribute(Onnx.integer("axis", 1))
            .addAttribute(Onnx.integer("num_outputs", 2)));
    file.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName("label"));
    Prediction prediction = Onnx.pipeline(file).predict(FeatureRow.of(3, 1));
    double second = 1 / (1 + Math.exp(-1.5));
    assertThat(prediction.labels()).containsExactly("4");
    assertThat(prediction.outputs()).containsExactly(new double[] {1 - second, second}, within(1e-6));
  }

  @Test
  void severalLabelsAreGivenInOrder() throws IOException {
    Matrix matrix = Matrix.of("multi-output", "cancer");
    List<List<String>> labels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      labels.add(matrix.model().predict(matrix.testRow(i)).labels());
    }
    assertThat(labels).allSatisfy(label -> assertThat(label).hasSize(2));
    assertThat(labels.get(0)).isEqualTo(matrix.expected().get(0).subList(0, 2));
  }
}
