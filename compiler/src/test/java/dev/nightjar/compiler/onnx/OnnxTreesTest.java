package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.Onnx.ML;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What trees of ONNX files mean; expected values are those of ONNX Runtime 1.32 for the same nodes. */
class OnnxTreesTest {
  private static final double NAN = Double.NaN;
  private static final long LEAF = 1;

  private static TreeEnsemble read(NodeProto.Builder node) {
    return (TreeEnsemble) Onnx.read(Onnx.model(2, node));
  }

  private static double score(TreeEnsemble model, double x) {
    return model.scores(new double[] {x, 0})[0];
  }

  private static void refused(NodeProto.Builder node, String... words) {
    assertThatThrownBy(() -> read(node)).isInstanceOf(NightjarException.class).hasMessageContainingAll(words)
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_MODEL);
  }

  private static NodeProto.Builder stump(String mode, Long missing) {
    NodeProto.Builder n = Onnx.regressionStump(mode);
    if (missing != null) {
      n.addAttribute(Onnx.ints("nodes_missing_value_tracks_true", missing, 0, 0));
    }
    return n;
  }

  /** Leaf 10 is where the test holds. */
  @ParameterizedTest
  @CsvSource({"BRANCH_LEQ, 20, 20, 10", "BRANCH_LT, 20, 20, 10", "BRANCH_GTE, 20, 20, 10", "BRANCH_GT, 20, 20, 10",
      "BRANCH_EQ, 20, 20, 10", "BRANCH_NEQ, 10, 10, 10"})
  void aMissingValueGoesWhereTheNodeSays(String mode, double unsaid, double no, double yes) {
    assertThat(score(read(stump(mode, null)), NAN)).isEqualTo(unsaid);
    assertThat(score(read(stump(mode, 0L)), NAN)).isEqualTo(no);
    assertThat(score(read(stump(mode, 1L)), NAN)).isEqualTo(yes);
    assertThat(read(stump(mode, null)).missing()).isEmpty();
    assertThat(read(stump(mode, 0L)).missing()).isEmpty();
    assertThat(read(stump(mode, 1L)).missing()).containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource({"BRANCH_EQ, 10, 20", "BRANCH_NEQ, 20, 10"})
  void equalityIsThatOfSinglePrecision(String mode, double equal, double other) {
    TreeEnsemble model = read(stump(mode, null));
    assertThat(score(model, 1.5)).isEqualTo(equal);
    assertThat(score(model, 1.5 + 1e-9)).isEqualTo(equal);
    assertThat(score(model, 1.5 + 1e-6)).isEqualTo(other);
    assertThat(score(model, 1)).isEqualTo(other);
  }

  /** As LightGBM and XGBoost export a set of categories: all tests lead to one node. */
  private static NodeProto.Builder chain(long... missing) {
    NodeProto.Builder n = Onnx.regressionStump("BRANCH_EQ");
    Onnx.with(n, Onnx.ints("nodes_treeids", new long[5]));
    Onnx.with(n, Onnx.ints("nodes_nodeids", 0, 1, 2, 3, 4));
    Onnx.with(n, Onnx.ints("nodes_featureids", 0, 0, 0, 0, 0));
    Onnx.with(n, Onnx.floats("nodes_values", 4, 1, 6, 0, 0));
    Onnx.with(n, Onnx.texts("nodes_modes", "BRANCH_EQ", "BRANCH_EQ", "BRANCH_EQ", "LEAF", "LEAF"));
    Onnx.with(n, Onnx.ints("nodes_truenodeids", 3, 3, 3, 0, 0));
    Onnx.with(n, Onnx.ints("nodes_falsenodeids", 1, 2, 4, 0, 0));
    Onnx.with(n, Onnx.ints("nodes_missing_value_tracks_true", missing));
    Onnx.with(n, Onnx.ints("target_nodeids", 3, 4));
    return n;
  }

  @Test
  void aChainOfTestsForEqualityIsOneTestForASet() {
    TreeEnsemble model = read(chain(0, 0, 0, 0, 0));
    assertThat(model.trees().get(0)).isInstanceOf(Tree.Member.class);
    assertThat(((Tree.Member) model.trees().get(0)).values()).containsExactly(1, 4, 6);
    assertThat(List.of(0, 1, 2, 4, 5, 6, 7)).extracting(x -> score(model, x))
        .containsExactly(20.0, 10.0, 20.0, 10.0, 20.0, 10.0, 20.0);
    assertThat(score(model, NAN)).isEqualTo(20);
    assertThat(score(read(chain(0, 0, 1, 0, 0)), NAN)).isEqualTo(10);
  }

  @Test
  void aChainOfManyCategoriesIsNoDeepTree() {
    int categories = 5000;
    NodeProto.Builder n = chain();
    long[] ids = new long[categories + 2];
    Arrays.setAll(ids, i -> i);
    long[] yes = new long[ids.length];
    long[] no = new long[ids.length];
    float[] values = new float[ids.length];
    String[] modes = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      boolean leaf = i >= categories;
      yes[i] = leaf ? 0 : categories;
      no[i] = leaf ? 0 : i == categories - 1 ? categories + 1 : i + 1;
      values[i] = 2 * i;
      modes[i] = leaf ? "LEAF" : "BRANCH_EQ";
    }
    Onnx.with(n, Onnx.ints("nodes_treeids", new long[ids.length]));
    Onnx.with(n, Onnx.ints("nodes_nodeids", ids));
    Onnx.with(n, Onnx.ints("nodes_featureids", new long[ids.length]));
    Onnx.with(n, Onnx.floats("nodes_values", values));
    Onnx.with(n, Onnx.texts("nodes_modes", modes));
    Onnx.with(n, Onnx.ints("nodes_truenodeids", yes));
    Onnx.with(n, Onnx.ints("nodes_falsenodeids", no));
    Onnx.with(n, Onnx.ints("target_nodeids", categories, categories + 1));
    TreeEnsemble model = read(n);
    assertThat(score(model, 8000)).isEqualTo(10);
    assertThat(score(model, 8001)).isEqualTo(20);
  }

  @Test
  void nodesBelowThemselvesAreRefused() {
    NodeProto.Builder n = Onnx.with(chain(0, 0, 0, 0, 0), Onnx.ints("nodes_falsenodeids", 1, 2, 1, 0, 0));
    refused(Onnx.with(n, Onnx.ints("nodes_truenodeids", 4, 3, 3, 0, 0)), "below itself");
    refused(Onnx.with(n, Onnx.ints("nodes_truenodeids", 3, 3, 4, 0, 0)), "below itself");
    Onnx.with(n, Onnx.texts("nodes_modes", "BRANCH_EQ", "BRANCH_LEQ", "BRANCH_EQ", "LEAF", "LEAF"));
    refused(n, "below itself");
  }

  @Test
  void subTreesThatAreNamedTwiceAreLimitedAsIfTheyWereCopied() {
    int depth = 40;
    NodeProto.Builder n = Onnx.regressionStump("BRANCH_LEQ");
    long[] ids = new long[depth + 1];
    Arrays.setAll(ids, i -> i);
    long[] next = new long[depth + 1];
    Arrays.setAll(next, i -> i == depth ? 0 : i + 1);
    String[] modes = new String[depth + 1];
    Arrays.fill(modes, "BRANCH_LEQ");
    modes[depth] = "LEAF";
    Onnx.with(n, Onnx.ints("nodes_treeids", new long[depth + 1]));
    Onnx.with(n, Onnx.ints("nodes_nodeids", ids));
    Onnx.with(n, Onnx.ints("nodes_featureids", new long[depth + 1]));
    Onnx.with(n, Onnx.floats("nodes_values", new float[depth + 1]));
    Onnx.with(n, Onnx.texts("nodes_modes", modes));
    Onnx.with(n, Onnx.ints("nodes_truenodeids", next));
    Onnx.with(n, Onnx.ints("nodes_falsenodeids", next));
    Onnx.with(n, Onnx.ints("target_treeids", 0));
    Onnx.with(n, Onnx.ints("target_nodeids", depth));
    Onnx.with(n, Onnx.ints("target_ids", 0));
    refused(Onnx.with(n, Onnx.floats("target_weights", 1)), "more than " + (1 << 22) + " nodes", "smaller trees");
  }

  @Test
  void categoriesThatAreNoNumbersAreRefused() {
    refused(Onnx.with(stump("BRANCH_EQ", null), Onnx.floats("nodes_values", Float.NaN, 0, 0)), "equals NaN");
    refused(Onnx.with(stump("BRANCH_NEQ", null), Onnx.floats("nodes_values", Float.POSITIVE_INFINITY, 0, 0)),
        "equals Infinity");
  }

  private static Pipeline classifier(String post, String ids, float... base) {
    return classifier(post, ids, true, base);
  }

  /**
   * A classifier of 3 and 4, or of b and c. Leaf 1 is reached below 1.5, leaf 2 above.
   *
   * @param weights for each entry leaf:id:weight
   */
  private static Pipeline classifier(String post, String weights, boolean integers, float... base) {
    NodeProto.Builder n = Onnx.stump("TreeEnsembleClassifier", "BRANCH_LEQ")
        .addAttribute(Onnx.text("post_transform", post));
    n.addAttribute(integers ? Onnx.ints("classlabels_int64s", 3, 4) : Onnx.texts("classlabels_strings", "b", "c"));
    String[][] entries = Arrays.stream(weights.split(" ")).map(e -> e.split(":")).toArray(String[][]::new);
    float[] values = new float[entries.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(entries[i][2]);
    }
    n.addAttribute(Onnx.ints("class_treeids", new long[entries.length]))
        .addAttribute(Onnx.ints("class_nodeids", Arrays.stream(entries).mapToLong(e -> Long.parseLong(e[0])).toArray()))
        .addAttribute(Onnx.ints("class_ids", Arrays.stream(entries).mapToLong(e -> Long.parseLong(e[1])).toArray()))
        .addAttribute(Onnx.floats("class_weights", values));
    if (base.length > 0) {
      n.addAttribute(Onnx.floats("base_values", base));
    }
    return Onnx.pipeline(Onnx.model(2, n));
  }

  private static final String FIRST = "1:0:0.2 2:0:0.9";
  private static final String SECOND = "1:1:0.2 2:1:0.9";
  private static final String FIRST_NEGATIVE = "1:0:-0.2 2:0:0.9";
  private static final String SECOND_NEGATIVE = "1:1:-0.2 2:1:0.9";
  private static final String BOTH = "1:0:0.8 1:1:0.2 2:0:0.1 2:1:0.9";
  private static final String BOTH_NEGATIVE = "1:0:0.8 1:1:-0.2 2:0:0.1 2:1:0.9";
  private static final String FREE = "1:0:0.8 1:1:-0.2 2:0:0.4 2:1:0.9";
  private static final String OPPOSITE = "1:0:0.8 1:1:-0.8 2:0:-0.3 2:1:0.3";

  private static String weights(String name) {
    return switch (name) {
      case "first" -> FIRST;
      case "second" -> SECOND;
      case "first negative" -> FIRST_NEGATIVE;
      case "second negative" -> SECOND_NEGATIVE;
      case "both" -> BOTH;
      case "both negative" -> BOTH_NEGATIVE;
      case "free" -> FREE;
      default -> OPPOSITE;
    };
  }

  private static float[] numbers(String text) {
    String[] numbers = text == null ? new String[0] : text.split(" ");
    float[] out = new float[numbers.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Float.parseFloat(numbers[i]);
    }
    return out;
  }

  private static void assertRuntime(Pipeline model, double x, String label, String outputs) {
    Prediction p = model.predict(FeatureRow.of(x, 0));
    float[] expected = numbers(outputs);
    assertThat(p.outputs()).containsExactly(new double[] {expected[0], expected[1]}, within(6e-5));
    assertThat(p.label()).isEqualTo(label);
  }

  /** Post-transform, weights, base values; label and outputs in the one leaf and in the other. */
  @ParameterizedTest
  @CsvSource({
      "NONE, first, , 3, 0.8 0.2, 4, 0.1 0.9",
      "NONE, second, , 3, 0 0.2, 4, 0 0.9",
      "NONE, first negative, , 3, 0.2 -0.2, 4, -0.9 0.9",
      "NONE, second negative, , 3, 0 -0.2, 4, 0 0.9",
      "NONE, both, , 1, 0.8 0.2, 1, 0.1 0.9",
      "NONE, both negative, , 0, 0.8 -0.2, 1, 0.1 0.9",
      "NONE, free, , 0, 0.8 -0.2, 1, 0.4 0.9",
      "NONE, opposite, , 0, 0.8 -0.8, 1, -0.3 0.3",
      "NONE, first, 0.35, 4, 0.45 0.55, 4, -0.25 1.25",
      "NONE, second, 0.35, 3, 0 0.2, 4, 0 0.9",
      "NONE, first negative, 0.35, 4, -0.15 0.15, 4, -1.25 1.25",
      "NONE, second negative, 0.35, 3, 0 -0.2, 4, 0 0.9",
      "NONE, both, 0.35, 1, 1.15 0.2, 1, 0.45 0.9",
      "NONE, both negative, 0.35, 0, 1.15 -0.2, 1, 0.45 0.9",
      "NONE, free, 0.35, 0, 1.15 -0.2, 1, 0.75 0.9",
      "NONE, opposite, 0.35, 0, 1.15 -0.8, 1, 0.05 0.3",
      "NONE, both, 0.35 0.1, 1, -0.9 0.9, 1, -0.2 0.2",
      "NONE, both negative, 0.35 0.1, 1, -0.9 0.9, 1, -0.2 0.2",
      "NONE, free, 0.35 0.1, 1, -0.9 0.9, 1, -0.5 0.5",
      "NONE, opposite, 0.35 0.1, 1, -0.9 0.9, 0, 0.2 -0.2",
      "LOGISTIC, first, , 3, 0.4502 0.5498, 4, 0.2891 0.7109",
      "LOGISTIC, second, , 3, 0.5 0.5498, 4, 0.5 0.7109",
      "LOGISTIC, first negative, , 3, 0.5498 0.4502, 4, 0.2891 0.7109",
      "LOGISTIC, second negative, , 3, 0.5 0.4502, 4, 0.5 0.7109",
      "LOGISTIC, both, , 1, 0.69 0.5498, 1, 0.525 0.7109",
      "LOGISTIC, both negative, , 0, 0.69 0.4502, 1, 0.525 0.7109",
      "LOGISTIC, free, , 0, 0.69 0.4502, 1, 0.5987 0.7109",
      "LOGISTIC, opposite, , 0, 0.69 0.31, 1, 0.4256 0.5744",
      "LOGISTIC, first, 0.35, 4, 0.3659 0.6341, 4, 0.2227 0.7773",
      "LOGISTIC, second, 0.35, 3, 0.5 0.5498, 4, 0.5 0.7109",
      "LOGISTIC, first negative, 0.35, 4, 0.4626 0.5374, 4, 0.2227 0.7773",
      "LOGISTIC, second negative, 0.35, 3, 0.5 0.4502, 4, 0.5 0.7109",
      "LOGISTIC, both, 0.35, 1, 0.7595 0.5498, 1, 0.6106 0.7109",
      "LOGISTIC, both negative, 0.35, 0, 0.7595 0.4502, 1, 0.6106 0.7109",
      "LOGISTIC, free, 0.35, 0, 0.7595 0.4502, 1, 0.6792 0.7109",
      "LOGISTIC, opposite, 0.35, 0, 0.7595 0.31, 1, 0.5125 0.5744",
      "LOGISTIC, both, 0.35 0.1, 1, 0.2891 0.7109, 1, 0.4502 0.5498",
      "LOGISTIC, both negative, 0.35 0.1, 1, 0.2891 0.7109, 1, 0.4502 0.5498",
      "LOGISTIC, free, 0.35 0.1, 1, 0.2891 0.7109, 1, 0.3775 0.6225",
      "LOGISTIC, opposite, 0.35 0.1, 1, 0.2891 0.7109, 0, 0.5498 0.4502",
      "SOFTMAX, first, , 3, 0.8 0.2, 4, 0.1 0.9",
      "SOFTMAX, second, , 3, 0.4502 0.5498, 4, 0.2891 0.7109",
      "SOFTMAX, first negative, , 3, 0.2 -0.2, 4, -0.9 0.9",
      "SOFTMAX, second negative, , 3, 0.5498 0.4502, 4, 0.2891 0.7109",
      "SOFTMAX, both, , 1, 0.6457 0.3543, 1, 0.31 0.69",
      "SOFTMAX, both negative, , 0, 0.7311 0.2689, 1, 0.31 0.69",
      "SOFTMAX, free, , 0, 0.7311 0.2689, 1, 0.3775 0.6225",
      "SOFTMAX, opposite, , 0, 0.832 0.168, 1, 0.3543 0.6457",
      "SOFTMAX, first, 0.35, 4, 0.45 0.55, 4, -0.25 1.25",
      "SOFTMAX, second, 0.35, 3, 0.4502 0.5498, 4, 0.2891 0.7109",
      "SOFTMAX, first negative, 0.35, 4, -0.15 0.15, 4, -1.25 1.25",
      "SOFTMAX, second negative, 0.35, 3, 0.5498 0.4502, 4, 0.2891 0.7109",
      "SOFTMAX, both, 0.35, 1, 0.7211 0.2789, 1, 0.3894 0.6106",
      "SOFTMAX, both negative, 0.35, 0, 0.7941 0.2059, 1, 0.3894 0.6106",
      "SOFTMAX, free, 0.35, 0, 0.7941 0.2059, 1, 0.4626 0.5374",
      "SOFTMAX, opposite, 0.35, 0, 0.8754 0.1246, 1, 0.4378 0.5622",
      "SOFTMAX, both, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.4013 0.5987",
      "SOFTMAX, both negative, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.4013 0.5987",
      "SOFTMAX, free, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.2689 0.7311",
      "SOFTMAX, opposite, 0.35 0.1, 1, 0.1419 0.8581, 0, 0.5987 0.4013",
      "SOFTMAX_ZERO, first, , 3, 0.8 0.2, 4, 0.1 0.9",
      "SOFTMAX_ZERO, second, , 3, 0 1, 4, 0 1",
      "SOFTMAX_ZERO, first negative, , 3, 0.2 -0.2, 4, -0.9 0.9",
      "SOFTMAX_ZERO, second negative, , 3, 0 1, 4, 0 1",
      "SOFTMAX_ZERO, both, , 1, 0.6457 0.3543, 1, 0.31 0.69",
      "SOFTMAX_ZERO, both negative, , 0, 0.7311 0.2689, 1, 0.31 0.69",
      "SOFTMAX_ZERO, free, , 0, 0.7311 0.2689, 1, 0.3775 0.6225",
      "SOFTMAX_ZERO, opposite, , 0, 0.832 0.168, 1, 0.3543 0.6457",
      "SOFTMAX_ZERO, first, 0.35, 4, 0.45 0.55, 4, -0.25 1.25",
      "SOFTMAX_ZERO, second, 0.35, 3, 0 1, 4, 0 1",
      "SOFTMAX_ZERO, first negative, 0.35, 4, -0.15 0.15, 4, -1.25 1.25",
      "SOFTMAX_ZERO, second negative, 0.35, 3, 0 1, 4, 0 1",
      "SOFTMAX_ZERO, both, 0.35, 1, 0.7211 0.2789, 1, 0.3894 0.6106",
      "SOFTMAX_ZERO, both negative, 0.35, 0, 0.7941 0.2059, 1, 0.3894 0.6106",
      "SOFTMAX_ZERO, free, 0.35, 0, 0.7941 0.2059, 1, 0.4626 0.5374",
      "SOFTMAX_ZERO, opposite, 0.35, 0, 0.8754 0.1246, 1, 0.4378 0.5622",
      "SOFTMAX_ZERO, both, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.4013 0.5987",
      "SOFTMAX_ZERO, both negative, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.4013 0.5987",
      "SOFTMAX_ZERO, free, 0.35 0.1, 1, 0.1419 0.8581, 1, 0.2689 0.7311",
      "SOFTMAX_ZERO, opposite, 0.35 0.1, 1, 0.1419 0.8581, 0, 0.5987 0.4013"})
  void twoClassesAreThoseOfTheRuntime(String post, String weights, String base, String left, String leftOutputs,
      String right, String rightOutputs) {
    Pipeline model = classifier(post, weights(weights), numbers(base));
    assertRuntime(model, 1, left, leftOutputs);
    assertRuntime(model, 2, right, rightOutputs);
  }

  @Test
  void labelsThatAreTextsAreChosenInTheSameWay() {
    assertRuntime(classifier("NONE", BOTH, false), 1, "c", "0.8 0.2");
    assertRuntime(classifier("NONE", SECOND, false), 1, "b", "0 0.2");
    assertRuntime(classifier("LOGISTIC", OPPOSITE, false), 1, "b", "0.69 0.31");
  }

  @Test
  void whatTheRuntimeMakesOfATaskIsNoGraphForTheClient() {
    for (Pipeline model : List.of(classifier("NONE", FIRST), classifier("NONE", FIRST_NEGATIVE),
        classifier("LOGISTIC", FIRST_NEGATIVE), classifier("LOGISTIC", OPPOSITE), classifier("SOFTMAX", OPPOSITE))) {
      assertThat(model.graphs().suffix()).isEmpty();
    }
    assertThat(((TreeEnsemble) classifier("LOGISTIC", OPPOSITE).core()).base()).hasSize(1);
    assertThat(((TreeEnsemble) classifier("NONE", BOTH).core()).base()).hasSize(1);
  }

  @Test
  void aSecondClassThatSomeLeavesHaveNoWeightForIsRefused() {
    assertThatThrownBy(() -> classifier("NONE", "1:0:0.8 2:1:0.9")).isInstanceOf(NightjarException.class)
        .hasMessageContaining("class '4'");
  }

  @ParameterizedTest
  @CsvSource({"LOGISTIC, 0.5498 0.5744 0.5, 6, 0.5 0.5 0.7109, 7",
      "SOFTMAX, 0.342 0.378 0.28, 6, 0.2242 0.2242 0.5515, 7", "NONE, 0.2 0.3 0, 6, 0 0 0.9, 7"})
  void threeClassesAreThoseOfTheRuntime(String post, String left, String leftLabel, String right, String rightLabel) {
    NodeProto.Builder n = Onnx.stump("TreeEnsembleClassifier", "BRANCH_LEQ")
        .addAttribute(Onnx.text("post_transform", post)).addAttribute(Onnx.ints("classlabels_int64s", 5, 6, 7))
        .addAttribute(Onnx.ints("class_treeids", 0, 0, 0)).addAttribute(Onnx.ints("class_nodeids", 1, 1, 2))
        .addAttribute(Onnx.ints("class_ids", 0, 1, 2)).addAttribute(Onnx.floats("class_weights", 0.2f, 0.3f, 0.9f));
    Pipeline model = Onnx.pipeline(Onnx.model(2, n));
    for (int side = 0; side < 2; side++) {
      Prediction p = model.predict(FeatureRow.of(1 + side, 0));
      float[] expected = numbers(side == 0 ? left : right);
      assertThat(p.outputs()).containsExactly(new double[] {expected[0], expected[1], expected[2]}, within(6e-5));
      assertThat(p.label()).isEqualTo(side == 0 ? leftLabel : rightLabel);
    }
  }

  @Test
  void aClassWithoutAWeightInSomeLeavesIsNotTakenForZeroWhereWeightsAreNegative() {
    NodeProto.Builder n = Onnx.classifierStump("NONE", new float[] {-0.2f}, new float[] {0.9f});
    Onnx.with(n, Onnx.texts("classlabels_strings", "a", "b", "c"));
    Onnx.with(n, Onnx.ints("class_ids", 0, 2));
    refused(n, "class 'a'", "weight for each class");
    assertThat(read(n.clone().addAttribute(Onnx.floats("base_values", 0, 0, 0))).base()).hasSize(3);
    assertThat(read(Onnx.with(n, Onnx.floats("class_weights", 0.2f, 0.9f))).base()).hasSize(3);
  }

  private static AttributeProto bytes(String name, int... values) {
    byte[] raw = new byte[values.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) values[i];
    }
    return tensor(name, TensorProto.newBuilder().setDataType(TensorProto.DataType.UINT8_VALUE)
        .setRawData(ByteString.copyFrom(raw)).addDims(raw.length));
  }

  private static AttributeProto tensor(String name, TensorProto.Builder tensor) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.TENSOR).setT(tensor).build();
  }

  private static AttributeProto floats(String name, float... values) {
    TensorProto.Builder t = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(values.length);
    for (float v : values) {
      t.addFloatData(v);
    }
    return tensor(name, t);
  }

  /** One test of feature 0 against 1, 10 where it holds. */
  private static NodeProto.Builder ensemble(int mode) {
    return Onnx.node(ML, "TreeEnsemble", List.of("x"), List.of("y")).addAttribute(bytes("nodes_modes", mode))
        .addAttribute(Onnx.ints("nodes_featureids", 0)).addAttribute(floats("nodes_splits", 1))
        .addAttribute(Onnx.ints("nodes_truenodeids", 0)).addAttribute(Onnx.ints("nodes_trueleafs", LEAF))
        .addAttribute(Onnx.ints("nodes_falsenodeids", 1)).addAttribute(Onnx.ints("nodes_falseleafs", LEAF))
        .addAttribute(Onnx.ints("leaf_targetids", 0, 0)).addAttribute(floats("leaf_weights", 10, 20))
        .addAttribute(Onnx.ints("tree_roots", 0)).addAttribute(Onnx.integer("n_targets", 1));
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 10, 20, 20", "1, 10, 20, 20, 20", "2, 20, 10, 10, 20", "3, 20, 20, 10, 20", "4, 20, 10, 20, 20",
      "5, 10, 20, 10, 10"})
  void theTestsOfAnEnsembleOfVersion5AreNumbered(int mode, double below, double at, double above, double missing) {
    TreeEnsemble model = read(ensemble(mode));
    assertThat(score(model, 0)).isEqualTo(below);
    assertThat(score(model, 1)).isEqualTo(at);
    assertThat(score(model, 2)).isEqualTo(above);
    assertThat(score(model, NAN)).isEqualTo(missing);
    assertThat(score(read(ensemble(mode).addAttribute(Onnx.ints("nodes_missing_value_tracks_true", 1))), NAN))
        .isEqualTo(10);
  }

  @Test
  void membershipIsTestedInSets() {
    TreeEnsemble model = read(ensemble(6).addAttribute(floats("membership_values", 1, 3, 40, Float.NaN)));
    assertThat(List.of(0, 1, 2, 3, 40, -1)).extracting(x -> score(model, x))
        .containsExactly(20.0, 10.0, 20.0, 10.0, 10.0, 20.0);
    assertThat(score(model, NAN)).isEqualTo(20);
    assertThat(score(read(ensemble(6).addAttribute(floats("membership_values", 1, 3))), 3)).isEqualTo(10);
  }

  /** Two trees: 0 tests feature 0, then feature 1 in a set; 1 is one leaf, named on both sides. */
  private static NodeProto.Builder two() {
    NodeProto.Builder n = ensemble(0);
    Onnx.with(n, bytes("nodes_modes", 0, 6, 1));
    Onnx.with(n, Onnx.ints("nodes_featureids", 0, 1, 0));
    Onnx.with(n, floats("nodes_splits", 1, 0, 0));
    Onnx.with(n, Onnx.ints("nodes_truenodeids", 1, 1, 3));
    Onnx.with(n, Onnx.ints("nodes_trueleafs", 0, 1, 1));
    Onnx.with(n, Onnx.ints("nodes_falsenodeids", 0, 2, 3));
    Onnx.with(n, Onnx.ints("nodes_falseleafs", 1, 1, 1));
    Onnx.with(n, Onnx.ints("leaf_targetids", 1, 0, 1, 0));
    Onnx.with(n, floats("leaf_weights", 5, 10, 20, 100));
    Onnx.with(n, Onnx.ints("tree_roots", 0, 2));
    Onnx.with(n, Onnx.integer("n_targets", 2));
    return Onnx.with(n, floats("membership_values", 2, 7, Float.NaN));
  }

  @Test
  void treesAndTargetsOfVersion5AreAdded() {
    TreeEnsemble model = read(two());
    assertThat(model.scores(new double[] {2, 0})).containsExactly(100, 5);
    assertThat(model.scores(new double[] {0, 7})).containsExactly(110, 0);
    assertThat(model.scores(new double[] {0, 3})).containsExactly(100, 20);
    assertThat(read(Onnx.with(two(), Onnx.integer("aggregate_function", 0))).scores(new double[] {0, 7}))
        .containsExactly(55, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theSmallestAndTheLargestOfOneTreeAreItsValue(int aggregate) {
    assertThat(score(read(ensemble(0).addAttribute(Onnx.integer("aggregate_function", aggregate))), 0)).isEqualTo(10);
    refused(Onnx.with(two(), Onnx.integer("aggregate_function", aggregate)), "smallest or largest", "SUM or AVERAGE");
  }

  @Test
  void malformedEnsemblesOfVersion5AreRefusedWithTheReason() {
    refused(Onnx.with(ensemble(0), bytes("nodes_modes", 7)), "unknown node mode 7");
    refused(Onnx.with(ensemble(0), floats("nodes_modes", 1)), "list of bytes");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_featureids", 0, 1)), "differ in length");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_featureids", 2)), "feature 2");
    refused(Onnx.with(ensemble(0), floats("nodes_splits", 1, 2)), "differ in length");
    refused(Onnx.with(ensemble(0), floats("nodes_splits", Float.NaN)), "compares with NaN");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_truenodeids", 2)), "does not exist");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_truenodeids", -1)), "does not exist");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_trueleafs", 0)), "below itself");
    refused(Onnx.with(ensemble(0), Onnx.ints("nodes_trueleafs", 0, 1)), "differ in length");
    refused(Onnx.with(ensemble(0), Onnx.ints("leaf_targetids", 0, 1)), "score 1 of 1");
    refused(Onnx.with(ensemble(0), Onnx.ints("leaf_targetids", 0)), "differ in length");
    refused(Onnx.with(ensemble(0), floats("leaf_weights", 1, Float.NaN)), "weight NaN");
    refused(Onnx.with(ensemble(0), Onnx.ints("tree_roots", 1)), "tree_roots");
    refused(Onnx.with(ensemble(0), Onnx.ints("tree_roots")), "tree_roots");
    refused(Onnx.with(ensemble(0), Onnx.integer("n_targets", 0)), "n_targets 0");
    refused(Onnx.with(ensemble(0), Onnx.integer("aggregate_function", 4)), "aggregate_function 4");
    refused(Onnx.with(ensemble(0), Onnx.integer("post_transform", 2)), "post_transform 2");
    refused(Onnx.with(ensemble(0), Onnx.integer("nodes_surprise", 4)), "nodes_surprise");
    refused(ensemble(6), "no set for node 0");
    refused(ensemble(6).addAttribute(floats("membership_values", 1, Float.NaN, 2, Float.NaN)), "more sets");
    refused(ensemble(6).addAttribute(floats("membership_values", Float.POSITIVE_INFINITY)), "equals Infinity");
  }

  @Test
  void aBaseValueNeedsAWeightForItsTargetInEachLeaf() {
    NodeProto.Builder two = Onnx.regressionStump("BRANCH_LEQ").addAttribute(Onnx.integer("n_targets", 2));
    assertThat(read(two.clone().addAttribute(Onnx.floats("base_values", 5, 0))).scores(new double[] {0, 0}))
        .containsExactly(15, 0);
    refused(two.addAttribute(Onnx.floats("base_values", 0, 7)), "no weight for target 1", "one model for each target");
  }
}
