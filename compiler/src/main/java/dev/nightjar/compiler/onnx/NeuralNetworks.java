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
      Operator.SOFTPLUS, Operator.ERF, Operator.CLIP);

  private final Set<String> activated = new HashSet<>();

  /** That a file is a network of several layers. */
  static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1;

    Found() {
      super("a neural network", null, false, false);
    }
  }

  /**
   * Looks at a node behind a dense layer.
   *
   * @throws Found for a second dense layer behind an activation
   */
  void behind(GraphNode node, List<Value> inputs) {
    Value in = inputs.get(0);
    if (ACTIVATIONS.contains(node.operator()) && in.allForms() && in.taint() == Taint.MAP) {
      activated.add(node.outputs().get(0));
    }
    if (DenseRules.isDense(node.operator()) && activated.contains(in.name())) {
      throw new Found();
    }
  }
}
