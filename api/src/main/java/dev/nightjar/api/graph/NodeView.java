package dev.nightjar.api.graph;

import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A node as its kernel sees it while the graph is built: types and shapes of inputs, the values of those that do not
 * depend on data, and attributes, each checked as it is read.
 */
final class NodeView {
  private final GraphNode node;
  private final Plan.Value[] inputs;
  private final Tensor[] known;
  private final Set<String> read = new HashSet<>();

  /**
   * A node with what its inputs are.
   *
   * @param inputs null where an optional input is left out
   * @param known null where a value depends on data
   */
  NodeView(GraphNode node, Plan.Value[] inputs, Tensor[] known) {
    this.node = node;
    this.inputs = inputs;
    this.known = known;
  }

  /** Requires a number of inputs of which the first {@code least} are not left out, and a number of outputs. */
  NodeView takes(int least, int most, int outputs) {
    require(inputs.length <= most && inputs.length >= least,
        "takes " + (least == most ? least : least + " to " + most) + " inputs, not " + inputs.length);
    for (int i = 0; i < least; i++) {
      require(inputs[i] != null, "needs input " + i);
    }
    require(!node.outputs().isEmpty() && node.outputs().size() <= outputs,
        "has at most " + outputs + " outputs, not " + node.outputs().size());
    return this;
  }

  void require(boolean condition, String message) {
    if (!condition) {
      throw refused(message);
    }
  }

  /** What refuses this node; the message goes on after the operator's name. */
  NightjarException refused(String message) {
    return Shapes.invalid(node.operator().onnxName() + " " + message);
  }

  int inputs() {
    return inputs.length;
  }

  int outputs() {
    return node.outputs().size();
  }

  boolean has(int i) {
    return i < inputs.length && inputs[i] != null;
  }

  ElementType type(int i) {
    return inputs[i].type();
  }

  int[] shape(int i) {
    return inputs[i].shape();
  }

  int size(int i) {
    return Shapes.size(inputs[i].shape());
  }

  int rank(int i) {
    return inputs[i].shape().length;
  }

  /** Requires an input to have one of some types. */
  NodeView typed(int i, ElementType... types) {
    require(Arrays.asList(types).contains(type(i)), "does not take " + type(i).text() + " as input " + i);
    return this;
  }

  /** The value of an input that must not depend on data. */
  Tensor constant(int i) {
    require(known[i] != null, "needs a constant as input " + i + ", not a value that depends on data");
    return known[i];
  }

  /** The integers of an input that must not depend on data. */
  long[] constantIntegers(int i) {
    typed(i, ElementType.INT64);
    return constant(i).l();
  }

  private <A extends Attribute> A attribute(String name, Class<A> kind) {
    read.add(name);
    Attribute attribute = node.attributes().get(name);
    require(attribute == null || kind.isInstance(attribute), "has an attribute " + name + " of a wrong kind");
    return kind.cast(attribute);
  }

  boolean hasAttribute(String name) {
    return node.attributes().containsKey(name);
  }

  long integer(String name, long absent) {
    Attribute.Int attribute = attribute(name, Attribute.Int.class);
    return attribute == null ? absent : attribute.value();
  }

  long integer(String name) {
    requireAttribute(name);
    return integer(name, 0);
  }

  boolean flag(String name, boolean absent) {
    long value = integer(name, absent ? 1 : 0);
    require(value == 0 || value == 1, "takes 0 or 1 as " + name + ", not " + value);
    return value == 1;
  }

  float number(String name, float absent) {
    Attribute.Float attribute = attribute(name, Attribute.Float.class);
    return attribute == null ? absent : attribute.value();
  }

  String text(String name, String absent) {
    Attribute.Text attribute = attribute(name, Attribute.Text.class);
    return attribute == null ? absent : attribute.value();
  }

  /** Integers, or null where the attribute is absent. */
  long[] integers(String name) {
    Attribute.Ints attribute = attribute(name, Attribute.Ints.class);
    return attribute == null ? null : attribute.values();
  }

  /** Numbers, or null where the attribute is absent. */
  float[] numbers(String name) {
    Attribute.Floats attribute = attribute(name, Attribute.Floats.class);
    return attribute == null ? null : attribute.values();
  }

  /** Texts, or null where the attribute is absent. */
  String[] texts(String name) {
    Attribute.Texts attribute = attribute(name, Attribute.Texts.class);
    return attribute == null ? null : attribute.values().toArray(new String[0]);
  }

  /** A tensor, or null where the attribute is absent. */
  Tensor tensor(String name) {
    Attribute.TensorValue attribute = attribute(name, Attribute.TensorValue.class);
    return attribute == null ? null : attribute.value();
  }

  void requireAttribute(String name) {
    require(hasAttribute(name), "needs the attribute " + name);
  }

  /** Refuses attributes that the kernel has not read. */
  void requireAllRead() {
    for (String name : node.attributes().keySet()) {
      require(read.contains(name), "does not take the attribute " + name);
    }
  }

  /** A dimension that may be counted from the end, as -1. */
  int axis(long axis, int rank) {
    require(axis >= -rank && axis < rank, "has no axis " + axis + " of " + rank);
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
