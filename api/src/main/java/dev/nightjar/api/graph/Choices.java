package dev.nightjar.api.graph;

import java.util.Map;
import java.util.OptionalInt;

/** How many values an element of a graph can have, told from the nodes that make it. */
final class Choices {
  private Choices() {
  }

  static OptionalInt of(ClientGraph graph, String value, Map<String, Tensor> known) {
    String name = value;
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      GraphNode node = graph.nodes().get(i);
      if (node.outputs().contains(name)) {
        String from = node.inputs().isEmpty() ? "" : node.inputs().get(0);
        switch (node.operator()) {
          case IDENTITY, RESHAPE, SQUEEZE, UNSQUEEZE, FLATTEN, CAST -> name = from;
          case GATHER, ARRAY_FEATURE_EXTRACTOR -> {
            return known.containsKey(from) ? OptionalInt.of(known.get(from).size()) : OptionalInt.empty();
          }
          case ARG_MAX, ARG_MIN -> {
            int[] shape = graph.shapes().get(from);
            long axis = node.attributes().get("axis") instanceof Attribute.Int given ? given.value() : 0;
            return OptionalInt.of(shape[(int) (axis < 0 ? axis + shape.length : axis)]);
          }
          default -> {
            return OptionalInt.empty();
          }
        }
      }
    }
    return OptionalInt.empty();
  }
}
