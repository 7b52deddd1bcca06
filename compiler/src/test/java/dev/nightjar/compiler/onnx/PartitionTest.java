package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.Onnx.ML;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  private static NodeProto.Builder node(String type, String in, String out) {
    return Onnx.node("", type, List.of(in.split(",")), List.of(out));
  }

  private static NodeProto.Builder scaler(String in, String out, float[] offset, float... scale) {
    return Onnx.node(ML, "Scaler", List.of(in), List.of(out)).addAttribute(Onnx.floats("offset", offset))
        .addAttribute(Onnx.floats("scale", scale));
  }

  private static NodeProto.Builder imputer(String in, String out, float... values) {
    return Onnx.node(ML, "Imputer", List.of(in), List.of(out))
        .addAttribute(Onnx.floats("imputed_value_floats", values));
  }

  private static ModelProto.Builder with(ModelProto.Builder model, String name, float... numbers) {
    model.getGraphBuilder().addInitializer(Onnx.tensor(name, numbers));
    return model;
  }

  private static void refused(ModelProto.Builder model, String... words) {
    assertThatThrownBy(() -> Onnx.pipeline(model)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll(words);
  }

  private static List<Operator> operators(Pipeline model) {
    return model.graphs().prefix().orElseThrow().nodes().stream().map(n -> n.operator()).toList();
  }

  private static double score(Pipeline model, double... row) {
    return model.predict(FeatureRow.of(row)).outputs()[0];
  }

  @Test
  void aScalerInFrontOfALinearModelFoldsIntoWeights() {
    Pipeline model = Onnx.pipeline(Onnx.model(2, scaler("x", "s", new float[] {1, -2}, 2, 4),
        Onnx.linearRegressor("s", 3, 5)));
    assertThat(model.graphs().isNone()).isTrue();
    LinearModel core = (LinearModel) model.core();
    assertThat(core.weights()[0]).containsExactly(6, 20);
    assertThat(core.intercepts()).containsExactly(3 * 2 * -1 + 5 * 4 * 2 + 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.3f, -0.3f, 7, -7})
  void aScalerInFrontOfATreeFoldsIntoThresholds(float scale) {
    Pipeline model = Onnx.pipeline(Onnx.model(2, scaler("x", "s", new float[] {0.1f, 0}, scale, 1),
        Onnx.node("", "Identity", List.of("s"), List.of("t")), renamed(Onnx.regressionStump("BRANCH_LEQ"), "t")));
    assertThat(model.graphs().isNone()).isTrue();
    float at = 0.1f + 1.5f / scale;
    for (float x = Math.nextDown(Math.nextDown(at)), i = 0; i < 5; i++, x = Math.nextUp(x)) {
      double expected = (x - 0.1f) * scale <= 1.5f ? 10 : 20;
      assertThat(score(model, x, 0)).as("x = %s", x).isEqualTo(expected);
    }
  }

  private static NodeProto.Builder renamed(NodeProto.Builder node, String input) {
    return node.setInput(0, input);
  }

  @ParameterizedTest
  @CsvSource({"10, false", "20, true"})
  void aMissingValueTakesTheSameWayBehindAStepThatTurnsTheComparisonRound(double expected, boolean below) {
    NodeProto.Builder stump = renamed(Onnx.regressionStump("BRANCH_LEQ"), "s");
    if (!below) {
      stump.addAttribute(Onnx.ints("nodes_missing_value_tracks_true", 1, 0, 0));
    }
    Pipeline model = Onnx.pipeline(Onnx.model(2, scaler("x", "s", new float[2], -1, 1), stump));
    assertThat(score(model, Double.NaN, 0)).isEqualTo(expected);
    assertThat(score(model, 9, 0)).isEqualTo(10);
    assertThat(score(model, -9, 0)).isEqualTo(20);
  }

  @Test
  void aPrefixHoldsOnlyWhatTheModelNeeds() {
    Pipeline model = Onnx.pipeline(Onnx.model(2, imputer("x", "i", 7, 8), scaler("i", "s", new float[2], 2, 3),
        renamed(Onnx.regressionStump("BRANCH_LEQ"), "s")));
    assertThat(operators(model)).containsExactly(Operator.IMPUTER, Operator.GATHER, Operator.IDENTITY);
    assertThat(model.core().features()).isEqualTo(1);
    assertThat(score(model, Double.NaN, 0)).isEqualTo(20);
    assertThat(score(model, 0.75, 0)).isEqualTo(10);
  }

  @Test
  void batchNormalizationFoldsIntoWeightsAndRunsOnTheClientInFrontOfATree() {
    NodeProto.Builder norm = node("BatchNormalization", "x,s,b,m,v", "n").addAttribute(Onnx.real("epsilon", 0));
    Pipeline model = Onnx.pipeline(normed(Onnx.model(2, norm, Onnx.linearRegressor("n", 1, 10))));
    assertThat(model.graphs().isNone()).isTrue();
    double expected = 1 + (2 * (5 - 1) / 2.0 + 0.5) + 10 * (3 * (7 - 2) / 4.0 - 1);
    assertThat(score(model, 5, 7)).isCloseTo(expected, within(1e-12));
    Pipeline tree = Onnx.pipeline(normed(Onnx.model(2, norm, renamed(Onnx.regressionStump("BRANCH_LEQ"), "n"))));
    assertThat(operators(tree)).startsWith(Operator.BATCH_NORMALIZATION);
    assertThat(score(tree, 2, 0)).isEqualTo(10);
    assertThat(score(tree, Math.nextUp(2f), 0)).isEqualTo(20);
  }

  private static ModelProto.Builder normed(ModelProto.Builder model) {
    model.getGraphBuilder().addInitializer(Onnx.vector("s", 2, 3)).addInitializer(Onnx.vector("b", 0.5f, -1))
        .addInitializer(Onnx.vector("m", 1, 2)).addInitializer(Onnx.vector("v", 4, 16));
    return model;
  }

  @Test
  void aStepWithoutAnAffineFormRunsOnTheClientInFrontOfALinearModel() {
    Pipeline model = Onnx.pipeline(Onnx.model(2, node("Sqrt", "x", "r"), Onnx.linearRegressor("r", 1, 2)));
    assertThat(operators(model)).containsExactly(Operator.SQRT, Operator.IDENTITY);
    assertThat(score(model, 4, 9)).isEqualTo(1 + 2 + 6);
  }

  @Test
  void aMonotoneStepInFrontOfATreeFolds() {
    Pipeline model = Onnx.pipeline(Onnx.model(2, node("Sigmoid", "x", "s"), node("Exp", "s", "e"),
        renamed(Onnx.regressionStump("BRANCH_LEQ"), "e")));
    assertThat(model.graphs().isNone()).isTrue();
    double at = Math.log(Math.log(1.5) / (1 - Math.log(1.5)));
    assertThat(score(model, at - 1e-5, 0)).isEqualTo(10);
    assertThat(score(model, at + 1e-5, 0)).isEqualTo(20);
  }

  @Test
  void aMatrixInFrontOfATreeRunsOnTheClientAndInFrontOfALinearModelFolds() {
    ModelProto.Builder tree = Onnx.model(2, node("MatMul", "x,w", "m"),
        renamed(Onnx.regressionStump("BRANCH_LEQ"), "m"));
    tree.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 1, 1, 1));
    Pipeline model = Onnx.pipeline(tree);
    assertThat(operators(model)).contains(Operator.MATMUL);
    assertThat(score(model, 0.75, 0.75)).isEqualTo(10);
    assertThat(score(model, 0.75, 0.875)).isEqualTo(20);
    ModelProto.Builder linear = Onnx.model(2, node("MatMul", "x,w", "m"), Onnx.linearRegressor("m", 3));
    linear.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 1, 1, 2));
    assertThat(((LinearModel) Onnx.read(linear)).weights()[0]).containsExactly(3, 6);
  }

  @Test
  void whatFollowsScoresIsTheSuffix() {
    Pipeline model = Onnx.pipeline(with(Onnx.model(2, Onnx.linearRegressor("x", 1, 2), node("Exp", "y", "e"),
        node("Mul", "e,two", "z")), "two", 2));
    assertThat(model.graphs().prefix()).isEmpty();
    assertThat(model.graphs().suffix().orElseThrow().nodes().stream().map(n -> n.operator()))
        .containsExactly(Operator.EXP, Operator.MUL, Operator.RESHAPE);
    assertThat(score(model, 0.25, -0.5)).isCloseTo(2 * Math.exp(0.25), within(1e-6));
  }

  @Test
  void affineStepsBehindALinearModelFoldAndLeaveNoSuffix() {
    Pipeline model = Onnx.pipeline(with(with(Onnx.model(2, Onnx.linearRegressor("x", 1, 2),
        node("Mul", "y,two", "z"), node("Add", "z,one", "out")), "two", 2), "one", 1));
    assertThat(model.graphs().isNone()).isTrue();
    assertThat(score(model, 1, 1)).isEqualTo((1 + 3) * 2 + 1);
  }

  @Test
  void oppositeScoresAreOneScore() {
    ModelProto.Builder m = with(Onnx.model(2, Onnx.linearRegressor("x", 1, 2), node("Mul", "y,minus", "n"),
        node("Concat", "n,y", "both").addAttribute(Onnx.integer("axis", 1)), node("Sigmoid", "both", "p")),
        "minus", -1);
    Pipeline model = Onnx.pipeline(m);
    assertThat(model.core().scores(new double[] {1, 1})).hasSize(1);
    Prediction p = model.predict(FeatureRow.of(1, 1));
    assertThat(p.outputs()[0] + p.outputs()[1]).isCloseTo(1, within(1e-6));
    assertThat(p.outputs()[1]).isCloseTo(1 / (1 + Math.exp(-4)), within(1e-6));
  }

  @Test
  void scoresOfAsManyClassesAsFeaturesAreNotToldAsSumsOfOthers() {
    NodeProto.Builder classes = Onnx.linearClassifier("LOGISTIC", new float[] {1, 2, 3, 5, 2, 7}, 0, 0, 0);
    Onnx.with(classes, Onnx.ints("classlabels_ints", 0, 1, 2));
    Pipeline model = Onnx.pipeline(Onnx.model(2, classes));
    assertThat(model.core().scores(new double[2])).hasSize(3);
    // Differences of scores are told as such, whatever the weights are.
    assertThat(model.graphs().suffix().orElseThrow().constants().values()).allSatisfy(constant -> {
      for (int i = 0; constant.type() == ElementType.FLOAT && i < constant.size(); i++) {
        assertThat(constant.number(i)).isIn(0.0, 1.0);
      }
    });
  }

  @Test
  void aLogisticFunctionOfEachScoreRunsOnTheClient() {
    Pipeline model = Onnx.pipeline(Onnx.model(2,
        Onnx.linearClassifier("LOGISTIC", new float[] {1, 0, 0, 1}, 0.5f, -1)));
    Prediction p = model.predict(FeatureRow.of(2, 3));
    assertThat(p.label()).isEqualTo("3");
    assertThat(p.outputs()).containsExactly(new double[] {1 / (1 + Math.exp(-2.5)), 1 / (1 + Math.exp(-2))},
        within(1e-6));
  }

  @Test
  void softmaxZeroLeavesZerosAsTheyAre() {
    NodeProto.Builder classes = Onnx.linearClassifier("SOFTMAX_ZERO", new float[] {1, 0, 0, 1, 0, 0}, 0, 0, 0);
    Onnx.with(classes, Onnx.ints("classlabels_ints", 0, 1, 2));
    Prediction p = Onnx.pipeline(Onnx.model(2, classes)).predict(FeatureRow.of(1, 2));
    double sum = Math.exp(-1) + 1;
    assertThat(p.outputs()).containsExactly(new double[] {Math.exp(-1) / sum, 1 / sum, 0}, within(1e-6));
    assertThat(p.label()).isEqualTo("1");
  }

  @Test
  void namedInputsAreColumnsAndTextsNeedAPrefix() {
    NodeProto.Builder encoder = Onnx.node(ML, "OneHotEncoder", List.of("city"), List.of("o"))
        .addAttribute(Onnx.texts("cats_strings", "oslo", "rome")).addAttribute(Onnx.integer("zeros", 1));
    ModelProto.Builder m = Onnx.model(1, encoder, node("Flatten", "o", "flat"),
        node("Concat", "x,flat", "all").addAttribute(Onnx.integer("axis", 1)), Onnx.linearRegressor("all", 1, 10, 20));
    m.getGraphBuilder().addInput(Onnx.input("city", 1).toBuilder().setType(text()));
    Pipeline model = Onnx.pipeline(m);
    assertThat(model.graphs().columns()).containsExactly(InputColumn.number("x"), InputColumn.text("city"));
    assertThat(model.predict(FeatureRow.of(Arrays.asList(3, "rome"))).outputs()).containsExactly(24);
    assertThat(model.predict(FeatureRow.of(Arrays.asList(3, "lima"))).outputs()).containsExactly(4);
  }

  private static ai.onnx.proto.OnnxMl.TypeProto text() {
    ValueInfoProto column = Onnx.input("city", 1);
    return column.getType().toBuilder().setTensorType(column.getType().getTensorType().toBuilder()
        .setElemType(TensorProto.DataType.STRING_VALUE)).build();
  }

  @Test
  void twoDenseLayersWithAnActivationBetweenThemAreANeuralNetwork() {
    ModelProto.Builder m = Onnx.model(2, node("MatMul", "x,w", "a"), node("Relu", "a", "b"),
        node("MatMul", "b,v", "c"));
    m.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 2, 1, 2, 3, 4))
        .addInitializer(Onnx.matrix("v", 2, 1, 1, 2));
    Pipeline network = OnnxImporter.read(m.build().toByteArray());
    assertThat(network.core().description()).isEqualTo("neural network");
    assertThat(network.core().scores(new double[] {1, -1})).containsExactly(0);
    assertThat(network.core().scores(new double[] {1, 1})).containsExactly(4 + 2 * 6);
  }

  @Test
  void aGraphWithoutAModelIsRefused() {
    refused(Onnx.model(2, node("Exp", "x", "y")), "no linear model and no tree", "train ");
  }

  @Test
  void aTreeOfScoresIsRefused() {
    refused(Onnx.model(2, Onnx.linearRegressor("x", 1, 2), node("Exp", "y", "e"),
        renamed(Onnx.regressionStump("BRANCH_LEQ"), "e").setOutput(0, "z")), "TreeEnsembleRegressor", "stacking");
  }

  @Test
  void aPrefixThatDoesNotFitIsRefusedByItsNode() {
    refused(Onnx.model(2, scaler("x", "s", new float[3], 1, 1, 1).setName("Sc"), Onnx.linearRegressor("s", 1, 1)),
        "node 'Sc' (Scaler)");
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "-3, 1"})
  void aLinearKernelVotesForTheFirstClassAboveZero(double x, String label) {
    NodeProto.Builder svm = Onnx.node(ML, "SVMClassifier", List.of("x"), List.of("label", "p"))
        .addAttribute(Onnx.ints("classlabels_ints", 0, 1)).addAttribute(Onnx.ints("vectors_per_class", 1, 1))
        .addAttribute(Onnx.floats("support_vectors", 1, 0, 0.5f, 0)).addAttribute(Onnx.floats("coefficients", 1, -1))
        .addAttribute(Onnx.floats("rho", 0.25f)).addAttribute(Onnx.text("kernel_type", "LINEAR"));
    Prediction p = Onnx.pipeline(Onnx.model(2, svm)).predict(FeatureRow.of(x, 9));
    assertThat(p.label()).isEqualTo(label);
    assertThat(p.outputs()).containsExactly(-(x / 2 + 0.25), x / 2 + 0.25);
    refused(Onnx.model(2, Onnx.with(svm, Onnx.text("kernel_type", "RBF"))), "kernel SVM", "train ");
  }

  /** What ONNX Runtime 1.32.0 gives for this model. */
  @ParameterizedTest
  @CsvSource({"-3, 0.09519793, 0.90480214", "-0.1, 0.48125771, 0.51874220", "0, 0.5, 0.5",
      "0.5, 0.59222114, 0.40777886", "3, 0.90465039, 0.09534959"})
  void probabilitiesOfALinearKernelAreCoupledAsRuntimesCoupleThem(double x, double first, double second) {
    NodeProto.Builder svm = Onnx.node(ML, "SVMClassifier", List.of("x"), List.of("label", "p"))
        .addAttribute(Onnx.ints("classlabels_ints", 0, 1)).addAttribute(Onnx.ints("vectors_per_class", 1, 1))
        .addAttribute(Onnx.floats("support_vectors", 1, 0, 0.5f, 0)).addAttribute(Onnx.floats("coefficients", 1, -1))
        .addAttribute(Onnx.floats("rho", 0)).addAttribute(Onnx.floats("prob_a", -1.5f))
        .addAttribute(Onnx.floats("prob_b", 0));
    Prediction p = Onnx.pipeline(Onnx.model(2, svm)).predict(FeatureRow.of(x, 9));
    assertThat(p.outputs()).containsExactly(new double[] {first, second}, within(1e-6));
    assertThat(p.label()).isEqualTo(x > 0 ? "0" : "1");
  }
}
