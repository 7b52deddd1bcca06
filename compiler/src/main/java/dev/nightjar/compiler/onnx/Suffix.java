package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.ClientGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What runs on the client behind the core: values that are affine functions of scores are computed of them, and the
 * nodes behind those values follow.
 */
final class Suffix {
  private final Interpreter graph;
  private final Optional<Value> label;
  private final Optional<Value> outputs;
  private final Scores scores;
  private final GraphParts parts;
  private final Set<String> needed;
  private final List<Start> starts = new ArrayList<>();
  private boolean doubles;

  /** A value that is computed of scores. */
  private record Start(Value value, List<Scores.Use> uses) {
  }

  /**
   * A suffix.
   *
   * @param label the value that holds the chosen label, if any
   * @param outputs the value that holds probabilities or numbers, if any
   */
  Suffix(Interpreter graph, Optional<Value> label, Optional<Value> outputs) {
    this.graph = graph;
    this.scores = new Scores(atom -> graph.atoms().get(atom) instanceof Atom.Feature);
    this.label = label;
    this.outputs = outputs;
    this.parts = new GraphParts(graph, Set.of(ClientGraphs.SCORES, ClientGraphs.LABEL, ClientGraphs.OUTPUTS));
    List<String> wanted = new ArrayList<>();
    outputs.ifPresent(v -> wanted.add(v.name()));
    label.ifPresent(v -> wanted.add(v.name()));
    needed = parts.needed(wanted, this::isStart);
    // In the order of the file, so that equal files give equal cores.
    start(ordered());
  }

  private List<Value> ordered() {
    List<Value> ordered = new ArrayList<>();
    graph.models().forEach(model -> addStart(ordered, model.scores().name()));
    graph.nodes().forEach(node -> node.outputs().forEach(name -> addStart(ordered, name)));
    graph.source().inputs().forEach(input -> addStart(ordered, input.name()));
    return ordered;
  }

  private void addStart(List<Value> ordered, String name) {
    if (needed.contains(name) && !graph.value(name).isConstant()) {
      Value value = graph.value(name);
      if (isStart(name)) {
        ordered.add(value);
      }
    }
  }

  private boolean isStart(String name) {
    Value value = graph.value(name);
    return !value.isConstant() && value.allForms();
  }

  private void start(List<Value> values) {
    for (Value value : values) {
      List<Scores.Use> uses = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        uses.add(scores.use(value.form(i)));
      }
      doubles |= value.type() == ElementType.DOUBLE;
      starts.add(new Start(value, uses));
    }
  }

  /** The scores that the core must give. */
  List<Form> scores() {
    return scores.forms();
  }

  /** The graph. */
  ClientGraph build() {
    ElementType type = doubles ? ElementType.DOUBLE : ElementType.FLOAT;
    starts.forEach(start -> start(start, type));
    parts.copy(needed, this::isStart);
    List<String> made = new ArrayList<>();
    made.add(outputs.isPresent() ? row(outputs.get(), ClientGraphs.OUTPUTS) : row(label.get(), ClientGraphs.OUTPUTS));
    label.ifPresent(value -> made.add(label(value)));
    return parts.build(List.of(new ClientGraph.Input(ClientGraphs.SCORES, type, scores.forms().size())), made);
  }

  private void start(Start start, ElementType type) {
    List<Scores.Use> uses = start.uses;
    int n = uses.size();
    String row = ClientGraphs.SCORES;
    boolean sums = uses.stream().anyMatch(u -> u.scores().length > 1);
    if (sums) {
      row = parts.add(Operator.MATMUL, Map.of(), parts.fresh("sums"), row,
          parts.constant("matrix", matrix(type, uses)));
    } else if (!isWhole(uses)) {
      long[] indices = uses.stream().mapToLong(u -> u.scores().length == 0 ? 0 : u.scores()[0]).toArray();
      row = parts.add(Operator.GATHER, Map.of("axis", new Attribute.Int(1)), parts.fresh("chosen"), row,
          parts.constant("indices", Tensor.longs(new int[] {n}, indices)));
    }
    double[] factors = uses.stream().mapToDouble(u -> u.scores().length == 0 ? 0 : u.factors()[0]).toArray();
    if (!sums && Arrays.stream(factors).anyMatch(f -> f != 1)) {
      row = parts.add(Operator.MUL, Map.of(), parts.fresh("scaled"), row,
          parts.constant("factors", numbers(type, new int[] {n}, factors)));
    }
    if (uses.stream().anyMatch(u -> u.shift() != 0)) {
      row = parts.add(Operator.ADD, Map.of(), parts.fresh("shifted"), row,
          parts.constant("shifts", numbers(type, new int[] {n},
              uses.stream().mapToDouble(Scores.Use::shift).toArray())));
    }
    int[] shape = start.value.shape();
    if (shape.length != 2 || shape[0] != 1) {
      long[] dims = new long[shape.length];
      for (int d = 0; d < dims.length; d++) {
        dims[d] = shape[d];
      }
      row = parts.add(Operator.RESHAPE, Map.of(), parts.fresh("shaped"), row,
          parts.constant("shape", Tensor.longs(new int[] {dims.length}, dims)));
    }
    if (start.value.type() == ElementType.INT64 || start.value.type() == ElementType.BOOL) {
      // A score is not exact; a cast would cut it off.
      row = parts.add(Operator.ROUND, Map.of(), parts.fresh("rounded"), row);
    }
    if (start.value.type() != type) {
      row = cast(row, start.value.type(), parts.fresh("typed"));
    }
    parts.define(start.value.name(), row);
  }

  private boolean isWhole(List<Scores.Use> uses) {
    if (uses.size() != scores.forms().size()) {
      return false;
    }
    for (int i = 0; i < uses.size(); i++) {
      if (uses.get(i).scores().length != 1 || uses.get(i).scores()[0] != i) {
        return false;
      }
    }
    return true;
  }

  /** What each score counts in each element. */
  private Tensor matrix(ElementType type, List<Scores.Use> uses) {
    int n = uses.size();
    double[] matrix = new double[scores.forms().size() * n];
    for (int i = 0; i < n; i++) {
      Scores.Use use = uses.get(i);
      for (int t = 0; t < use.scores().length; t++) {
        matrix[use.scores()[t] * n + i] = use.factors()[t];
      }
    }
    return numbers(type, new int[] {scores.forms().size(), n}, matrix);
  }

  private static Tensor numbers(ElementType type, int[] shape, double[] values) {
    if (type == ElementType.DOUBLE) {
      return Tensor.doubles(shape, values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.floats(shape, floats);
  }

  private String cast(String value, ElementType to, String name) {
    return parts.add(Operator.CAST, Map.of("to", new Attribute.Int(OnnxTypes.code(to))), name, value);
  }

  /** A value as a row of numbers. */
  private String row(Value value, String name) {
    String row = parts.resolve(value.name());
    if (value.type() == ElementType.STRING) {
      throw OnnxImporter.invalid("the model's only outputs are texts; export it with its probabilities, too");
    }
    if (value.type() == ElementType.INT64 || value.type() == ElementType.BOOL) {
      row = cast(row, ElementType.FLOAT, parts.fresh("numbers"));
    }
    return parts.add(Operator.RESHAPE, Map.of(), name, row,
        parts.constant("row", Tensor.longs(new int[] {2}, 1, -1)));
  }

  private String label(Value value) {
    String label = parts.resolve(value.name());
    if (value.type() != ElementType.INT64 && value.type() != ElementType.STRING) {
      label = cast(label, ElementType.INT64, parts.fresh("integers"));
    }
    long[] shape = value.size() == 1 ? new long[] {1} : new long[] {1, value.size()};
    return parts.add(Operator.RESHAPE, Map.of(), ClientGraphs.LABEL, label,
        parts.constant("labels", Tensor.longs(new int[] {shape.length}, shape)));
  }
}
