package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.util.List;
import java.util.Map;

/** LpNormalization in operators that clients have: elements over their norm along an axis; a norm of 0 leaves 0. */
final class LpNormalization {
  private LpNormalization() {
  }

  /**
   * The nodes.
   *
   * @param type type of the elements
   */
  static List<GraphNode> nodes(OnnxNode node, ElementType type) {
    long axis = -1;
    long p = 2;
    for (AttributeProto a : node.proto().getAttributeList()) {
      switch (a.getName()) {
        case "axis" -> axis = a.getI();
        case "p" -> p = a.getI();
        default -> throw OnnxImporter.invalid(node.described() + " has the attribute '" + a.getName()
            + "', which is not supported");
      }
    }
    String in = node.inputs().get(0);
    String out = node.outputs().get(0);
    Operator kind = p == 1 ? Operator.REDUCE_L1 : Operator.REDUCE_L2;
    GraphNode norm = new GraphNode(kind, List.of(in), List.of(out + "/norm"),
        Map.of("axes", new Attribute.Ints(axis), "keepdims", new Attribute.Int(1)));
    Attribute to = new Attribute.Int(OnnxTypes.code(type));
    // Where the norm is 0, 1 is added to it, so that 0 is divided by 1; norm - norm is a 0 of the right type.
    return List.of(norm, GraphNode.of(Operator.SUB, out + "/zero", out + "/norm", out + "/norm"),
        GraphNode.of(Operator.EQUAL, out + "/none", out + "/norm", out + "/zero"),
        new GraphNode(Operator.CAST, List.of(out + "/none"), List.of(out + "/one"), Map.of("to", to)),
        GraphNode.of(Operator.ADD, out + "/divisor", out + "/norm", out + "/one"),
        GraphNode.of(Operator.DIV, out, in, out + "/divisor"));
  }
}
