package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a graph for one row without the row: each element of each value is an affine form over features and scores as
 * long as it is one; else the side of the model is known that computes it. Not thread-safe.
 */
final class Interpreter {
  private final OnnxSource source;
  private final Atoms atoms = new Atoms();
  private final AffineRules affine = new AffineRules(atoms);
  private final DenseRules dense = new DenseRules(atoms);
  private final LeafRules leaves = new LeafRules(atoms);
  private final SquareRules squares = new SquareRules(atoms, this::squares);
  private final TableRules tables = new TableRules(atoms);
  private final DistanceRules distances = new DistanceRules(atoms, new DistanceMaker());
  private final NeuralNetworks networks = new NeuralNetworks();
  private final Set<String> inFront;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final List<ModelNode> models = new ArrayList<>();
  private boolean plain;

  /**
   * A model node.
   *
   * @param node the node
   * @param scored what it computes
   * @param input what it reads
   * @param scores its scores, before what the node makes of them
   */
  record ModelNode(OnnxNode node, ScoredModel scored, Value input, Value scores) {
  }

  /** What distances need of this. */
  private final class DistanceMaker implements DistanceRules.Maker {
    @Override
    public void constant(String name, Tensor value) {
      Interpreter.this.constant(name, value);
    }

    @Override
    public Value features(GraphNode node, int[] shape, Value like) {
      String name = node.outputs().get(0);
      nodes.add(node);
      values.put(name, Interpreter.this.features(name, like.type(), shape));
      return values.get(name);
    }

    @Override
    public void forms(Value value) {
      values.put(value.name(), value);
    }

    @Override
    public void client(GraphNode node) {
      Interpreter.this.client(node);
    }
  }

  private Interpreter(OnnxSource source) {
    this.source = source;
    this.inFront = ModelNodes.inFront(source);
  }

  /** Interprets a graph whose inputs all have a width. */
  static Interpreter run(OnnxSource source) {
    Interpreter interpreter = new Interpreter(source);
    for (OnnxInput input : source.inputs()) {
      interpreter.values.put(input.name(), interpreter.input(input));
    }
    source.constants().forEach(interpreter::constant);
    for (int n = 0; n < source.nodes().size() && !interpreter.plain; n++) {
      interpreter.node(source.nodes().get(n));
    }
    if (!interpreter.plain) {
      source.requireOutputs(interpreter.values::containsKey);
    }
    return interpreter;
  }

  private Value input(OnnxInput input) {
    if (input.type() == ElementType.STRING) {
      return Value.opaque(input.name(), input.type(), input.shape(), Opaque.PREFIX);
    }
    return features(input.name(), input.type(), input.shape());
  }

  private Value features(String name, ElementType type, int[] shape) {
    Element[] elements = new Element[Elements.size(shape)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = atoms.feature(new Atom.Feature(name, i, type));
    }
    return Value.of(name, type, shape, elements);
  }

  private void constant(String name, Tensor value) {
    constants.put(name, value);
    values.put(name, Value.constant(name, value));
  }

  private void node(OnnxNode node) {
    try {
      if (node.inputs().isEmpty() || node.inputs().get(0).isEmpty() || node.outputs().isEmpty()) {
        throw OnnxImporter.invalid(node.described() + " has no input or no output; the file is damaged");
      }
      node.requireMade(values::containsKey);
      if (ModelNodes.isModel(node)) {
        model(node);
      } else if (Distances.areMade(node)) {
        Tensor table = values.get(node.inputs().get(1)).constant();
        distances.add(node, Distances.of(node, source, table), values.get(node.inputs().get(0)), table);
      } else if (distances.isLeftOut(node)) {
        client(GraphNode.of(Operator.IDENTITY, node.outputs().get(0), node.inputs().get(0)));
      } else {
        Optional<Lowered> lowered = Lowering.of(node, new Known());
        lowered.ifPresent(l -> l.constants().forEach(this::constant));
        List<GraphNode> clients = lowered.map(Lowered::nodes)
            .orElseGet(() -> node.clients(values.get(node.inputs().get(0)).type()));
        if (clients.isEmpty()) {
          throw Families.refused(node, source);
        }
        clients.forEach(this::client);
      }
    } catch (NightjarException e) {
      throw e.getMessage().contains(node.described()) ? e
          : new NightjarException(e.code(), node.described() + ": " + e.getMessage(), e);
    }
  }

  /** What is known of values so far. */
  private final class Known implements Lowering.Values {
    @Override
    public ElementType type(String name) {
      return values.get(name).type();
    }

    @Override
    public int[] shape(String name) {
      return values.get(name).shape();
    }

    @Override
    public Optional<Tensor> constant(String name) {
      Value value = values.get(name);
      return value.isConstant() ? Optional.of(value.constant()) : Optional.empty();
    }

    @Override
    public int code(String name) {
      return source.types().getOrDefault(name, 0);
    }
  }

  private List<Value> read(List<String> names) {
    List<Value> read = new ArrayList<>();
    names.forEach(name -> read.add(name.isEmpty() ? null : Objects.requireNonNull(values.get(name), name)));
    return read;
  }

  private void client(GraphNode node) {
    List<Value> outputs = outputs(node, read(node.inputs()));
    nodes.add(node);
    for (int o = 0; o < node.outputs().size(); o++) {
      String name = node.outputs().get(o);
      if (!name.isEmpty()) {
        values.put(name, outputs.get(o).named(name));
      }
    }
  }

  private List<Value> outputs(GraphNode node, List<Value> inputs) {
    boolean constant = inputs.stream().allMatch(v -> v == null || v.isConstant());
    if (constant || node.operator() == Operator.SHAPE) {
      // The shape of a value does not depend on the row, whatever its elements are.
      return Kernels.shapes(node, inputs).stream().map(t -> t == null ? null : Value.constant("", t)).toList();
    }
    List<Value> moved = MovingRules.apply(node, inputs);
    if (moved != null) {
      return moved;
    }
    // This checks the node, too.
    List<Tensor> shapes = Kernels.shapes(node, inputs);
    Value mapped = mapped(node, inputs, shapes.get(0));
    if (mapped != null) {
      return List.of(mapped);
    }
    List<Value> ofLeaf = leaves.apply(node, inputs, shapes);
    if (ofLeaf != null) {
      return ofLeaf;
    }
    List<Value> forms = leaves.forms(inputs);
    mapped = forms == null ? null : mapped(node, forms, shapes.get(0));
    if (mapped == null && !inFront.containsAll(node.outputs())) {
      mapped = squares.apply(node, inputs, shapes.get(0), values);
      mapped = mapped == null ? tables.apply(node, inputs, shapes.get(0)) : mapped;
    }
    return mapped != null ? List.of(mapped) : opaque(node, inputs, shapes);
  }

  /** The output of a node as forms, or null when it has none. */
  private Value mapped(GraphNode node, List<Value> inputs, Tensor shape) {
    if (!inputs.stream().allMatch(v -> v == null || v.allForms())) {
      return null;
    }
    Value mapped = affine.apply(node, inputs, shape);
    return mapped == null ? dense.apply(node, inputs, shape) : mapped;
  }

  private Value squares(String base, double[] centres, String name) {
    Value value = values.get(base);
    constant(name + "/centres", Kernels.tensor(value.type(), value.shape(), centres));
    client(GraphNode.of(Operator.SUB, name + "/centred", base, name + "/centres"));
    nodes.add(GraphNode.of(Operator.MUL, name + "/squares", name + "/centred", name + "/centred"));
    values.put(name + "/squares", features(name + "/squares", value.type(), value.shape()));
    return values.get(name + "/squares");
  }

  /** A node that does not fold: of scores, it runs behind the model; else its outputs are features. */
  private List<Value> opaque(GraphNode node, List<Value> inputs, List<Tensor> shapes) {
    Taint taint = Taint.NONE;
    for (Value input : inputs) {
      taint = input == null ? taint : taint.and(input.taint());
    }
    boolean suffix = taint.isScore() || taint == Taint.MAP && !inFront.containsAll(node.outputs());
    if (suffix) {
      networks.behind(node, inputs);
    }
    List<Value> outputs = new ArrayList<>();
    for (int o = 0; o < shapes.size(); o++) {
      Tensor shape = shapes.get(o);
      outputs.add(shape == null ? null : suffix
          ? Value.behind(node.outputs().get(o), shape.type(), shape.shape())
          : feature(node, inputs, node.outputs().get(o), shape));
    }
    return outputs;
  }

  private Value feature(GraphNode node, List<Value> inputs, String name, Tensor like) {
    if (like.type() == ElementType.STRING) {
      return Value.opaque(name, like.type(), like.shape(), Opaque.PREFIX);
    }
    Value features = features(name, like.type(), like.shape());
    for (int i = 0; i < features.size(); i++) {
      Chain chain = MonotoneRules.chain(node, inputs, features, i);
      if (chain != null) {
        features.elements()[i] = features.form(i).with(chain);
      }
    }
    return features;
  }

  private void model(OnnxNode node) {
    Value read = values.get(node.inputs().get(0));
    List<Value> forms = leaves.forms(List.of(read));
    Value input = forms == null ? read : forms.get(0);
    ScoredModel scored = ModelNodes.read(node, input);
    String name = node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse("") + "/scores";
    Value scores = scores(name, node, scored, input);
    values.put(name, scores);
    models.add(new ModelNode(node, scored, input, scores));
    plain = PlainOutputs.arePlain(source, node, scored);
    if (plain) {
      return;
    }
    boolean classes = scored.model().task().classifier();
    String first = node.outputs().get(0);
    String second = node.outputs().size() > 1 ? node.outputs().get(1) : "";
    ModelHeads heads = ModelHeads.of(scored, name, classes ? first : "", classes ? second : first);
    heads.constants().forEach(this::constant);
    heads.nodes().forEach(this::client);
  }

  private Value scores(String name, OnnxNode node, ScoredModel scored, Value input) {
    return input.isSuffix()
        ? StackedModel.scores(name, node, scored, input, atoms, this::client, this::constant, values)
        : ModelNodes.scores(node, scored, input, atoms).named(name);
  }

  /** What became of a value. */
  Value value(String name) {
    return values.get(name);
  }

  /** Values of numbers as one row; one value stays as it is. */
  Value sideBySide(List<Value> numbers) {
    if (numbers.size() == 1) {
      return numbers.get(0);
    }
    ElementType type = numbers.stream().anyMatch(v -> v.type() == ElementType.DOUBLE) ? ElementType.DOUBLE
        : ElementType.FLOAT;
    String all = numbers.get(0).name() + "/all";
    constant(all + "/row", Tensor.longs(new int[] {2}, 1, -1));
    List<String> rows = new ArrayList<>();
    for (Value value : numbers) {
      String row = all + "/" + rows.size();
      client(GraphNode.of(Operator.RESHAPE, row, value.name(), all + "/row"));
      client(new GraphNode(Operator.CAST, List.of(row), List.of(row + "/cast"),
          Map.of("to", new Attribute.Int(OnnxTypes.code(type)))));
      rows.add(row + "/cast");
    }
    client(new GraphNode(Operator.CONCAT, rows, List.of(all), Map.of("axis", new Attribute.Int(1))));
    return values.get(all);
  }

  /** The file. */
  OnnxSource source() {
    return source;
  }

  /** Whether the one model's task says all that is behind it; no nodes behind it were looked at then. */
  boolean isPlain() {
    return plain;
  }

  /** The distances of nearest neighbours, if any. */
  DistanceRules distances() {
    return distances;
  }

  /** The atoms of forms. */
  Atoms atoms() {
    return atoms;
  }

  /** The client's nodes, in an order of evaluation. */
  List<GraphNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Constants by name. */
  Map<String, Tensor> constants() {
    return Collections.unmodifiableMap(constants);
  }

  /** The model nodes, in order. */
  List<ModelNode> models() {
    return Collections.unmodifiableList(models);
  }
}
