package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Convolutions and pools in one dimension, as those in two with a height of 1. */
final class WindowNodes {
  private WindowNodes() {
  }

  static Optional<Lowered> of(OnnxNode node, ElementType type, int[] shape) {
    if (shape.length != 3) {
      return Optional.empty();
    }
    GraphNode own = node.client().orElseThrow();
    Lowered out = new Lowered(node, type, own.attributes().keySet().toArray(String[]::new));
    Map<String, Attribute> settings = new TreeMap<>(own.attributes());
    settings.replaceAll((name, value) -> wider(out, name, value));
    String axis = out.constant(Tensor.longs(new int[] {1}, 2));
    String[] inputs = own.inputs().toArray(String[]::new);
    inputs[0] = out.op(Operator.UNSQUEEZE, inputs[0], axis);
    if (own.operator() == Operator.CONV) {
      inputs[1] = out.op(Operator.UNSQUEEZE, out.in(1), axis);
    }
    return Optional.of(out.gives(out.op(Operator.SQUEEZE, out.op(own.operator(), settings, inputs), axis)));
  }

  /** A setting of one dimension as one of two, the first of which has length 1. */
  static Attribute wider(Lowered out, String name, Attribute value) {
    if (!(value instanceof Attribute.Ints list)) {
      return value;
    }
    long[] own = list.values();
    boolean pads = name.equals("pads");
    if (own.length != (pads ? 2 : 1)) {
      throw out.refused("takes " + (pads ? 2 : 1) + " numbers as " + name + " of one dimension, not "
          + own.length);
    }
    return pads ? new Attribute.Ints(0, own[0], 0, own[1]) : new Attribute.Ints(1, own[0]);
  }
}
