package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.Optional;

/** Operators of networks that clients have not, in those that they have. */
final class Lowering {
  private Lowering() {
  }

  /** What is known of the values of a file when a node is read. */
  interface Values {
    ElementType type(String name);

    int[] shape(String name);

    /** The value, where it does not depend on the row. */
    Optional<Tensor> constant(String name);

    /** The file's code of the element type of a constant of the file, 0 if it is none. */
    int code(String name);
  }

  /** The nodes that a node is, empty when it is left as it is or cannot be read. */
  static Optional<Lowered> of(OnnxNode node, Values values) {
    boolean main = node.domain().isEmpty();
    boolean own = main || node.domain().equals("com.microsoft");
    if (!own || node.inputs().isEmpty() || node.inputs().get(0).isEmpty()) {
      return Optional.empty();
    }
    ElementType type = values.type(node.inputs().get(0)) == ElementType.DOUBLE ? ElementType.DOUBLE
        : ElementType.FLOAT;
    return switch (node.operator()) {
      case "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "HardSigmoid", "HardSwish", "Gelu", "Swish", "Silu",
          "QuickGelu", "Mish", "Softsign", "ThresholdedRelu" ->
          ActivationNodes.of(node, type);
      case "Softmax", "LogSoftmax" ->
          main ? SoftmaxNodes.of(node, type, values.shape(node.inputs().get(0))) : Optional.empty();
      case "Dropout" -> Optional.of(dropout(node, type));
      case "Conv", "AveragePool", "MaxPool", "GlobalAveragePool", "GlobalMaxPool" ->
          WindowNodes.of(node, type, values.shape(node.inputs().get(0)));
      case "QuantizeLinear", "DequantizeLinear", "QLinearMatMul", "QLinearConv", "MatMulInteger", "ConvInteger",
          "QLinearAdd", "QGemm" -> Optional.of(QuantizedNodes.of(node, values));
      case "QLinearSigmoid", "QLinearLeakyRelu", "QLinearGlobalAveragePool", "QLinearAveragePool", "QLinearReduceMean",
          "QLinearConcat", "QLinearMul", "QLinearSoftmax" -> Optional.of(QuantizedSteps.of(node, values));
      default -> Optional.empty();
    };
  }

  private static Lowered dropout(OnnxNode node, ElementType type) {
    Lowered out = new Lowered(node, type, "ratio", "seed", "is_test", "consumed_inputs");
    return out.gives(out.op(Operator.IDENTITY, node.inputs().get(0)));
  }
}
