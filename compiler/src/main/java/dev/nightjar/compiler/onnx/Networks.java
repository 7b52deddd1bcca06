package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.network.NetworkModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Reads networks of several layers as one function of their columns. Everything up to the last dense layer is the core,
 * which is encrypted; what follows it, as a softmax and the choice of a label, runs on the client.
 */
final class Networks {
  private static final Set<Operator> AFFINE = Set.of(Operator.ADD, Operator.SUB, Operator.MUL, Operator.DIV);

  private static final String NO_LAYERS = "its layers are not read";

  private final OnnxSource source;
  private final OnnxInput input;
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Integer> maker = new HashMap<>();

  private Networks(OnnxSource source) {
    this.source = source;
    if (source.inputs().size() != 1 || !source.inputs().get(0).isRow()
        || source.inputs().get(0).type() != ElementType.FLOAT
        && source.inputs().get(0).type() != ElementType.DOUBLE) {
      throw refused("it has other inputs than one row of numbers");
    }
    input = source.inputs().get(0);
    for (OnnxNode node : source.nodes()) {
      List<GraphNode> clients = node.clients(ElementType.FLOAT);
      if (clients.isEmpty()) {
        throw Families.refused(node, source);
      }
      nodes.addAll(clients);
    }
    for (int n = 0; n < nodes.size(); n++) {
      for (String output : nodes.get(n).outputs()) {
        maker.put(output, n);
      }
    }
  }

  /**
   * The pipeline of a network.
   *
   * @throws NightjarException {@code INVALID_MODEL} when it is none of one row, or its last layer does not stand alone
   */
  static Pipeline of(OnnxSource source) {
    return new Networks(source).pipeline();
  }

  private static NightjarException refused(String reason) {
    return OnnxImporter.invalid("this neural network is not supported, since " + reason
        + "; export it with one input and with all outputs behind its last dense layer, or train a linear model or an"
        + " ensemble of trees");
  }

  private Pipeline pipeline() {
    Map<String, ElementType> types = part(input(input.name()), source.outputs(), name -> name, 0).types();
    Optional<String> label = source.outputs().stream().filter(o -> !isNumber(types.get(o))).findFirst();
    List<String> numbers = source.outputs().stream().filter(o -> isNumber(types.get(o))).toList();
    if (numbers.size() != 1 || source.outputs().size() > 2) {
      throw refused("it has other outputs than numbers and, for classes, a label");
    }
    int last = IntStream.range(0, nodes.size()).filter(n -> DenseRules.isDense(nodes.get(n).operator())).max()
        .orElseThrow();
    String scores = scores(last, types);
    ClientGraph core = part(input(input.name()), List.of(scores), name -> name, 0);
    int[] shape = core.shapes().get(scores);
    if (shape.length != 2 || shape[0] != 1) {
      throw refused("its last dense layer gives no row of scores");
    }
    ClientGraphs columns = ClientGraphs.none(input.width());
    if (label.isEmpty() && numbers.get(0).equals(scores)) {
      return new Pipeline(columns, NetworkModel.withoutLayers(core, NO_LAYERS, Task.regression()));
    }
    ClientGraph suffix = suffix(scores, types.get(scores), shape[1], numbers.get(0), label);
    ClientGraphs graphs = new ClientGraphs(columns.columns(), Optional.empty(), Optional.of(suffix));
    return new Pipeline(graphs, NetworkModel.withoutLayers(core, NO_LAYERS,
        label.isEmpty() ? Task.regression() : task(suffix, shape[1])));
  }

  private static boolean isNumber(ElementType type) {
    return type == ElementType.FLOAT || type == ElementType.DOUBLE;
  }

  private List<ClientGraph.Input> input(String name) {
    return List.of(new ClientGraph.Input(name, input.type(), input.width()));
  }

  /** The first value from the last dense layer on that all outputs come through; behind a bias, if one is added. */
  private String scores(int last, Map<String, ElementType> types) {
    String found = null;
    for (int n = last; n < nodes.size(); n++) {
      GraphNode node = nodes.get(n);
      String value = node.outputs().get(0);
      boolean behind = found != null && AFFINE.contains(node.operator()) && node.inputs().contains(found)
          && node.inputs().stream().anyMatch(source.constants()::containsKey);
      if ((found == null || behind) && isNumber(types.get(value)) && isAll(value)) {
        found = value;
      } else if (found != null) {
        break;
      }
    }
    if (found == null) {
      throw refused("its outputs depend on more than its last dense layer");
    }
    return found;
  }

  /** Whether no output depends on the input but through a value. */
  private boolean isAll(String value) {
    Set<String> seen = new HashSet<>(Set.of(value));
    List<String> open = new ArrayList<>(source.outputs());
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      if (name.equals(input.name())) {
        return false;
      }
      if (seen.add(name) && maker.containsKey(name)) {
        open.addAll(nodes.get(maker.get(name)).inputs());
      }
    }
    return true;
  }

  /** The nodes from one on that some values need, under other names. */
  private ClientGraph part(List<ClientGraph.Input> inputs, List<String> wanted, UnaryOperator<String> names, int from) {
    return new ClientGraph(inputs, constants(needed(wanted, from), names), copies(needed(wanted, from), names),
        wanted.stream().map(names).toList());
  }

  /** The nodes from one on that some values need. */
  private Set<Integer> needed(List<String> wanted, int from) {
    Set<Integer> needed = new HashSet<>();
    List<String> open = new ArrayList<>(wanted);
    while (!open.isEmpty()) {
      Integer n = maker.get(open.remove(open.size() - 1));
      if (n != null && n >= from && needed.add(n)) {
        open.addAll(nodes.get(n).inputs());
      }
    }
    return needed;
  }

  private Map<String, Tensor> constants(Set<Integer> needed, UnaryOperator<String> names) {
    Map<String, Tensor> constants = new HashMap<>();
    for (int n : needed) {
      for (String read : nodes.get(n).inputs()) {
        if (source.constants().containsKey(read)) {
          constants.put(names.apply(read), source.constants().get(read));
        }
      }
    }
    return constants;
  }

  private List<GraphNode> copies(Set<Integer> needed, UnaryOperator<String> names) {
    return needed.stream().sorted().map(nodes::get).map(node -> new GraphNode(node.operator(),
        node.inputs().stream().map(name -> name.isEmpty() ? "" : names.apply(name)).toList(),
        node.outputs().stream().map(name -> name.isEmpty() ? "" : names.apply(name)).toList(), node.attributes()))
        .toList();
  }

  private ClientGraph suffix(String scores, ElementType type, int width, String numbers, Optional<String> label) {
    // Names of the file may be those that a suffix gives a meaning of its own.
    UnaryOperator<String> names = name -> name.equals(scores) ? ClientGraphs.SCORES : "file." + name;
    List<String> wanted = new ArrayList<>(List.of(numbers));
    label.ifPresent(wanted::add);
    Set<Integer> needed = needed(wanted, maker.get(scores) + 1);
    Map<String, Tensor> constants = constants(needed, names);
    constants.put("row", Tensor.longs(new int[] {2}, 1, -1));
    constants.put("one", Tensor.longs(new int[] {1}, -1));
    List<GraphNode> all = new ArrayList<>(copies(needed, names));
    all.add(new GraphNode(Operator.RESHAPE, List.of(names.apply(numbers), "row"), List.of(ClientGraphs.OUTPUTS),
        Map.of()));
    List<String> outputs = new ArrayList<>(List.of(ClientGraphs.OUTPUTS));
    label.ifPresent(name -> {
      all.add(new GraphNode(Operator.RESHAPE, List.of(names.apply(name), "one"), List.of(ClientGraphs.LABEL),
          Map.<String, Attribute>of()));
      outputs.add(ClientGraphs.LABEL);
    });
    return new ClientGraph(List.of(new ClientGraph.Input(ClientGraphs.SCORES, type, width)), constants, all, outputs);
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
