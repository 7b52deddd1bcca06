package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells networks of several layers, which do not split into a linear model and what follows, by their shape: {@link
 * Networks} reads them.
 */
final class NeuralNetworks {
  private static final Set<Operator> ACTIVATIONS = EnumSet.of(Operator.RELU, Operator.TANH, Operator.SIGMOID,
      Operator.SOFTPLUS, Operator.ERF, Operator.CLIP, Operator.ABS, Operator.SIGN, Operator.MAX, Operator.MIN,
      Operator.ROUND);
  private static final Set<String> LAYERS = Set.of("Conv", "QLinearConv", "ConvInteger", "QLinearMatMul",
      "MatMulInteger", "QGemm");
  private static final Set<String> DENSE = Set.of("Gemm", "MatMul");
  private static final Set<String> STEPS = Set.of("Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "HardSigmoid",
      "HardSwish", "Swish", "Mish", "Softsign", "ThresholdedRelu", "Gelu", "Tanh", "Sigmoid", "Softplus", "Erf", "Clip",
      "Sign", "Abs", "Sin", "Cos", "Pow", "QuantizeLinear");

  private final Set<String> activated = new HashSet<>();

  /** That a file is a network of several layers. */
  static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;

    Found() {
      super("a neural network", null, false, false);
    }
  }

  /** Whether a file is a network by its nodes: it has a convolution, or dense layers with an activation between. */
  static boolean isNetwork(OnnxSource source) {
    if (source.nodes().stream().anyMatch(ModelNodes::isModel)) {
      return false;
    }
    Set<String> data = new HashSet<>();
    source.inputs().forEach(input -> data.add(input.name()));
    Set<String> layer = new HashSet<>();
    Set<String> behind = new HashSet<>();
    for (OnnxNode node : source.nodes()) {
      boolean main = node.domain().isEmpty() || node.domain().equals("com.microsoft");
      boolean dense = DENSE.contains(node.operator())
          && node.inputs().stream().limit(2).filter(data::contains).count() == 1;
      if (main && (LAYERS.contains(node.operator()) || dense && node.inputs().stream().anyMatch(behind::contains))) {
        return true;
      }
      if (node.inputs().stream().anyMatch(behind::contains)
          || isStep(node, layer)) {
        behind.addAll(node.outputs());
      }
      if (dense || node.inputs().stream().anyMatch(layer::contains)) {
        layer.addAll(node.outputs());
      }
      if (node.inputs().stream().anyMatch(data::contains)) {
        data.addAll(node.outputs());
      }
    }
    return false;
  }

  private static boolean isStep(OnnxNode node, Set<String> layer) {
    return STEPS.contains(node.operator()) ? node.inputs().stream().anyMatch(layer::contains)
        : node.operator().equals("Mul") && layer.containsAll(node.inputs());
  }

  /**
   * Looks at a node behind a dense layer.
   *
   * @throws Found for a second dense layer behind an activation
   */
  void behind(GraphNode node, List<Value> inputs) {
    boolean after = node.inputs().stream().anyMatch(activated::contains);
    if (after && DenseRules.isDense(node.operator())) {
      throw new Found();
    }
    boolean first = ACTIVATIONS.contains(node.operator())
        && inputs.stream().anyMatch(v -> v != null && v.allForms() && v.taint() == Taint.MAP);
    if (first || after) {
      activated.addAll(node.outputs());
    }
  }
}
