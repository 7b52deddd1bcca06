package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import java.util.List;

/**
 * A node that a graph has checked, with what is known of its inputs.
 *
 * @param node the node
 * @param cells of each input, null where an optional one is left out
 * @param types of each input
 * @param shape of the first output; not copied
 * @param type of the first output
 * @param origin the node of the file that it comes from
 */
record NodeInputs(GraphNode node, List<Cells> cells, List<ElementType> types, int[] shape, ElementType type,
    Origin origin) {
  Operator operator() {
    return node.operator();
  }

  Cells in(int i) {
    return cells.get(i);
  }

  boolean has(int i) {
    return i < cells.size() && cells.get(i) != null;
  }

  /** An input of an output's shape: for each element of the output, the form that is repeated there. */
  Form[] repeated(int i) {
    Cells in = in(i);
    int[] places = Places.repeated(in.shape(), shape);
    Form[] forms = new Form[places.length];
    for (int k = 0; k < forms.length; k++) {
      forms[k] = in.forms()[places[k]];
    }
    return forms;
  }

  /** The numbers of an input that must not depend on the row. */
  double[] constant(int i, String what) {
    if (!in(i).isConstant()) {
      throw refused("has " + what + " that depend on the row; export the trained network with constant weights");
    }
    return in(i).numbers();
  }

  long integer(String name, long absent) {
    return node.attributes().get(name) instanceof Attribute.Int i ? i.value() : absent;
  }

  double real(String name, double absent) {
    return node.attributes().get(name) instanceof Attribute.Float f ? f.value() : absent;
  }

  String text(String name, String absent) {
    return node.attributes().get(name) instanceof Attribute.Text t ? t.value() : absent;
  }

  /** Integers, or null where the attribute is absent. */
  long[] integers(String name) {
    return node.attributes().get(name) instanceof Attribute.Ints i ? i.values() : null;
  }

  /** Numbers, or null where the attribute is absent. */
  float[] reals(String name) {
    return node.attributes().get(name) instanceof Attribute.Floats f ? f.values() : null;
  }

  static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }
}
