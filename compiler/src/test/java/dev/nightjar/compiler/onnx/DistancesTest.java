package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.NeighbourModel;
import dev.nightjar.api.model.Pipeline;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistancesTest {
  private static final TensorProto TABLE = Onnx.matrix("table", 3, 2, 1, 2, -3, 0.5f, 4, 4);

  /** The loop of a converter, with these operators between the difference and the output. */
  private static NodeProto.Builder scan(NodeProto.Builder... measured) {
    GraphProto.Builder body = GraphProto.newBuilder()
        .addInput(ValueInfoProto.newBuilder().setName("in")).addInput(ValueInfoProto.newBuilder().setName("row"))
        .addOutput(ValueInfoProto.newBuilder().setName("out")).addOutput(ValueInfoProto.newBuilder().setName("d"))
        .addInitializer(longs("axes", 1))
        .addInitializer(Onnx.vector("p", 3))
        .addNode(Onnx.node("", "Identity", List.of("in"), List.of("out")))
        .addNode(Onnx.node("", "Sub", List.of("in", "row"), List.of("difference")));
    for (NodeProto.Builder node : measured) {
      body.addNode(node);
    }
    return Onnx.node("", "Scan", List.of("x", "table"), List.of("", "column"))
        .addAttribute(AttributeProto.newBuilder().setName("body").setType(AttributeType.GRAPH).setG(body))
        .addAttribute(Onnx.integer("num_scan_inputs", 1));
  }

  private static TensorProto longs(String name, long value) {
    return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.INT64_VALUE).addDims(1)
        .addInt64Data(value).build();
  }

  private static NodeProto.Builder squares() {
    return Onnx.node("", "ReduceSumSquare", List.of("difference", "axes"), List.of("d"))
        .addAttribute(Onnx.integer("keepdims", 0));
  }

  private static NodeProto.Builder transpose() {
    return Onnx.node("", "Transpose", List.of("column"), List.of("squares")).addAttribute(Onnx.ints("perm", 1, 0));
  }

  private static NodeProto.Builder root(String in) {
    return Onnx.node("", "Sqrt", List.of(in), List.of("distances"));
  }

  private static NodeProto.Builder nearest(String values) {
    return Onnx.node("", "TopK", List.of("distances", "k"), List.of(values, "nearest"))
        .addAttribute(Onnx.integer("largest", 0));
  }

  /** The model whose output is the sum of what is stored beside the two nearest rows. */
  private static Pipeline stored(NodeProto.Builder... nodes) {
    NodeProto.Builder[] all = Arrays.copyOf(nodes, nodes.length + 2);
    all[nodes.length] = Onnx.node("", "Gather", List.of("targets", "nearest"), List.of("chosen"));
    all[nodes.length + 1] = Onnx.node("", "ReduceSum", List.of("chosen", "axes"), List.of("y"));
    return pipeline(all);
  }

  private static Pipeline pipeline(NodeProto.Builder... nodes) {
    ModelProto.Builder model = Onnx.model(2, nodes);
    model.getGraphBuilder().addInitializer(TABLE).addInitializer(longs("k", 2)).addInitializer(longs("axes", 1))
        .addInitializer(Onnx.vector("targets", 1, 10, 100));
    return Onnx.pipeline(model);
  }

  private static double predict(Pipeline model, double... row) {
    return model.predict(FeatureRow.of(row)).outputs()[0];
  }

  private static NeighbourModel core(Pipeline model) {
    assertThat(model.core()).isInstanceOf(NeighbourModel.class);
    return (NeighbourModel) model.core();
  }

  @Test
  void whereTheOrderOfDistancesIsAllThatCountsNothingRunsInFrontAndTheNormIsLeftOut() {
    Pipeline model = stored(scan(squares()), transpose(), root("squares"), nearest(""));
    assertThat(core(model).relative()).isTrue();
    assertThat(core(model).voting()).isFalse();
    assertThat(core(model).rows()).isEqualTo(3);
    assertThat(model.graphs().prefix()).isEmpty();
    assertThat(core(model).scores(new double[] {1, 1})).usingComparatorWithPrecision(1e-9)
        .containsExactly(1 + 4 - 6, 9.25 + 6 - 1, 32 - 16);
    assertThat(predict(model, 1, 1)).isEqualTo(11);
    assertThat(predict(model, 3, 3)).isEqualTo(101);
    assertThat(predict(model, -3, 0)).isEqualTo(11);
  }

  @Test
  void whereDistancesThemselvesAreUsedTheClientSendsTheNormOfTheRow() {
    Pipeline model = pipeline(scan(squares()), transpose(), root("squares"));
    assertThat(core(model).relative()).isFalse();
    assertThat(model.core().features()).isEqualTo(3);
    assertThat(model.predict(FeatureRow.of(new double[] {1, 1})).outputs()).usingComparatorWithPrecision(1e-6)
        .containsExactly(1, Math.sqrt(16.25), Math.sqrt(18));
    assertThat(predict(model, 1, 2)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "sqeuclidean"})
  void theOperatorOfOnnxRuntimeIsReadAsTheLoop(String metric) {
    NodeProto.Builder distances = Onnx.node("com.microsoft", "CDist", List.of("x", "table"), List.of("distances"))
        .addAttribute(Onnx.text("metric", metric));
    assertThat(predict(pipeline(distances.clone()), -3, 4.5)).isCloseTo(metric.startsWith("s") ? 22.25
        : Math.sqrt(22.25), within(1e-6));
    Pipeline nearest = stored(distances, nearest(""));
    assertThat(core(nearest).relative()).isTrue();
    assertThat(predict(nearest, 3, 3)).isEqualTo(101);
  }

  @Test
  void distancesThatAreTurnedAroundToFindTheLargestAreStillRanked() {
    NodeProto.Builder negative = Onnx.node("", "Neg", List.of("squares"), List.of("distances"));
    NodeProto.Builder largest = Onnx.node("", "TopK", List.of("distances", "k"), List.of("", "nearest"));
    Pipeline model = stored(scan(squares()), transpose(), negative, largest);
    assertThat(core(model).relative()).isTrue();
    assertThat(predict(model, 3, 3)).isEqualTo(101);
  }

  @Test
  void theScalerInFrontFoldsIntoTheStoredRows() {
    NodeProto.Builder scaler = Onnx.node(Onnx.ML, "Scaler", List.of("x"), List.of("scaled"))
        .addAttribute(Onnx.floats("offset", 1, -1)).addAttribute(Onnx.floats("scale", 0.5f, 2));
    NodeProto.Builder loop = scan(squares()).setInput(0, "scaled");
    Pipeline model = stored(scaler, loop, transpose(), root("squares"), nearest(""));
    assertThat(model.graphs().prefix()).isEmpty();
    // (7, 0.5) is scaled to (3, 3).
    assertThat(predict(model, 7, 0.5)).isEqualTo(101);
  }

  @Test
  void aRowOfZerosIsAScoreAsTheOthersAre() {
    ModelProto.Builder model = Onnx.model(2, scan(squares()), transpose(),
        Onnx.node("", "ArgMin", List.of("squares"), List.of("label")).addAttribute(Onnx.integer("axis", 1)));
    model.getGraphBuilder().addInitializer(Onnx.matrix("table", 2, 2, 0, 0, 1, 1));
    Pipeline pipeline = Onnx.pipeline(model);
    assertThat(core(pipeline).rows()).isEqualTo(2);
    assertThat(core(pipeline).voting()).isTrue();
    assertThat(pipeline.predict(FeatureRow.of(new double[] {0.1, 0.2})).label()).isEqualTo("0");
  }

  @Test
  void otherMetricsAreRefusedByNameWithThoseThatWork() {
    NodeProto.Builder absolute = Onnx.node("", "Abs", List.of("difference"), List.of("a"));
    NodeProto.Builder sum = Onnx.node("", "ReduceSum", List.of("a", "axes"), List.of("d"));
    requireRefused(() -> pipeline(scan(absolute, sum), transpose()), "the metric manhattan");
    NodeProto.Builder power = Onnx.node("", "Pow", List.of("a", "p"), List.of("b"));
    requireRefused(() -> pipeline(scan(absolute, power, sum.clone().setInput(0, "b")), transpose()),
        "the metric minkowski with another p than 2");
    requireRefused(() -> pipeline(Onnx.node("com.microsoft", "CDist", List.of("x", "table"), List.of("y"))
        .addAttribute(Onnx.text("metric", "chebyshev"))), "the metric chebyshev");
  }

  private static void requireRefused(Runnable read, String metric) {
    assertThatThrownBy(read::run).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
        .hasMessageContaining(metric).hasMessageContaining("train with metric='euclidean'");
  }

  @Test
  void loopsThatAreNotTheOneOfDistancesAreRefused() {
    NodeProto.Builder kept = squares().clearAttribute().addAttribute(Onnx.integer("keepdims", 1));
    assertThatThrownBy(() -> pipeline(scan(kept), transpose())).hasMessageContaining("not the one of Euclidean");
    NodeProto.Builder overRows = squares().setInput(1, "zero");
    assertThatThrownBy(() -> pipeline(scan(overRows), transpose())).hasMessageContaining("not the one of Euclidean");
    NodeProto.Builder backwards = scan(squares()).addAttribute(Onnx.ints("scan_input_directions", 1));
    assertThatThrownBy(() -> pipeline(backwards, transpose())).hasMessageContaining("not the one of Euclidean");
    NodeProto.Builder self = Onnx.node("", "ReduceSumSquare", List.of("in", "axes"), List.of("d"))
        .addAttribute(Onnx.integer("keepdims", 0));
    assertThatThrownBy(() -> pipeline(scan(self), transpose())).hasMessageContaining("not the one of Euclidean");
  }

  @Test
  void tablesThatDoNotFitOrDependOnTheRowAreRefused() {
    ModelProto.Builder wide = Onnx.model(3, scan(squares()), transpose());
    wide.getGraphBuilder().addInitializer(TABLE);
    assertThatThrownBy(() -> Onnx.pipeline(wide)).hasMessageContaining("compares 3 features with rows of 2");
    NodeProto.Builder own = scan(squares()).setInput(1, "x");
    assertThatThrownBy(() -> pipeline(own, transpose())).hasMessageContaining("rows of a constant table");
    NodeProto.Builder scores = Onnx.linearRegressor("x", 1, 2);
    NodeProto.Builder ofScores = Onnx.node("com.microsoft", "CDist", List.of("y", "one"), List.of("z"));
    ModelProto.Builder behind = Onnx.model(2, scores, ofScores);
    behind.getGraphBuilder().addInitializer(Onnx.matrix("one", 2, 1, 1, 2));
    assertThatThrownBy(() -> Onnx.pipeline(behind)).hasMessageContaining("compares scores of a model");
  }
}
