package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.network.AffineMap;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkModel;
import dev.nightjar.compiler.onnx.network.LayersReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads networks. What does not fold into the first layer runs on the client in front of it; what follows the last
 * layer, as a softmax and the choice of a label, behind it; the core between them is encrypted.
 */
final class Networks {
  private static final int MAX_LINEAR = 1 << 22;

  private final NetworkGraph graph;

  private Networks(NetworkGraph graph) {
    this.graph = graph;
  }

  /**
   * The pipeline of a network.
   *
   * @throws NightjarException {@code INVALID_MODEL} when it is none of one row, or a node is not known
   */
  static Pipeline of(OnnxSource source) {
    return new Networks(NetworkGraph.of(source)).pipeline();
  }

  static NightjarException refused(String reason) {
    return OnnxImporter.invalid("this neural network is not supported, since " + reason
        + "; export it with one input and with outputs behind its last dense layers, or train a linear model or an"
        + " ensemble of trees");
  }

  /** Whether a node multiplies what depends on the row with weights. */
  static boolean isLayer(NetworkGraph graph, GraphNode node) {
    return (DenseRules.isDense(node.operator()) || node.operator() == Operator.CONV)
        && graph.data(node).size() == 1 && node.inputs().stream().limit(2).anyMatch(i -> graph.constant(i).isPresent());
  }

  private Pipeline pipeline() {
    Optional<String> label = graph.outputs().stream().filter(o -> !graph.isNumber(o)).findFirst();
    List<String> numbers = graph.outputs().stream().filter(graph::isNumber).toList();
    if (graph.outputs().size() > numbers.size() + 1 || graph.outputs().isEmpty()) {
      throw refused("it has other outputs than numbers and, for classes, a label");
    }
    label.filter(l -> graph.size(l) != 1).ifPresent(l -> {
      throw OnnxImporter.invalid("the output '" + l + "' holds " + graph.size(l) + " whole numbers for a row, where one"
          + " label is supported: export the scores");
    });
    List<String> scores = new NetworkScores(graph).find();
    NetworkPrefix prefix = new NetworkPrefix(graph, scores);
    ClientGraph core = prefix.core(scores);
    int width = scores.stream().mapToInt(graph::size).sum();
    ClientGraphs columns = ClientGraphs.none(graph.input().width());
    boolean plain = label.isEmpty() && core.outputs().equals(numbers);
    Optional<ClientGraph> suffix = plain ? Optional.empty()
        : Optional.of(suffix(scores, numbers.isEmpty() ? scores : numbers, label));
    Task task = suffix.filter(s -> s.outputs().contains(ClientGraphs.LABEL)).map(s -> task(s, width))
        .orElse(Task.regression());
    return new Pipeline(new ClientGraphs(columns.columns(), prefix.graph(), suffix), model(core, task));
  }

  private ImportedModel model(ClientGraph core, Task task) {
    Network layers;
    try {
      layers = LayersReader.read(core, graph::origin);
    } catch (NightjarException e) {
      return NetworkModel.withoutLayers(core, e.getMessage(), task);
    }
    long weights = (long) layers.features() * layers.scores().rows();
    return layers.layers().isEmpty() && weights <= MAX_LINEAR ? linear(layers.scores(), task)
        : NetworkModel.of(core, layers, task);
  }

  private static LinearModel linear(AffineMap map, Task task) {
    double[][] weights = new double[map.rows()][map.columns()];
    for (int r = 0; r < weights.length; r++) {
      for (int t = map.start(r); t < map.start(r + 1); t++) {
        weights[r][map.column(t)] = map.weight(t);
      }
    }
    return new LinearModel(weights, map.bias(), task);
  }

  private ClientGraph suffix(List<String> scores, List<String> numbers, Optional<String> label) {
    // Names of the file may be those that a suffix gives a meaning of its own.
    NetworkParts parts = new NetworkParts(graph, name -> "file." + name);
    ElementType type = graph.type(scores.get(0));
    int from = 0;
    for (String value : scores) {
      String part = scores.size() == 1 ? ClientGraphs.SCORES : "part." + value;
      if (scores.size() > 1) {
        parts.slice(ClientGraphs.SCORES, part, from, from + graph.size(value));
        from += graph.size(value);
      }
      parts.reshape(part, "file." + value, graph.shape(value));
    }
    List<String> wanted = new ArrayList<>(numbers);
    label.ifPresent(wanted::add);
    parts.copy(wanted, Set.copyOf(scores));
    List<String> rows = new ArrayList<>();
    for (String value : numbers) {
      String row = numbers.size() == 1 ? ClientGraphs.OUTPUTS : "row." + value;
      parts.reshape("file." + value, row, 1, -1);
      rows.add(row);
    }
    parts.joined(rows, ClientGraphs.OUTPUTS);
    List<String> outputs = new ArrayList<>(List.of(ClientGraphs.OUTPUTS));
    List<String> probabilities = numbers.stream().filter(this::choosesClass).toList();
    if (label.isPresent()) {
      parts.reshape("file." + label.get(), ClientGraphs.LABEL, -1);
      outputs.add(ClientGraphs.LABEL);
    } else if (probabilities.size() == 1) {
      parts.add(Operator.ARG_MAX, Map.of("axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0)),
          ClientGraphs.LABEL, "file." + probabilities.get(0));
      outputs.add(ClientGraphs.LABEL);
    }
    int width = scores.stream().mapToInt(graph::size).sum();
    return parts.build(new ClientGraph.Input(ClientGraphs.SCORES, type, width), outputs);
  }

  /** Whether numbers are probabilities of classes, of which the largest one's number is the label. */
  private boolean choosesClass(String numbers) {
    int maker = graph.maker(numbers);
    Operator operator = maker < 0 ? null : graph.nodes().get(maker).operator();
    int[] shape = graph.shape(numbers);
    return (operator == Operator.SOFTMAX || operator == Operator.LOG_SOFTMAX) && shape.length == 2 && shape[1] > 1;
  }

  /**
   * What scores mean where no suffix is asked: a label for each, read off the suffix where that score is by far the
   * largest; of one score, for small and for large ones. Regression, where these are not all different.
   */
  private static Task task(ClientGraph suffix, int width) {
    List<String> labels = new ArrayList<>();
    if (width == 1) {
      labels.add(label(suffix, new double[] {-100}));
      labels.add(label(suffix, new double[] {100}));
    }
    for (int c = 0; c < width && width > 1; c++) {
      double[] scores = new double[width];
      scores[c] = 100;
      labels.add(label(suffix, scores));
    }
    if (Set.copyOf(labels).size() != labels.size()) {
      return Task.regression();
    }
    return new Task(width == 1 ? Task.Link.LOGISTIC : Task.Link.SOFTMAX, labels);
  }

  private static String label(ClientGraph suffix, double[] scores) {
    ElementType type = suffix.inputs().get(0).type();
    Tensor label = suffix.run(Map.of(ClientGraphs.SCORES, NetworkModel.row(type, scores))).get(ClientGraphs.LABEL);
    return label.type() == ElementType.STRING ? label.strings()[0] : String.valueOf(label.longs()[0]);
  }
}
