package dev.nightjar.api.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A graph of one node, whose inputs are data of any shape or constants. */
final class OneNodeGraph {
  private final Operator operator;
  private final List<String> names = new ArrayList<>();
  private final List<ClientGraph.Input> given = new ArrayList<>();
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Map<String, Tensor> values = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();

  OneNodeGraph(Operator operator) {
    this.operator = operator;
  }

  /** An input that is data. */
  OneNodeGraph data(Tensor tensor) {
    String name = "in" + names.size();
    String row = "row" + names.size();
    given.add(new ClientGraph.Input(row, tensor.type(), tensor.size()));
    values.put(row, tensor.reshaped(1, tensor.size()));
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    constants.put("shape" + names.size(), Tensor.longs(new int[] {shape.length}, shape));
    nodes.add(GraphNode.of(Operator.RESHAPE, name, row, "shape" + names.size()));
    names.add(name);
    return this;
  }

  /** An input that is a constant; null where it is left out. */
  OneNodeGraph constant(Tensor tensor) {
    String name = tensor == null ? "" : "in" + names.size();
    if (tensor != null) {
      constants.put(name, tensor);
    }
    names.add(name);
    return this;
  }

  OneNodeGraph with(String name, Attribute value) {
    attributes.put(name, value);
    return this;
  }

  /** The checked graph. */
  ClientGraph graph(int outputs) {
    List<String> made = IntStream.range(0, outputs).mapToObj(i -> "out" + i).toList();
    List<GraphNode> all = new ArrayList<>(nodes);
    all.add(new GraphNode(operator, names, made, attributes));
    return new ClientGraph(given, constants, all, made);
  }

  /** The outputs of a run. */
  List<Tensor> run(int outputs) {
    return new ArrayList<>(graph(outputs).run(values).values());
  }

  /** The output of a run. */
  Tensor run() {
    return run(1).get(0);
  }
}
