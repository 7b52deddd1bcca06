package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.TreeNodes.read;
import static dev.nightjar.compiler.onnx.TreeNodes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which classes trees of ONNX files choose, and with which scores; expected is what ONNX Runtime 1.32 gives. */
class OnnxTreeClassesTest {
  private static final String FIRST = "1:0:0.2 2:0:0.9";
  private static final String SECOND = "1:1:0.2 2:1:0.9";
  private static final String FIRST_NEGATIVE = "1:0:-0.2 2:0:0.9";
  private static final String SECOND_NEGATIVE = "1:1:-0.2 2:1:0.9";
  private static final String BOTH = "1:0:0.8 1:1:0.2 2:0:0.1 2:1:0.9";
  private static final String BOTH_NEGATIVE = "1:0:0.8 1:1:-0.2 2:0:0.1 2:1:0.9";
  private static final String FREE = "1:0:0.8 1:1:-0.2 2:0:0.4 2:1:0.9";
  private static final String OPPOSITE = "1:0:0.8 1:1:-0.8 2:0:-0.3 2:1:0.3";

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
}
