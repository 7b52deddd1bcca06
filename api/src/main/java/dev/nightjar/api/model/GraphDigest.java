package dev.nightjar.api.model;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a fingerprint covers of graphs and columns; {@code docs/wire-format.md} has it byte by byte. */
final class GraphDigest {
  private static final String FORM = "graphs";

  private final DigestBytes out;

  private GraphDigest(DigestBytes out) {
    this.out = out;
  }

  static void write(ClientGraphs graphs, DigestBytes out) {
    GraphDigest digest = new GraphDigest(out);
    out.text(FORM);
    out.i32(graphs.columns().size());
    for (InputColumn column : graphs.columns()) {
      out.text(column.name());
      out.i32(column.kind() == InputColumn.Kind.NUMBER ? 1 : 2);
    }
    digest.graph(graphs.prefix());
    digest.graph(graphs.suffix());
  }

  private void graph(Optional<ClientGraph> given) {
    out.i32(given.isPresent() ? 1 : 0);
    given.ifPresent(graph -> {
      out.i32(graph.inputs().size());
      for (ClientGraph.Input input : graph.inputs()) {
        out.text(input.name());
        out.i32(code(input.type()));
        out.i32(input.width());
      }
      out.i32(graph.constants().size());
      graph.constants().forEach((name, value) -> {
        out.text(name);
        tensor(value);
      });
      out.i32(graph.nodes().size());
      graph.nodes().forEach(this::node);
      texts(graph.outputs());
    });
  }

  private void node(GraphNode node) {
    out.text(node.operator().domain());
    out.text(node.operator().onnxName());
    texts(node.inputs());
    texts(node.outputs());
    out.i32(node.attributes().size());
    node.attributes().forEach((name, value) -> {
      out.text(name);
      out.i32(value instanceof Attribute.TensorValue ? 1 : 0);
      tensor(value.tensor());
    });
  }

  private static int code(ElementType type) {
    return switch (type) {
      case FLOAT -> 1;
      case DOUBLE -> 2;
      case INT64 -> 3;
      case BOOL -> 4;
      case STRING -> 5;
    };
  }

  private void tensor(Tensor tensor) {
    out.i32(code(tensor.type()));
    out.i32s(tensor.shape());
    switch (tensor.type()) {
      case FLOAT -> {
        for (float x : tensor.floats()) {
          out.i32(Float.floatToIntBits(x));
        }
      }
      case DOUBLE -> Arrays.stream(tensor.doubles()).forEach(out::f64);
      case INT64 -> Arrays.stream(tensor.longs()).forEach(out::i64);
      case BOOL -> {
        for (boolean x : tensor.bools()) {
          out.i32(x ? 1 : 0);
        }
      }
      case STRING -> Arrays.stream(tensor.strings()).forEach(out::text);
    }
  }

  private void texts(List<String> texts) {
    out.i32(texts.size());
    texts.forEach(out::text);
  }
}
