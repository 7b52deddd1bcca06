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

  private static NodeProto.Builder classifier(long id, String post, float first, float second) {
    NodeProto.Builder n = Onnx.classifierStump(post, new float[] {first}, new float[] {second});
    return Onnx.with(n, Onnx.ints("class_ids", id, id));
  }

  private static Prediction predict(TreeEnsemble model, double x) {
    return model.task().predict(model.scores(new double[] {x, 0}));
  }

  /** Leaf 1 is reached below 1.5, leaf 2 above. */
  @ParameterizedTest
  @CsvSource({"0, 0.2, 0.9, ham, spam", "1, 0.2, 0.9, ham, spam", "0, 0.2, 0.4, ham, ham", "1, 0.2, 0.4, ham, ham",
      "0, 0.2, -0.9, spam, ham", "1, -0.2, 0.1, ham, spam", "1, 0, 0.5, ham, ham"})
  void weightsOfOneClassAreTheScoreOfTheSecondWhicheverIdTheyHave(long id, float first, float second, String left,
      String right) {
    TreeEnsemble model = read(classifier(id, "NONE", first, second));
    assertThat(predict(model, 1).label()).isEqualTo(left);
    assertThat(predict(model, 2).label()).isEqualTo(right);
  }

  @Test
  void aBaseValueOfWeightsOfTheSecondClassIsNotUsed() {
    TreeEnsemble model = read(classifier(1, "NONE", 0.2f, 0.9f).addAttribute(Onnx.floats("base_values", 0.4f)));
    assertThat(predict(model, 1).label()).isEqualTo("ham");
    assertThat(predict(read(classifier(0, "NONE", 0.2f, 0.9f).addAttribute(Onnx.floats("base_values", 0.4f))), 1)
        .label()).isEqualTo("spam");
  }

  @Test
  void oppositeWeightsOfTwoClassesUnderTheLogisticFunctionAreOneScore() {
    TreeEnsemble model = read(Onnx.classifierStump("LOGISTIC", new float[] {0.8f, -0.8f}, new float[] {-0.3f, 0.3f}));
    assertThat(model.base()).hasSize(1);
    double p = 1 / (1 + Math.exp(0.8f));
    assertThat(predict(model, 1).outputs()).containsExactly(new double[] {1 - p, p}, within(1e-12));
    assertThat(predict(model, 1).label()).isEqualTo("ham");
    assertThat(predict(model, 2).label()).isEqualTo("spam");
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
    refused(Onnx.with(ensemble(0), Onnx.integer("nodes_surprise", 4)), "nodes_surprise");
    refused(ensemble(6), "no set for node 0");
    refused(ensemble(6).addAttribute(floats("membership_values", 1, Float.NaN, 2, Float.NaN)), "more sets");
    refused(ensemble(6).addAttribute(floats("membership_values", Float.POSITIVE_INFINITY)), "equals Infinity");
  }
}
