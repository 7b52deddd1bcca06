package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.nightjar.api.NightjarException;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose nodes lack what they need, or have what they do not take, are read or refused, and nothing else. */
class DamagedNodesTest {
  private static final boolean SWEEP = "sweep".equals(System.getProperty("nightjar.test.sets"));
  /** Damages of each file that are tried where not all are. */
  private static final int FEW = 6;

  /** All damages of single parts of a node, of one more than it has, too. */
  private static List<UnaryOperator<NodeProto.Builder>> damages(NodeProto node) {
    List<UnaryOperator<NodeProto.Builder>> damages = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      int input = i;
      damages.add(n -> n.setInput(input, ""));
      damages.add(n -> n.setInput(input, "nowhere"));
      List<String> fewer = node.getInputList().subList(0, i);
      damages.add(n -> n.clearInput().addAllInput(fewer));
    }
    damages.add(n -> n.addInput(node.getInputCount() > 0 ? node.getInput(0) : ""));
    damages.add(NodeProto.Builder::clearOutput);
    damages.add(n -> n.addOutput("more"));
    damages.add(NodeProto.Builder::clearAttribute);
    for (int a = 0; a < node.getAttributeCount(); a++) {
      int at = a;
      AttributeProto own = node.getAttribute(a);
      damages.add(n -> n.removeAttribute(at));
      damages.add(n -> n.addAttribute(own));
      for (AttributeType type : List.of(AttributeType.INT, AttributeType.FLOAT, AttributeType.STRING,
          AttributeType.INTS, AttributeType.FLOATS, AttributeType.TENSOR, AttributeType.GRAPH)) {
        damages.add(n -> n.setAttribute(at, AttributeProto.newBuilder(own).setType(type)));
      }
      for (long number : new long[] {-1, 0, 7, Integer.MAX_VALUE, Long.MIN_VALUE}) {
        damages.add(n -> n.setAttribute(at, AttributeProto.newBuilder(own).setI(number).clearInts().addInts(number)));
        damages.add(n -> n.setAttribute(at, AttributeProto.newBuilder(own).addInts(number)));
      }
      damages.add(n -> n.setAttribute(at, AttributeProto.newBuilder(own).clearInts()));
      damages.add(n -> n.setAttribute(at, AttributeProto.newBuilder(own).setS(ByteString.copyFromUtf8("?"))));
    }
    return damages;
  }

  private static List<UnaryOperator<TensorProto.Builder>> damages(TensorProto tensor) {
    List<UnaryOperator<TensorProto.Builder>> damages = new ArrayList<>(List.of(TensorProto.Builder::clearDims,
        t -> t.addDims(1), t -> t.clearRawData().clearDims().addDims(0), t -> t.setDataType(0),
        t -> t.setDataType(TensorProto.DataType.STRING_VALUE)));
    if (tensor.getDimsCount() > 1) {
      damages.add(t -> t.setDims(0, tensor.getDims(1)).setDims(1, tensor.getDims(0)));
      damages.add(t -> t.clearDims().addDims(tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b)));
    }
    return damages;
  }

  /** A file with one damage each. */
  private static List<ModelProto> damaged(ModelProto model) {
    List<ModelProto> out = new ArrayList<>();
    GraphProto graph = model.getGraph();
    for (int n = 0; n < graph.getNodeCount(); n++) {
      for (UnaryOperator<NodeProto.Builder> damage : damages(graph.getNode(n))) {
        ModelProto.Builder copy = model.toBuilder();
        copy.getGraphBuilder().setNode(n, damage.apply(graph.getNode(n).toBuilder()));
        out.add(copy.build());
      }
    }
    for (int c = 0; c < graph.getInitializerCount(); c++) {
      for (UnaryOperator<TensorProto.Builder> damage : damages(graph.getInitializer(c))) {
        ModelProto.Builder copy = model.toBuilder();
        copy.getGraphBuilder().setInitializer(c, damage.apply(graph.getInitializer(c).toBuilder()));
        out.add(copy.build());
      }
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixtures", "fixtures/networks"})
  void everyDamageIsRefusedOrStillAModel(String folder) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Path> files;
    try (Stream<Path> found = Files.list(Models.FOLDER.resolve(folder))) {
      files = found.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      List<ModelProto> all = damaged(ModelProto.parseFrom(Files.readAllBytes(file)));
      for (int i = 0; i < (SWEEP ? all.size() : FEW); i++) {
        int damage = SWEEP ? i : random.nextInt(all.size());
        problem(all.get(damage)).ifPresent(problem -> problems.add(file + ", damage " + damage + ": " + problem));
      }
    }
    assertThat(problems).isEmpty();
  }

  /** What came of reading a file, if it is neither a model nor a refusal with a reason. */
  private static Optional<String> problem(ModelProto model) {
    try {
      OnnxImporter.read(model.toByteArray());
      return Optional.empty();
    } catch (NightjarException e) {
      return e.getMessage() == null ? Optional.of("a refusal without a reason") : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e + " at " + e.getStackTrace()[0]);
    }
  }

  @Test
  void anOutputOfTrainingThatIsReadIsRefusedByItsNode() {
    NodeProto.Builder drop = Onnx.node("", "Dropout", List.of("x"), List.of("d", "mask"));
    ModelProto.Builder linear = Onnx.model(2, drop, Onnx.node("", "Identity", List.of("mask"), List.of("m")),
        Onnx.linearRegressor("m", 1, 2));
    assertThatThrownBy(() -> Onnx.read(linear)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("(Identity) reads 'mask'", "Dropout", "export the model for inference");
    ModelProto.Builder network = Onnx.model(2, Onnx.node("", "MatMul", List.of("x", "w"), List.of("a")),
        Onnx.node("", "Relu", List.of("a"), List.of("b")), Onnx.node("", "Dropout", List.of("b"), List.of("d", "mask")),
        Onnx.node("", "Add", List.of("d", "mask"), List.of("e")),
        Onnx.node("", "MatMul", List.of("e", "w"), List.of("y")));
    network.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 2, 1, 2, 3, -4));
    assertThatThrownBy(() -> Onnx.read(network)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("(Add) reads 'mask'", "Dropout");
  }

  @Test
  void anOutputOfTrainingThatIsAnOutputOfTheFileIsRefused() {
    ModelProto.Builder network = Onnx.model(2, Onnx.node("", "MatMul", List.of("x", "w"), List.of("a")),
        Onnx.node("", "Relu", List.of("a"), List.of("b")), Onnx.node("", "Dropout", List.of("b"), List.of("d", "mask")),
        Onnx.node("", "MatMul", List.of("d", "w"), List.of("y")));
    network.getGraphBuilder().addInitializer(Onnx.matrix("w", 2, 2, 1, 2, 3, -4))
        .addOutput(ValueInfoProto.newBuilder().setName("mask"));
    assertThatThrownBy(() -> Onnx.read(network)).isInstanceOf(NightjarException.class)
        .hasMessageContainingAll("output 'mask'", "export the model for inference");
  }
}
