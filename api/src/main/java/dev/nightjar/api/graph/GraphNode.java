package dev.nightjar.api.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One operation of a graph. Immutable.
 *
 * @param operator what it does
 * @param inputs names of values; an empty name where an optional input is left out
 * @param outputs names of the values that it makes; an empty name where one is not wanted
 * @param attributes settings by their ONNX names, in ascending order
 */
public record GraphNode(Operator operator, List<String> inputs, List<String> outputs,
    Map<String, Attribute> attributes) {

  /** Most characters of the name of a value or an attribute. */
  public static final int MAX_NAME = 1024;

  public GraphNode {
    Objects.requireNonNull(operator, "operator");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    attributes.values().forEach(Objects::requireNonNull);
    inputs.forEach(GraphNode::requireLength);
    outputs.forEach(GraphNode::requireLength);
    attributes.keySet().forEach(GraphNode::requireLength);
  }

  /** A node of one output and no attributes. */
  public static GraphNode of(Operator operator, String output, String... inputs) {
    return new GraphNode(operator, List.of(inputs), List.of(output), Map.of());
  }

  private static void requireLength(String name) {
    Shapes.require(name.length() <= MAX_NAME,
        "a name has at most " + MAX_NAME + " characters, not " + name.length());
  }
}
