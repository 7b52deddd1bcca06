package dev.nightjar.compiler.onnx;

import static dev.nightjar.compiler.onnx.Onnx.ML;
import static dev.nightjar.compiler.onnx.TreeNodes.NAN;
import static dev.nightjar.compiler.onnx.TreeNodes.read;
import static dev.nightjar.compiler.onnx.TreeNodes.refused;
import static dev.nightjar.compiler.onnx.TreeNodes.score;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the node TreeEnsemble of version 5 of the operators means; expected is what ONNX Runtime 1.32 gives. */
class OnnxTreesVersion5Test {
  private static final long LEAF = 1;

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
}
