package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.network.NetworkModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks that are refused, or that have no layers: messages name the node, the operator and what to do. */
class NetworkRefusalsTest {
  private static final NodeProto.Builder FIRST = Onnx.node("", "MatMul", List.of("x", "w"), List.of("a"));
  private static final NodeProto.Builder RELU = Onnx.node("", "Relu", List.of("a"), List.of("b"));
  private static final NodeProto.Builder LAST = Onnx.node("", "MatMul", List.of("c", "v"), List.of("y"));

  /** Two dense layers of two values with some nodes between them that make "c". */
  private static ModelProto.Builder between(NodeProto.Builder... nodes) {
    NodeProto.Builder[] all = new NodeProto.Builder[nodes.length + 3];
    all[0] = FIRST;
    all[1] = RELU;
    System.arraycopy(nodes, 0, all, 2, nodes.length);
    all[all.length - 1] = LAST;
    ModelProto.Builder model = Onnx.model(2, all);
    model.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 2, 1, 2, 3, -4))
        .addInitializer(Onnx.matrix("v", 2, 2, 1, 1, 0, 1)).addInitializer(Onnx.vector("nan", Float.NaN, 1))
        .addInitializer(Onnx.vector("zero", 0, 1));
    return model;
  }

  private static NodeProto.Builder named(String type, String... inputs) {
    return Onnx.node("", type, List.of(inputs), List.of("c")).setName("middle");
  }

  private static String obstacle(NodeProto.Builder... nodes) {
    NetworkModel model = (NetworkModel) Onnx.read(between(nodes));
    assertThat(model.scores(new double[] {1, 2}).length).isIn(2, 4);
    return model.obstacle().orElseThrow();
  }

  @Test
  void aStepThatMixesElementsOtherThanBySumsLeavesTheNetworkToTables() {
    assertThat(obstacle(named("Softmax", "b"))).contains("node 'middle' (Softmax)", "train the network without it");
    assertThat(obstacle(named("LogSoftmax", "b"))).contains("node 'middle' (LogSoftmax)");
  }

  @Test
  void aProductOfDifferentSumsLeavesTheNetworkToTables() {
    assertThat(obstacle(Onnx.node("", "MatMul", List.of("x", "v"), List.of("t")), named("Mul", "b", "t")))
        .contains("node 'middle' (Mul)", "depend on different sums", "only sums, maxima and minima");
  }

  @Test
  void aProductOfTwoLayersLeavesTheNetworkToTables() {
    assertThat(obstacle(Onnx.node("", "Transpose", List.of("b"), List.of("t")),
        named("MatMul", "t", "b"))).contains("node 'middle' (MatMul)", "depend on the row");
  }

  @Test
  void aConstantThatIsNoNumberLeavesTheNetworkToTables() {
    assertThat(obstacle(named("Add", "b", "nan"))).contains("node 'middle' (Add)", "not finite");
  }

  @Test
  void anOperatorThatNobodyKnowsIsRefusedByItsNode() {
    assertThatThrownBy(() -> Onnx.read(between(named("LayerNormalization", "b", "zero"))))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("node 'middle' (LayerNormalization)",
            "batch normalisation");
    assertThatThrownBy(() -> Onnx.read(between(named("DynamicQuantizeLinear", "b"))))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("node 'middle' (DynamicQuantizeLinear)",
            "quantise statically");
    assertThatThrownBy(() -> Onnx.read(between(named("NoSuchThing", "b")))).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("node 'middle' (NoSuchThing)", "not supported");
  }

  @Test
  void settingsThatAreNotKnownAreRefusedByTheirNode() {
    assertThatThrownBy(() -> Onnx.read(between(named("Gelu", "b").addAttribute(Onnx.text("approximate", "odd")))))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("node 'middle' (Gelu)", "'odd'");
    assertThatThrownBy(() -> Onnx.read(between(named("Elu", "b").addAttribute(Onnx.real("beta", 1)))))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("node 'middle' (Elu)", "'beta'");
    assertThatThrownBy(() -> Onnx.read(between(named("QuantizeLinear", "b", "zero", "zero"))))
        .isInstanceOf(NightjarException.class).hasMessageContainingAll("node 'middle' (QuantizeLinear)",
            "8 and 16 bits");
    assertThatThrownBy(() -> Onnx.read(between(named("QuantizeLinear", "b", "b")))).isInstanceOf(
        NightjarException.class).hasMessageContainingAll("node 'middle' (QuantizeLinear)", "depends on the row");
  }

  @Test
  void shapesThatDoNotFitAreRefusedByTheirNode() {
    assertThatThrownBy(() -> Onnx.read(image(1 << 6, 5, 3))).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("node 'conv' (Conv)", "channels");
  }

  @Test
  void severalInputsAreRefused() {
    ModelProto.Builder model = between(named("Add", "b", "z"));
    model.getGraphBuilder().addInput(Onnx.input("z", 2));
    assertThatThrownBy(() -> Onnx.read(model)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("it has 2 inputs");
  }

  @Test
  void anInputWithoutADimensionForRowsIsRefused() {
    ModelProto.Builder model = between(named("Add", "b", "zero"));
    TensorShapeProto one = TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimValue(2)).build();
    model.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setShape(one);
    assertThatThrownBy(() -> Onnx.read(model)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("one row of 2 numbers", "[rows, 2]");
  }

  @Test
  void aBranchThatTheRowDecidesIsRefusedByItsNode() {
    assertThatThrownBy(() -> Onnx.read(between(named("If", "b")))).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("node 'middle' (If)", "chooses by what it computes of a row");
  }

  @Test
  void severalWholeNumbersForARowAreRefused() {
    ModelProto.Builder model = between(named("Add", "b", "zero"));
    model.getGraphBuilder().addNode(Onnx.node("", "Cast", List.of("c"), List.of("whole"))
        .addAttribute(Onnx.integer("to", TensorProto.DataType.INT64_VALUE)))
        .addOutput(ValueInfoProto.newBuilder().setName("whole"));
    assertThatThrownBy(() -> Onnx.read(model)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("'whole' holds 2 whole numbers", "one label");
  }

  @Test
  void anImageWithoutSizesIsRefused() {
    assertThatThrownBy(() -> Onnx.read(image(0, 1, 1))).isInstanceOf(NightjarException.class)
        .hasMessageContaining("does not say how many features");
  }

  /** An image of some channels, a convolution of a 3 x 3 kernel over one channel, a function and a mean. */
  private static ModelProto.Builder image(int side, int channels, int maps) {
    NodeProto conv = Onnx.node("", "Conv", List.of("x", "w"), List.of("a")).setName("conv").build();
    TensorShapeProto shape = TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("N"))
        .addDim(Dimension.newBuilder().setDimValue(channels)).addDim(Dimension.newBuilder().setDimValue(side))
        .addDim(Dimension.newBuilder().setDimValue(side)).build();
    TensorProto.Builder w = TensorProto.newBuilder().setName("w").setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(maps).addDims(1).addDims(3).addDims(3);
    for (int i = 0; i < 9 * maps; i++) {
      w.addFloatData(i % 7 - 3.5f);
    }
    GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(w)
        .addInput(ValueInfoProto.newBuilder().setName("x").setType(TypeProto.newBuilder().setTensorType(
            TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape))))
        .addNode(conv).addNode(RELU).addNode(Onnx.node("", "GlobalAveragePool", List.of("b"), List.of("y")))
        .addOutput(ValueInfoProto.newBuilder().setName("y"));
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
  }

  @Test
  void layersOfTooManyValuesAreRefusedBeforeTheyTakeMemory() {
    // 254 x 254 places of 64 maps: 4 million values.
    assertThatThrownBy(() -> Onnx.read(image(256, 1, 64))).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("node 'conv' (Conv)", "4129024 elements", "smaller images");
  }
}
