package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.model.ClientGraphs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What clients compute in front of the first layer with weights: steps that do not fold into it, as the quantisation of
 * columns, and all that those read. Where there are none, the columns are the features.
 */
final class NetworkPrefix {
  private static final Set<Operator> FOLDING = EnumSet.of(Operator.ADD, Operator.SUB, Operator.SUM, Operator.MEAN,
      Operator.NEG, Operator.SCALER, Operator.BATCH_NORMALIZATION, Operator.REDUCE_SUM, Operator.REDUCE_MEAN,
      Operator.AVERAGE_POOL, Operator.GLOBAL_AVERAGE_POOL, Operator.IDENTITY, Operator.CONCAT,
      Operator.FEATURE_VECTORIZER, Operator.SPLIT, Operator.SLICE, Operator.GATHER, Operator.RESHAPE, Operator.FLATTEN,
      Operator.SQUEEZE, Operator.UNSQUEEZE, Operator.TRANSPOSE, Operator.EXPAND, Operator.TILE, Operator.PAD,
      Operator.ARRAY_FEATURE_EXTRACTOR, Operator.ZIP_MAP);

  private final NetworkGraph graph;
  private final Set<String> made = new HashSet<>();
  private final Set<String> read = new LinkedHashSet<>();

  /**
   * The prefix of a network.
   *
   * @param scores the values that the network computes
   */
  NetworkPrefix(NetworkGraph graph, List<String> scores) {
    this.graph = graph;
    List<GraphNode> needed = graph.needed(scores, Set.of());
    Set<String> behind = new HashSet<>();
    List<String> ends = new ArrayList<>();
    for (GraphNode node : needed) {
      List<String> data = graph.data(node);
      boolean layer = Networks.isLayer(graph, node) || data.stream().anyMatch(behind::contains);
      if (layer) {
        behind.addAll(node.outputs());
      } else if (!data.isEmpty() && !folds(node, data)) {
        ends.addAll(node.outputs());
      }
    }
    graph.needed(ends, Set.of()).forEach(node -> made.addAll(node.outputs()));
    for (GraphNode node : needed) {
      if (!made.containsAll(node.outputs())) {
        graph.data(node).stream().filter(name -> made.contains(name) || name.equals(graph.input().name()))
            .forEach(read::add);
      }
    }
  }

  private boolean folds(GraphNode node, List<String> data) {
    return switch (node.operator()) {
      case MUL -> data.size() == 1 && node.inputs().stream().anyMatch(name -> graph.constant(name).isPresent());
      case DIV -> graph.constant(node.inputs().get(1)).isPresent();
      case CAST -> graph.isNumber(node.inputs().get(0)) && graph.isNumber(node.outputs().get(0));
      default -> FOLDING.contains(node.operator());
    };
  }

  boolean isEmpty() {
    return made.isEmpty();
  }

  /** What clients compute, if anything. */
  Optional<ClientGraph> graph() {
    if (isEmpty()) {
      return Optional.empty();
    }
    NetworkParts parts = new NetworkParts(graph, name -> "file." + name);
    ClientGraph.Input input = graph.input();
    parts.copy(List.copyOf(read), Set.of());
    List<String> rows = new ArrayList<>();
    for (String value : read) {
      String row = "row." + value;
      parts.reshape("file." + value, row + ".whole", 1, -1).cast(row + ".whole", row, type());
      rows.add(row);
    }
    parts.add(Operator.CONCAT, Map.of("axis", new Attribute.Int(1)), ClientGraphs.FEATURES,
        rows.toArray(String[]::new));
    return Optional.of(parts.build(new ClientGraph.Input("file." + input.name(), input.type(), input.width()),
        List.of(ClientGraphs.FEATURES)));
  }

  private ElementType type() {
    return graph.input().type();
  }

  /** The network behind this: one input of features, one output, the scores as a row. */
  ClientGraph core(List<String> scores) {
    NetworkParts parts = new NetworkParts(graph, name -> name);
    ClientGraph.Input input = graph.input();
    if (!isEmpty()) {
      int width = read.stream().mapToInt(graph::size).sum();
      String features = input.name() + "/" + ClientGraphs.FEATURES;
      int from = 0;
      for (String value : read) {
        int to = from + graph.size(value);
        parts.slice(features, value + "/slice", from, to)
            .reshape(value + "/slice", value + "/shaped", graph.shape(value))
            .cast(value + "/shaped", value, graph.type(value));
        from = to;
      }
      input = new ClientGraph.Input(features, type(), width);
    }
    parts.copy(scores, isEmpty() ? Set.of() : read);
    List<String> rows = new ArrayList<>();
    for (String value : scores) {
      boolean row = graph.shape(value).length == 2 && graph.shape(value)[0] == 1;
      if (!row) {
        parts.reshape(value, value + "/row", 1, -1);
      }
      rows.add(row ? value : value + "/row");
    }
    return parts.build(input, List.of(parts.joined(rows, input.name() + "/" + ClientGraphs.SCORES)));
  }
}
