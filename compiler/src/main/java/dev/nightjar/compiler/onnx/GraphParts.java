package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Puts a client graph together of the nodes that some values need and of nodes of its own. Not thread-safe. */
final class GraphParts {
  private final Interpreter graph;
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> taken;
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();

  /**
   * No nodes yet.
   *
   * @param graph the whole graph
   * @param reserved names of inputs and outputs of the client graph
   */
  GraphParts(Interpreter graph, Set<String> reserved) {
    this.graph = graph;
    this.taken = new HashSet<>(reserved);
  }

  /** The values that nodes must be taken over for, so that {@code wanted} are made; {@code given} are there already. */
  Set<String> needed(List<String> wanted, Predicate<String> given) {
    Map<String, GraphNode> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Set<String> needed = new HashSet<>();
    List<String> open = new ArrayList<>(wanted);
    while (!open.isEmpty()) {
      String value = open.remove(open.size() - 1);
      if (!value.isEmpty() && needed.add(value) && !given.test(value) && !graph.value(value).isConstant()) {
        open.addAll(makers.get(value).inputs());
      }
    }
    return needed;
  }

  /** Takes over the nodes that make some of the values that are needed and not given. */
  void copy(Set<String> needed, Predicate<String> given) {
    for (GraphNode node : graph.nodes()) {
      boolean made = node.outputs().stream()
          .anyMatch(o -> needed.contains(o) && !given.test(o) && !graph.value(o).isConstant());
      if (made) {
        List<String> inputs = node.inputs().stream().map(i -> i.isEmpty() ? "" : resolve(i)).toList();
        List<String> outputs = node.outputs().stream()
            .map(o -> o.isEmpty() || given.test(o) || !needed.contains(o) ? "" : define(o)).toList();
        nodes.add(new GraphNode(node.operator(), inputs, trimmed(outputs), node.attributes()));
      }
    }
  }

  /** Without names that are left out at the end. */
  private static List<String> trimmed(List<String> names) {
    int length = names.size();
    while (length > 1 && names.get(length - 1).isEmpty()) {
      length--;
    }
    return names.subList(0, length);
  }

  /** What a value of the file is called here; a constant is taken over when it is first read. */
  String resolve(String value) {
    String name = renamed.get(value);
    if (name == null) {
      name = define(value);
      constants.put(name, graph.value(value).constant());
    }
    return name;
  }

  /** A name here for a value of the file. */
  String define(String value) {
    String name = fresh(value);
    renamed.put(value, name);
    return name;
  }

  /** Says that a value of the file has this name here. */
  void define(String value, String name) {
    renamed.put(value, name);
  }

  /** A name that nothing has yet. */
  String fresh(String wish) {
    String name = wish;
    for (int i = 1; !taken.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  /** A constant of this graph alone. */
  String constant(String wish, Tensor value) {
    String name = fresh(wish);
    constants.put(name, value);
    return name;
  }

  /** Adds a node of one output. */
  String add(Operator operator, Map<String, Attribute> attributes, String output, String... inputs) {
    nodes.add(new GraphNode(operator, List.of(inputs), List.of(output), attributes));
    return output;
  }

  /** The graph. */
  ClientGraph build(List<ClientGraph.Input> inputs, List<String> outputs) {
    return new ClientGraph(inputs, constants, nodes, outputs);
  }
}
