package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.Onnx.ML;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxImporterTest {
  private static final float[] ONE = {0.25f};
  private static final float[] TWO = {0.75f};

  private static Prediction predict(ImportedModel m, double... x) {
    return m.task().predict(m.scores(x));
  }

  private static void refused(ModelProto.Builder model, String... words) {
    assertThatThrownBy(() -> Onnx.read(model)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll(words).extracting(e -> ((NightjarException) e).code())
        .isEqualTo(ErrorCode.INVALID_MODEL);
  }

  private static ModelProto.Builder regressor(AttributeProto replaced) {
    return Onnx.model(2, Onnx.with(Onnx.regressionStump("BRANCH_LEQ"), replaced));
  }

  @ParameterizedTest
  @CsvSource({"BRANCH_LEQ, 10, 10, 20", "BRANCH_LT, 10, 20, 20", "BRANCH_GTE, 20, 10, 10",
      "BRANCH_GT, 20, 20, 10"})
  void orderedNodeModesAreExactBelowAtAndAboveTheThreshold(String mode, double below, double at,
      double above) {
    ImportedModel m = Onnx.read(Onnx.model(2, Onnx.regressionStump(mode)));
    double apart = Math.ulp(1.5f);
    assertThat(m.scores(new double[] {1.5 - apart, 0})[0]).isEqualTo(below);
    assertThat(m.scores(new double[] {1.5, 0})[0]).isEqualTo(at);
    assertThat(m.scores(new double[] {1.5 + apart, 0})[0]).isEqualTo(above);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BRANCH_MEMBER", "leaf"})
  void otherNodeModesAreRefusedByName(String mode) {
    refused(Onnx.model(2, Onnx.regressionStump(mode)), mode);
  }

  @Test
  void doubleThresholdsAreComparedInDoublePrecision() {
    NodeProto.Builder n = Onnx.regressionStump("BRANCH_LT");
    Onnx.without(n, "nodes_values").addAttribute(Onnx.doubles("nodes_values_as_tensor", 0.1, 0, 0));
    ImportedModel m = Onnx.read(Onnx.model(2, n));
    assertThat(m.scores(new double[] {Math.nextDown(0.1), 0})[0]).isEqualTo(10);
    assertThat(m.scores(new double[] {0.1, 0})[0]).isEqualTo(20);
  }

  @Test
  void aBinaryClassifierOfOneColumnGivesTheProbabilityOfTheSecondClass() {
    ImportedModel m = Onnx.read(Onnx.model(2, Onnx.classifierStump("NONE", ONE, TWO)));
    assertThat(m.task().link()).isEqualTo(Link.COMPLEMENT);
    assertThat(predict(m, 1, 0).outputs()).containsExactly(0.75, 0.25);
    assertThat(predict(m, 2, 0).label()).isEqualTo("spam");
  }

  @Test
  void oneColumnWithNegativeWeightsIsADecisionFunction() {
    ImportedModel m = Onnx.read(Onnx.model(2,
        Onnx.classifierStump("NONE", new float[] {-0.1f}, new float[] {0.1f})));
    assertThat(predict(m, 1, 0).label()).isEqualTo("ham");
    assertThat(predict(m, 2, 0).label()).isEqualTo("spam");
  }

  @Test
  void boostingAddsItsBaseValueBeforeTheLogisticFunction() {
    ImportedModel m = Onnx.read(Onnx.model(2,
        Onnx.classifierStump("LOGISTIC", new float[] {-2}, new float[] {1})
        .addAttribute(Onnx.floats("base_values", 0.5f))));
    assertThat(m.scores(new double[] {1, 0})).containsExactly(-1.5);
    assertThat(predict(m, 1, 0).outputs()[1]).isCloseTo(1 / (1 + Math.exp(1.5)), within(1e-12));
  }

  @Test
  void averagingDividesByTheNumberOfTrees() {
    NodeProto.Builder n = Onnx.regressionStump("BRANCH_LEQ")
        .addAttribute(Onnx.text("aggregate_function", "AVERAGE"));
    for (Map.Entry<String, long[]> e : Map.of("nodes_treeids", new long[] {0, 0, 0, 7}, "nodes_nodeids",
        new long[] {0, 1, 2, 0}, "nodes_featureids", new long[4], "nodes_truenodeids",
        new long[] {1, 0, 0, 0}, "nodes_falsenodeids", new long[] {2, 0, 0, 0},
        "target_treeids", new long[] {0, 0, 7}, "target_nodeids",
        new long[] {1, 2, 0}, "target_ids", new long[3]).entrySet()) {
      Onnx.with(n, Onnx.ints(e.getKey(), e.getValue()));
    }
    Onnx.with(n, Onnx.floats("nodes_values", 1.5f, 0, 0, 0));
    Onnx.with(n, Onnx.texts("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"));
    Onnx.with(n, Onnx.floats("target_weights", 10, 20, 4));
    ImportedModel m = Onnx.read(Onnx.model(2, n));
    assertThat(m.scores(new double[] {1, 0})[0]).isEqualTo(7);
    assertThat(m.scores(new double[] {2, 0})[0]).isEqualTo(12);
  }

  @Test
  void oppositeRowsOfALogisticRegressionBecomeOneScore() {
    ImportedModel m = Onnx.read(Onnx.model(2,
        Onnx.linearClassifier("LOGISTIC", new float[] {-1, -2, 1, 2}, -3, 3)));
    assertThat(m.scores(new double[] {1, 1})).containsExactly(6);
    assertThat(predict(m, -3, 0).outputs()).containsExactly(0.5, 0.5);
    assertThat(predict(m, -2, 0).label()).isEqualTo("4");
  }

  @Test
  void aLinearDecisionFunctionOfOneRowHasItsThresholdAtZero() {
    ImportedModel m = Onnx.read(Onnx.model(2, Onnx.linearClassifier("NONE", new float[] {1, 2}, -3)));
    assertThat(predict(m, 1, 1.5).outputs()).containsExactly(-1, 1);
    assertThat(predict(m, 1, 0.5).label()).isEqualTo("3");
  }

  @Test
  void nodesThatChangeNothingAreSkipped() {
    ImportedModel m = Onnx.read(Onnx.model(2,
        Onnx.node("", "Cast", List.of("x"), List.of("c")).addAttribute(Onnx.integer("to", 1)),
        Onnx.node("", "Identity", List.of("c"), List.of("i")),
        Onnx.linearRegressor("i", 2, 3),
        Onnx.node("", "Identity", List.of("y"), List.of("out"))));
    assertThat(m.scores(new double[] {1, 1})).containsExactly(6);
  }

  @Test
  void zipMapAndNormalizerBehindProbabilitiesAreSkipped() {
    ImportedModel m = Onnx.read(Onnx.model(2, Onnx.linearClassifier("LOGISTIC", new float[] {1, 2}, 0),
        Onnx.node(ML, "Normalizer", List.of("p"), List.of("n")).addAttribute(Onnx.text("norm", "L1")),
        Onnx.node(ML, "ZipMap", List.of("n"), List.of("map"))));
    assertThat(m.task().link()).isEqualTo(Link.LOGISTIC);
  }

  @Test
  void anUnknownOperatorIsRefusedByItsNameAndThatOfItsNode() {
    refused(Onnx.model(2, Onnx.node("", "Hardmax", List.of("x"), List.of("s")).setName("step 7"),
        Onnx.linearRegressor("s", 1, 1)), "node 'step 7' (Hardmax)", "before they are given to the model");
  }

  @ParameterizedTest
  @CsvSource({"LSTM, a recurrent network", "TfIdfVectorizer, a text pipeline", "LRN, networks that divide",
      "Einsum, write a product as MatMul",
      "CDist, nearest neighbours"})
  void aModelOfAnotherFamilyIsRefusedByIt(String operator, String family) {
    refused(Onnx.model(2, Onnx.node(ML, operator, List.of("x"), List.of("y"))), operator, family);
  }

  @Test
  void aValueThatIsMadeTwiceIsRefused() {
    refused(Onnx.model(2, Onnx.linearRegressor("x", 1, 1), Onnx.regressionStump("BRANCH_LEQ")),
        "two nodes make the value 'y'");
  }

  @Test
  void aNumberOfFeaturesThatTheFileLeavesOutIsThatOfTheCoefficients() {
    assertThat(Onnx.read(Onnx.model(0, Onnx.linearRegressor("x", 1, 1))).features()).isEqualTo(2);
  }

  @Test
  void aNumberOfFeaturesThatNothingTellsIsRefusedWithWhatTheExportMustSay() {
    refused(Onnx.model(0, Onnx.node("", "ReduceSum", List.of("x"), List.of("y"))), "how many features",
        "export the model with shape [None, features]");
  }

  @Test
  void aModelOfNoInputIsAConstant() {
    ModelProto.Builder m = Onnx.model(2, Onnx.node("", "Mul", List.of("x", "zero"), List.of("y")));
    m.getGraphBuilder().addInitializer(Onnx.tensor("zero", 0));
    assertThat(Onnx.read(m).scores(new double[] {3, 4})).containsExactly(0, 0);
  }

  @Test
  void anOutputFromNowhereIsRefused() {
    ModelProto.Builder m = Onnx.model(2, Onnx.linearRegressor("x", 1, 1));
    m.getGraphBuilder().getOutputBuilder(0).setName("other");
    refused(m, "output 'other'");
  }

  @ParameterizedTest
  @CsvSource({"PROBIT, PROBIT", "MAX, MAX"})
  void postTransformsThatAreNotReadAreRefused(String post, String words) {
    refused(Onnx.model(2, Onnx.linearClassifier(post, new float[] {1, 2, 3, 4}, 0, 0)), words);
  }

  @Test
  void malformedTreesAreRefusedWithTheReason() {
    refused(regressor(Onnx.ints("nodes_truenodeids", 9, 0, 0)), "2 roots");
    refused(regressor(Onnx.ints("nodes_truenodeids", 2, 0, 0)), "2 roots");
    refused(regressor(Onnx.ints("nodes_truenodeids", 0, 0, 0)), "node 0 of its lists cannot be reached");
    refused(regressor(Onnx.ints("nodes_nodeids", 0, 1, 1)), "two nodes 1");
    refused(regressor(Onnx.ints("nodes_featureids", 5, 0, 0)), "feature 5");
    refused(regressor(Onnx.ints("nodes_featureids", Long.MIN_VALUE, 0, 0)), "feature -1");
    refused(regressor(Onnx.ints("nodes_featureids", 0, 0)), "differ in length");
    refused(regressor(Onnx.floats("nodes_values", Float.NaN, 0, 0)), "NaN");
    refused(regressor(Onnx.ints("target_nodeids", 0, 2)), "is no leaf");
    refused(regressor(Onnx.ints("target_ids", 0, 3)), "score 3 of 1");
    refused(regressor(Onnx.floats("target_weights", 1)), "leaf weights differ in length");
    refused(regressor(Onnx.floats("target_weights", 1, Float.POSITIVE_INFINITY)), "Infinity");
    refused(regressor(Onnx.integer("n_targets", 0)), "n_targets 0");
    refused(regressor(Onnx.text("aggregate_function", "MEDIAN")), "MEDIAN");
    refused(regressor(Onnx.text("post_transform", "LOGISTIC")), "LOGISTIC");
    refused(regressor(Onnx.floats("base_values", 1, 2)), "base_values");
    refused(regressor(Onnx.text("nodes_nodeids", "x")), "type STRING");
    refused(regressor(Onnx.integer("nodes_surprise", 1)), "nodes_surprise");
  }

  @Test
  void aCycleOfNodesIsRefused() {
    NodeProto.Builder n = Onnx.regressionStump("BRANCH_LEQ");
    Onnx.with(n, Onnx.texts("nodes_modes", "LEAF", "BRANCH_LEQ", "BRANCH_LEQ"));
    Onnx.with(n, Onnx.ints("nodes_truenodeids", 0, 2, 1));
    Onnx.with(n, Onnx.ints("nodes_falsenodeids", 0, 2, 1));
    Onnx.with(n, Onnx.ints("target_nodeids", 0, 0));
    refused(Onnx.model(2, n), "cannot be reached");
  }

  @Test
  void coefficientsThatDoNotFitAreRefused() {
    refused(Onnx.model(2, Onnx.linearRegressor("x", 1, 1, 1)), "3 coefficients for 2 features");
    refused(Onnx.model(2, Onnx.with(Onnx.linearRegressor("x", 1, 1), Onnx.floats("intercepts", 1, 2))),
        "2 intercepts");
    refused(Onnx.model(2, Onnx.linearRegressor("x", 1, Float.NaN)), "NaN");
    refused(Onnx.model(2, Onnx.linearRegressor("x", 1, 1, 1, 1)), "intercepts");
  }

  @Test
  void everyTruncationOfAModelIsRefusedOrStillAModel() throws IOException {
    byte[] whole = Files.readAllBytes(Models.FOLDER.resolve("fixtures").resolve("iris-tree.onnx"));
    int refusals = 0;
    for (int length = 0; length < whole.length; length++) {
      try {
        OnnxImporter.read(Arrays.copyOf(whole, length));
      } catch (NightjarException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL);
        refusals++;
      }
    }
    assertThat(refusals).isGreaterThan(whole.length * 9 / 10);
  }

  @Test
  void everyFlippedByteIsRefusedOrStillAModel() throws IOException {
    byte[] whole = Files.readAllBytes(Models.FOLDER.resolve("fixtures").resolve("iris-logreg.onnx"));
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << bit);
        try {
          OnnxImporter.read(damaged);
        } catch (NightjarException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL);
        }
      }
    }
  }
}
