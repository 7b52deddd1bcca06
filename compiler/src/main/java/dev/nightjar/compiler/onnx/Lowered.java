package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a node of the file as nodes that clients have, with constants of its own. Not thread-safe. */
final class Lowered {
  private final OnnxNode node;
  private final ElementType type;
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new HashMap<>();

  /**
   * A node.
   *
   * @param type of its numbers
   * @param known names of the attributes that it may have
   */
  Lowered(OnnxNode node, ElementType type, String... known) {
    this.node = node;
    this.type = type;
    for (AttributeProto a : node.proto().getAttributeList()) {
      if (!Set.of(known).contains(a.getName())) {
        throw refused("has the attribute '" + a.getName() + "', which is not supported");
      }
      attributes.put(a.getName(), a);
    }
  }

  NightjarException refused(String message) {
    return OnnxImporter.invalid(node.described() + " " + message);
  }

  OnnxNode node() {
    return node;
  }

  ElementType type() {
    return type;
  }

  /** The name of an input that must be there. */
  String in(int i) {
    if (!has(i)) {
      throw refused("has no input " + i + "; the file is damaged");
    }
    return node.inputs().get(i);
  }

  boolean has(int i) {
    return i < node.inputs().size() && !node.inputs().get(i).isEmpty();
  }

  double real(String name, double absent) {
    return attributes.containsKey(name) ? attributes.get(name).getF() : absent;
  }

  long integer(String name, long absent) {
    return attributes.containsKey(name) ? attributes.get(name).getI() : absent;
  }

  String text(String name, String absent) {
    return attributes.containsKey(name) ? attributes.get(name).getS().toStringUtf8() : absent;
  }

  /** Integers, or null where the attribute is absent. */
  long[] integers(String name) {
    return attributes.containsKey(name)
        ? attributes.get(name).getIntsList().stream().mapToLong(Long::longValue).toArray() : null;
  }

  /** A constant of one number of the node's type. */
  String number(double value) {
    return constant(type == ElementType.DOUBLE ? Tensor.doubles(new int[0], value)
        : Tensor.floats(new int[0], (float) value));
  }

  String constant(Tensor value) {
    String name = fresh("c");
    constants.put(name, value);
    return name;
  }

  private String fresh(String what) {
    return node.outputs().get(0) + "/" + what + (nodes.size() + constants.size());
  }

  /** The output of an operator, under a name of its own. */
  String op(Operator operator, String... inputs) {
    return op(operator, Map.of(), inputs);
  }

  String op(Operator operator, Map<String, Attribute> settings, String... inputs) {
    String name = fresh(operator.onnxName());
    nodes.add(new GraphNode(operator, List.of(inputs), List.of(name), settings));
    return name;
  }

  String cast(String input) {
    return op(Operator.CAST, Map.of("to", new Attribute.Int(OnnxTypes.code(type))), input);
  }

  /** Makes a value the output of the node; what else it puts out must not be used. */
  Lowered gives(String value) {
    nodes.add(GraphNode.of(Operator.IDENTITY, node.outputs().get(0), value));
    return this;
  }

  List<GraphNode> nodes() {
    return nodes;
  }

  Map<String, Tensor> constants() {
    return constants;
  }
}
