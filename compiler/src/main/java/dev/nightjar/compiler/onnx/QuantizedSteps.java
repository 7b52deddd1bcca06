package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * ONNX Runtime's operators on quantised values that are one operator of real numbers between a dequantisation and a
 * quantisation.
 */
final class QuantizedSteps {
  private static final String[] WINDOW = {"auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads",
      "strides"};

  private final Lowered out;
  private final QuantizedNodes quantized;

  private QuantizedSteps(OnnxNode node, Lowering.Values values, String... attributes) {
    out = new Lowered(node, ElementType.FLOAT, attributes);
    quantized = new QuantizedNodes(out, values);
  }

  static Lowered of(OnnxNode node, Lowering.Values values) {
    return switch (node.operator()) {
      case "QLinearSigmoid" -> new QuantizedSteps(node, values).unary(Operator.SIGMOID);
      case "QLinearLeakyRelu" -> new QuantizedSteps(node, values, "alpha").leaky();
      case "QLinearGlobalAveragePool" ->
          new QuantizedSteps(node, values, "channels_last").pool(Operator.GLOBAL_AVERAGE_POOL);
      case "QLinearAveragePool" -> new QuantizedSteps(node, values, pooling()).pool(Operator.AVERAGE_POOL);
      case "QLinearReduceMean" -> new QuantizedSteps(node, values, "axes", "keepdims").unary(Operator.REDUCE_MEAN);
      case "QLinearSoftmax" -> new QuantizedSteps(node, values, "axis", "opset").softmax();
      case "QLinearMul" -> new QuantizedSteps(node, values).product();
      default -> new QuantizedSteps(node, values, "axis").concat();
    };
  }

  private static String[] pooling() {
    List<String> names = new ArrayList<>(List.of(WINDOW));
    names.add("channels_last");
    return names.toArray(String[]::new);
  }

  /** An input of a scale and a zero point behind it, in real numbers. */
  private String real(int input) {
    return quantized.real(input, input + 1, input + 2);
  }

  private Lowered unary(Operator operator) {
    return out.gives(quantized.steps(out.op(operator, settings(), real(0)), 3, 4));
  }

  private Lowered pool(Operator operator) {
    if (out.integer("channels_last", 0) != 0) {
      throw out.refused("has its channels last, which is not supported; quantise the model as it was exported");
    }
    if (quantized.shape(0).length != 3) {
      return unary(operator);
    }
    Map<String, Attribute> settings = settings();
    settings.replaceAll((name, value) -> WindowNodes.wider(out, name, value));
    String axis = out.constant(Tensor.longs(new int[] {1}, 2));
    String pooled = out.op(operator, settings, out.op(Operator.UNSQUEEZE, real(0), axis));
    return out.gives(quantized.steps(out.op(Operator.SQUEEZE, pooled, axis), 3, 4));
  }

  private Lowered leaky() {
    String x = real(0);
    String below = out.op(Operator.MUL, out.op(Operator.MIN, x, out.number(0)), out.number(out.real("alpha", 0.01f)));
    return out.gives(quantized.steps(out.op(Operator.ADD, out.op(Operator.RELU, x), below), 3, 4));
  }

  private Lowered softmax() {
    long axis = out.integer("axis", -1);
    boolean overAll = out.integer("opset", SoftmaxNodes.OF_ONE_AXIS) < SoftmaxNodes.OF_ONE_AXIS
        && !SoftmaxNodes.isOne(quantized.shape(0), axis);
    String soft = overAll ? SoftmaxNodes.overAll(out, Operator.SOFTMAX, real(0), quantized.shape(0), axis)
        : out.op(Operator.SOFTMAX, Map.of("axis", new Attribute.Int(axis)), real(0));
    return out.gives(quantized.steps(soft, 3, 4));
  }

  private Lowered product() {
    return out.gives(quantized.steps(out.op(Operator.MUL, real(0), real(3)), 6, 7));
  }

  /** The output's scale and zero point come first, then three inputs for each part. */
  private Lowered concat() {
    List<String> parts = new ArrayList<>();
    for (int i = 2; i < out.node().inputs().size(); i += 3) {
      parts.add(real(i));
    }
    return out.gives(quantized.steps(out.op(Operator.CONCAT, settings(), parts.toArray(String[]::new)), 0, 1));
  }

  /** The node's attributes but those that have no counterpart. */
  private Map<String, Attribute> settings() {
    Map<String, Attribute> settings = new TreeMap<>(out.node().client(Operator.IDENTITY).attributes());
    settings.remove("channels_last");
    return settings;
  }
}
