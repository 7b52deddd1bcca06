package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A graph of operators for one row: named inputs of shape {@code [1, width]} in, named outputs out. Checked when built:
 * nodes stand behind those whose outputs they read, every name is given once, types and shapes fit the operators, and
 * the bounds of this class hold; {@code INVALID_MODEL} names what is wrong. Nodes that depend on constants alone are
 * computed when the graph is built. Immutable and thread-safe; equal when inputs, constants, nodes and outputs are.
 */
public final class ClientGraph {
  /** Most nodes: 4096. */
  public static final int MAX_NODES = 4096;

  /** Most elements of inputs, constants and values of nodes together: 2^23. */
  public static final int MAX_ELEMENTS = 1 << 23;

  /** Most work of a run: 2^28 multiply-adds, comparisons or copies of elements. */
  public static final long MAX_WORK = 1L << 28;

  private final List<Input> inputs;
  private final Map<String, Tensor> constants;
  private final List<GraphNode> nodes;
  private final List<String> outputs;

  private final Map<String, Plan.Value> values = new LinkedHashMap<>();
  private final Map<String, Tensor> known = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final long work;

  /** A node that depends on data. */
  private record Step(GraphNode node, Plan plan) {
  }

  /**
   * An input.
   *
   * @param name its name
   * @param type of its elements
   * @param width number of elements, 1 to 2^20: the shape is {@code [1, width]}
   */
  public record Input(String name, ElementType type, int width) {
    /** Most elements of an input. */
    public static final int MAX_WIDTH = 1 << 20;

    public Input {
      requireName(name);
      Objects.requireNonNull(type, "type");
      Shapes.require(width >= 1 && width <= MAX_WIDTH,
          "input " + name + " has 1 to " + MAX_WIDTH + " elements, not " + width);
    }
  }

  /**
   * A graph.
   *
   * @param inputs in the order of the columns that they take
   * @param constants by name
   * @param nodes in an order of evaluation
   * @param outputs names of values, each once
   * @throws NightjarException {@code INVALID_MODEL} when it is not one
   */
  public ClientGraph(List<Input> inputs, Map<String, Tensor> constants, List<GraphNode> nodes,
      List<String> outputs) {
    this.inputs = List.copyOf(inputs);
    this.constants = Collections.unmodifiableMap(new TreeMap<>(constants));
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    Shapes.require(nodes.size() <= MAX_NODES, "a graph has at most " + MAX_NODES + " nodes, not " + nodes.size());
    long elements = 0;
    for (Input input : this.inputs) {
      elements += define(input.name(), new Plan.Value(input.type(), new int[] {1, input.width()}), elements);
    }
    for (Map.Entry<String, Tensor> constant : this.constants.entrySet()) {
      requireName(constant.getKey());
      Tensor value = Objects.requireNonNull(constant.getValue(), constant.getKey());
      elements += define(constant.getKey(), new Plan.Value(value.type(), value.dims()), elements);
      known.put(constant.getKey(), value);
    }
    long total = 0;
    for (int i = 0; i < this.nodes.size(); i++) {
      GraphNode node = this.nodes.get(i);
      Plan plan = plan(i);
      total += plan.work();
      Shapes.require(plan.work() >= 0 && total <= MAX_WORK, where(i) + " brings the work of a run above "
          + MAX_WORK + " operations");
      for (int o = 0; o < node.outputs().size(); o++) {
        elements += define(node.outputs().get(o), plan.outputs().get(o), elements);
      }
      addStep(i, plan);
    }
    this.work = total;
    requireOutputs();
  }

  /** Number of elements that the value adds. */
  private int define(String name, Plan.Value value, long elements) {
    int size = Shapes.size(value.shape());
    Shapes.require(elements + size <= MAX_ELEMENTS, "value " + name + " brings the elements of a graph above "
        + MAX_ELEMENTS);
    if (!name.isEmpty()) {
      Shapes.require(values.put(name, value) == null, "two values have the name " + name);
    }
    return size;
  }

  private static void requireName(String name) {
    Shapes.require(!name.isEmpty() && name.length() <= GraphNode.MAX_NAME,
        "a name has 1 to " + GraphNode.MAX_NAME + " characters, not " + name.length());
  }

  private String where(int i) {
    GraphNode node = nodes.get(i);
    return "node " + i + " (" + node.operator().onnxName() + " to " + String.join(", ", node.outputs()) + ")";
  }

  private Plan plan(int i) {
    GraphNode node = nodes.get(i);
    int count = node.inputs().size();
    Plan.Value[] given = new Plan.Value[count];
    Tensor[] constant = new Tensor[count];
    for (int k = 0; k < count; k++) {
      String name = node.inputs().get(k);
      given[k] = values.get(name);
      constant[k] = known.get(name);
      Shapes.require(given[k] != null || name.isEmpty(), where(i) + " reads " + name
          + ", which no input, constant or node before it gives");
    }
    NodeView view = new NodeView(node, given, constant);
    try {
      Plan plan = node.operator().plan(view);
      view.requireAllRead();
      view.require(node.outputs().size() <= plan.outputs().size(),
          "has at most " + plan.outputs().size() + " outputs, not " + node.outputs().size());
      plan.outputs().forEach(value -> Shapes.size(value.shape()));
      return plan;
    } catch (NightjarException e) {
      throw new NightjarException(e.code(), where(i) + ": " + e.getMessage(), e);
    }
  }

  private void addStep(int i, Plan plan) {
    GraphNode node = nodes.get(i);
    boolean constant = plan.fixed()
        || node.inputs().stream().allMatch(name -> name.isEmpty() || known.containsKey(name));
    if (constant) {
      try {
        compute(new Step(node, plan), known);
      } catch (NightjarException e) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, where(i) + ": " + e.getMessage(), e);
      }
    } else {
      steps.add(new Step(node, plan));
    }
  }

  private static void compute(Step step, Map<String, Tensor> state) {
    GraphNode node = step.node;
    Tensor[] in = new Tensor[node.inputs().size()];
    for (int k = 0; k < in.length; k++) {
      in[k] = state.get(node.inputs().get(k));
    }
    Tensor[] out = step.plan.evaluation().run(in);
    for (int o = 0; o < node.outputs().size(); o++) {
      if (!node.outputs().get(o).isEmpty()) {
        state.put(node.outputs().get(o), out[o]);
      }
    }
  }

  private void requireOutputs() {
    Shapes.require(!outputs.isEmpty(), "a graph has at least one output");
    Set<String> seen = new HashSet<>();
    for (String output : outputs) {
      Shapes.require(values.containsKey(output), "output " + output + " is no value of the graph");
      Shapes.require(seen.add(output), "output " + output + " is named twice");
    }
  }

  /**
   * Evaluates the graph.
   *
   * @param given a tensor of its type and shape for each input
   * @return the outputs by name, in their order
   * @throws NightjarException {@code INVALID_MODEL} for another number, type or shape of inputs;
   *     {@code MALFORMED_REQUEST} for a value that an operator has no result for
   */
  public Map<String, Tensor> run(Map<String, Tensor> given) {
    Shapes.require(given.size() == inputs.size(),
        "the graph takes " + inputs.size() + " inputs, not " + given.size());
    Map<String, Tensor> state = new HashMap<>(known);
    for (Input input : inputs) {
      Tensor value = given.get(input.name());
      Shapes.require(value != null, "the graph takes an input " + input.name());
      int[] shape = value.dims();
      Shapes.require(value.type() == input.type() && shape.length == 2 && shape[0] == 1 && shape[1] == input.width(),
          "input " + input.name() + " is " + input.type().text() + "[1, " + input.width() + "], not " + value);
      state.put(input.name(), value);
    }
    steps.forEach(step -> compute(step, state));
    Map<String, Tensor> result = new LinkedHashMap<>();
    outputs.forEach(output -> result.put(output, state.get(output)));
    return result;
  }

  /** The inputs, in order. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The constants by name, in ascending order. */
  public Map<String, Tensor> constants() {
    return constants;
  }

  /** The value of a name where no input counts: of a constant, or computed of constants or shapes alone. */
  public Optional<Tensor> constant(String value) {
    return Optional.ofNullable(known.get(value));
  }

  /** The nodes, in an order of evaluation. */
  public List<GraphNode> nodes() {
    return nodes;
  }

  /** The names of the outputs. */
  public List<String> outputs() {
    return outputs;
  }

  /** The shape of every value by name, the first dimension that of the one row where an operator keeps it. */
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    values.forEach((name, value) -> shapes.put(name, value.shape().clone()));
    return shapes;
  }

  /** The type of every value by name. */
  public Map<String, ElementType> types() {
    Map<String, ElementType> types = new LinkedHashMap<>();
    values.forEach((name, value) -> types.put(name, value.type()));
    return types;
  }

  /**
   * Of how many constants each element of a value is one, whatever the inputs are: where the value was chosen from a
   * constant by indices, or is an index along an axis, and then at most cast or reshaped. Empty where that is not so.
   */
  public OptionalInt choices(String value) {
    return Choices.of(this, value, known);
  }

  /** The work of a run, in multiply-adds, comparisons or copies of elements, roughly. */
  public long work() {
    return work;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientGraph that && inputs.equals(that.inputs) && constants.equals(that.constants)
        && nodes.equals(that.nodes) && outputs.equals(that.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(inputs, constants, nodes, outputs);
  }

  @Override
  public String toString() {
    return "ClientGraph" + inputs + " -> " + outputs + ", " + nodes.size() + " nodes";
  }
}
