package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.TreeNodes.NAN;
import static dev.nightjar.compiler.onnx.TreeNodes.read;
import static dev.nightjar.compiler.onnx.TreeNodes.refused;
import static dev.nightjar.compiler.onnx.TreeNodes.score;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trees of ONNX files mean; expected values are those of ONNX Runtime 1.32 for the same nodes. */
class OnnxTreesTest {
  private static final long LEAF = 1;

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

  @Test
  void aBaseValueNeedsAWeightForItsTargetInEachLeaf() {
    NodeProto.Builder two = Onnx.regressionStump("BRANCH_LEQ").addAttribute(Onnx.integer("n_targets", 2));
    assertThat(read(two.clone().addAttribute(Onnx.floats("base_values", 5, 0))).scores(new double[] {0, 0}))
        .containsExactly(15, 0);
    refused(two.addAttribute(Onnx.floats("base_values", 0, 7)), "no weight for target 1", "one model for each target");
  }
}
