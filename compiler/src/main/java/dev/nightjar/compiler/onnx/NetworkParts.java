package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Puts a part of a network together: nodes of the file under other names, and nodes around them. */
final class NetworkParts {
  private final NetworkGraph graph;
  private final UnaryOperator<String> names;
  private final Map<String, Tensor> constants = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();

  NetworkParts(NetworkGraph graph, UnaryOperator<String> names) {
    this.graph = graph;
    this.names = names;
  }

  private String name(String value) {
    return value.isEmpty() ? "" : names.apply(value);
  }

  /** Takes over the nodes that some values need but those that are given. */
  NetworkParts copy(List<String> wanted, Set<String> given) {
    for (GraphNode node : graph.needed(wanted, given)) {
      node.inputs().forEach(this::read);
      nodes.add(new GraphNode(node.operator(), node.inputs().stream().map(this::name).toList(),
          node.outputs().stream().map(this::name).toList(), node.attributes()));
    }
    wanted.forEach(this::read);
    return this;
  }

  private void read(String value) {
    graph.constant(value).ifPresent(constant -> constants.put(name(value), constant));
  }

  NetworkParts reshape(String from, String to, int... shape) {
    long[] dims = new long[shape.length];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = shape[d];
    }
    constants.put(to + "/shape", Tensor.longs(new int[] {dims.length}, dims));
    nodes.add(GraphNode.of(Operator.RESHAPE, to, from, to + "/shape"));
    return this;
  }

  NetworkParts slice(String from, String to, int start, int end) {
    constants.put(to + "/start", Tensor.longs(new int[] {1}, start));
    constants.put(to + "/end", Tensor.longs(new int[] {1}, end));
    constants.put(to + "/axis", Tensor.longs(new int[] {1}, 1));
    nodes.add(GraphNode.of(Operator.SLICE, to, from, to + "/start", to + "/end", to + "/axis"));
    return this;
  }

  NetworkParts cast(String from, String to, ElementType type) {
    return add(Operator.CAST, Map.of("to", new Attribute.Int(OnnxTypes.code(type))), to, from);
  }

  NetworkParts add(Operator operator, Map<String, Attribute> attributes, String output, String... inputs) {
    nodes.add(new GraphNode(operator, List.of(inputs), List.of(output), attributes));
    return this;
  }

  /** Rows behind each other, under a name; one alone keeps its own. */
  String joined(List<String> rows, String to) {
    if (rows.size() == 1) {
      return rows.get(0);
    }
    add(Operator.CONCAT, Map.of("axis", new Attribute.Int(1)), to, rows.toArray(String[]::new));
    return to;
  }

  ClientGraph build(ClientGraph.Input input, List<String> outputs) {
    return new ClientGraph(List.of(input), constants, nodes, outputs);
  }
}
