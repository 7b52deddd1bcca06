package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.compiler.onnx.network.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file of a network as nodes that clients have, with the type and the shape of every value for one row. */
final class NetworkGraph implements Lowering.Values {
  private final OnnxSource source;
  private final ClientGraph.Input input;
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Map<String, ElementType> types = new HashMap<>();
  private final Map<String, int[]> shapes = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Integer> makers = new HashMap<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private final int rows;
  private long elements;
  private long work;

  private NetworkGraph(OnnxSource source) {
    this.source = source;
    OnnxInput read = only(source);
    rows = read.rows();
    ElementType type = read.type() == ElementType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
    input = new ClientGraph.Input(read.isRow() ? read.name() : read.name() + "/row", type, read.width());
    source.constants().forEach(this::constant);
    define(input.name(), type, new int[] {1, input.width()});
    if (!read.isRow()) {
      long[] dims = new long[read.shape().length];
      for (int d = 0; d < dims.length; d++) {
        dims[d] = read.shape()[d];
      }
      constant(read.name() + "/shape", Tensor.longs(new int[] {dims.length}, dims));
      node(GraphNode.of(Operator.RESHAPE, read.name(), input.name(), read.name() + "/shape"),
          new Origin("input '" + read.name() + "'", read.name(), "Reshape"));
    }
    for (OnnxNode node : source.nodes()) {
      node(node);
    }
    source.requireOutputs(types::containsKey);
  }

  static NetworkGraph of(OnnxSource source) {
    return new NetworkGraph(source);
  }

  private static OnnxInput only(OnnxSource source) {
    if (source.inputs().size() != 1) {
      throw Networks.refused("it has " + source.inputs().size() + " inputs");
    }
    OnnxInput input = source.inputs().get(0);
    boolean number = input.type() == ElementType.FLOAT || input.type() == ElementType.DOUBLE
        || input.type() == ElementType.INT64 && source.nodes().stream().filter(n -> n.inputs().contains(input.name()))
            .allMatch(n -> Set.of("Cast", "DequantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger",
                "MatMulInteger", "QGemm").contains(n.operator()));
    if (input.shape().length == 1 && input.rows() > 1) {
      throw OnnxImporter.invalid("the input '" + input.name() + "' is one row of " + input.rows() + " numbers without a"
          + " dimension for rows: export it for inputs of [rows, " + input.rows() + "]");
    }
    if (!number) {
      throw Networks.refused("its input '" + input.name() + "' holds no floating point numbers");
    }
    return input;
  }

  private void node(OnnxNode node) {
    String name = node.proto().getName().isEmpty() ? node.operator() : node.proto().getName();
    Origin origin = new Origin(node.described(), name, node.operator());
    try {
      if (node.inputs().isEmpty() || node.inputs().get(0).isEmpty() || node.outputs().isEmpty()) {
        throw OnnxImporter.invalid(node.described() + " has no input or no output; the file is damaged");
      }
      node.requireMade(types::containsKey);
      if (node.operator().equals("If") && node.domain().isEmpty()) {
        branch(node, origin);
        return;
      }
      if (node.operator().equals("Reshape") && rows > 1 && node.inputs().size() > 1) {
        oneRow(node.inputs().get(1));
      }
      Optional<Lowered> lowered = Lowering.of(node, this);
      lowered.ifPresent(l -> l.constants().forEach(this::constant));
      List<GraphNode> clients = lowered.map(Lowered::nodes)
          .orElseGet(() -> node.clients(types.get(node.inputs().get(0))));
      if (clients.isEmpty()) {
        throw Families.refused(node, source);
      }
      clients.forEach(client -> node(client, origin));
    } catch (NightjarException e) {
      throw e.getMessage().contains(node.described()) ? e : new NightjarException(e.code(), node.described() + ": "
          + e.getMessage().replaceFirst("^node [0-9]+ \\(.*?\\): ", ""), e);
    }
  }

  /** A file that was made for several rows at once says their number in constant shapes; here it is one. */
  private void oneRow(String shape) {
    Tensor constant = constants.get(shape);
    if (constant != null && constant.type() == ElementType.INT64 && constant.size() > 1
        && constant.longs()[0] == rows) {
      long[] dims = constant.longs().clone();
      dims[0] = 1;
      constants.put(shape, Tensor.longs(constant.shape(), dims));
    }
  }

  /** The branch that a condition chooses which does not depend on the row, as PyTorch writes for some squeezes. */
  private void branch(OnnxNode node, Origin origin) {
    Tensor condition = constants.get(node.inputs().get(0));
    if (condition == null || condition.type() != ElementType.BOOL || condition.size() != 1) {
      throw OnnxImporter.invalid(node.described() + " chooses by what it computes of a row, which is not supported:"
          + " export the network without it");
    }
    OnnxSource.Branch branch = OnnxSource.branch(node, condition.bools()[0]);
    branch.constants().forEach(this::constant);
    branch.nodes().forEach(this::node);
    for (int o = 0; o < node.outputs().size(); o++) {
      node(GraphNode.of(Operator.IDENTITY, node.outputs().get(o), branch.outputs().get(o)), origin);
    }
  }

  private void node(GraphNode node, Origin origin) {
    ClientGraph one = alone(node);
    work += one.work();
    if (work > ClientGraph.MAX_WORK) {
      throw OnnxImporter.invalid("brings the work for a row above " + ClientGraph.MAX_WORK
          + " operations; use fewer channels or smaller images");
    }
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        define(output, one.types().get("out/" + output), one.shapes().get("out/" + output));
        one.constant("out/" + output).ifPresent(value -> constants.put(output, value));
        requireSize(output);
        makers.put(output, nodes.size());
        origins.put(output, origin);
      }
    }
    nodes.add(node);
  }

  private void requireSize(String output) {
    int size = size(output);
    if (!constants.containsKey(output) && (size < 1 || size > ClientGraph.Input.MAX_WIDTH)) {
      throw OnnxImporter.invalid("makes a value of " + size + " elements; 1 to " + ClientGraph.Input.MAX_WIDTH
          + " are supported: use fewer channels or smaller images");
    }
  }

  /** The node on inputs of the known shapes: this checks it, and says what it puts out. */
  private ClientGraph alone(GraphNode node) {
    List<ClientGraph.Input> inputs = new ArrayList<>();
    Map<String, Tensor> given = new HashMap<>();
    List<GraphNode> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : node.inputs()) {
      names.add(name.isEmpty() ? "" : "in/" + name);
      if (name.isEmpty() || !seen.add(name)) {
        continue;
      }
      if (constants.containsKey(name)) {
        given.put("in/" + name, constants.get(name));
      } else {
        int[] shape = shapes.get(name);
        long[] dims = new long[shape.length];
        for (int d = 0; d < dims.length; d++) {
          dims[d] = shape[d];
        }
        inputs.add(new ClientGraph.Input("row/" + name, types.get(name), Elements.size(shape)));
        given.put("shape/" + name, Tensor.longs(new int[] {dims.length}, dims));
        all.add(GraphNode.of(Operator.RESHAPE, "in/" + name, "row/" + name, "shape/" + name));
      }
    }
    List<String> outputs = node.outputs().stream().map(o -> o.isEmpty() ? "" : "out/" + o).toList();
    all.add(new GraphNode(node.operator(), names, outputs, node.attributes()));
    return new ClientGraph(inputs, given, all, outputs.stream().filter(o -> !o.isEmpty()).toList());
  }

  private void constant(String name, Tensor value) {
    constants.put(name, value);
    define(name, value.type(), value.shape());
  }

  private void define(String name, ElementType type, int[] shape) {
    types.put(name, type);
    shapes.put(name, shape);
    elements += Elements.size(shape);
    if (elements > ClientGraph.MAX_ELEMENTS) {
      throw OnnxImporter.invalid("value '" + name + "' brings the elements of the network above "
          + ClientGraph.MAX_ELEMENTS + "; use fewer channels or smaller images");
    }
  }

  @Override
  public ElementType type(String name) {
    return types.get(name);
  }

  @Override
  public int[] shape(String name) {
    return shapes.get(name);
  }

  @Override
  public Optional<Tensor> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  @Override
  public int code(String name) {
    return source.types().getOrDefault(name, 0);
  }

  boolean isNumber(String name) {
    return types.get(name) == ElementType.FLOAT || types.get(name) == ElementType.DOUBLE;
  }

  int size(String name) {
    return Elements.size(shapes.get(name));
  }

  /** The input, as one row. */
  ClientGraph.Input input() {
    return input;
  }

  List<String> outputs() {
    return source.outputs();
  }

  List<GraphNode> nodes() {
    return nodes;
  }

  /** The index of the node that makes a value, or -1. */
  int maker(String name) {
    return makers.getOrDefault(name, -1);
  }

  Origin origin(String name) {
    return origins.getOrDefault(name, new Origin("the value '" + name + "'", name, ""));
  }

  /** The inputs of a node that depend on the row. */
  List<String> data(GraphNode node) {
    return node.inputs().stream().filter(name -> !name.isEmpty() && !constants.containsKey(name)).distinct().toList();
  }

  /** The nodes that some values need but those that are given, in order. */
  List<GraphNode> needed(List<String> wanted, Set<String> given) {
    Set<Integer> needed = new HashSet<>();
    List<String> open = new ArrayList<>(wanted);
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      int n = constants.containsKey(name) || given.contains(name) ? -1 : maker(name);
      if (n >= 0 && needed.add(n)) {
        open.addAll(nodes.get(n).inputs());
      }
    }
    return needed.stream().sorted().map(nodes::get).toList();
  }
}
