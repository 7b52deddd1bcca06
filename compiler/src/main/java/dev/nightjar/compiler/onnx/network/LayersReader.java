package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the graph of a network as layers. Stateless. */
public final class LayersReader {
  private final ClientGraph graph;
  private final Map<String, ElementType> types;
  private final Map<String, int[]> shapes;
  private final Map<String, Cells> values = new HashMap<>();
  private final Atoms atoms;
  private final LinearRules linear = new LinearRules();
  private final PairRules pairs;
  private final ElementRules elements;
  private final PoolRules pools;

  private LayersReader(ClientGraph graph) {
    this.graph = graph;
    types = graph.types();
    shapes = graph.shapes();
    atoms = new Atoms(graph.inputs().get(0).width());
    pairs = new PairRules(atoms, linear);
    elements = new ElementRules(pairs, linear);
    pools = new PoolRules(pairs);
  }

  /**
   * The layers of a network.
   *
   * @param graph one input of all features, one output of all scores
   * @param origins where each node comes from, by its first output
   * @throws NightjarException {@code INVALID_MODEL} for a node that no layer can be made of, by its name, with a remedy
   */
  public static Network read(ClientGraph graph, Function<String, Origin> origins) {
    LayersReader reader = new LayersReader(graph);
    ClientGraph.Input input = graph.inputs().get(0);
    Form[] features = new Form[input.width()];
    for (int f = 0; f < features.length; f++) {
      features[f] = Form.atom(f);
    }
    reader.values.put(input.name(), new Cells(new int[] {1, features.length}, features));
    for (GraphNode node : graph.nodes()) {
      if (graph.constant(node.outputs().get(0)).isEmpty()) {
        Origin origin = origins.apply(node.outputs().get(0));
        try {
          reader.node(node, origin);
        } catch (NightjarException e) {
          throw new NightjarException(e.code(), origin.described() + " " + e.getMessage(), e);
        }
      }
    }
    return LayersBuilder.build(reader.atoms, reader.values.get(graph.outputs().get(0)).forms());
  }

  private Cells value(String name) {
    return name.isEmpty() ? null
        : values.computeIfAbsent(name, n -> Cells.of(graph.constant(n).orElseThrow(() ->
            NodeInputs.refused("reads a value that no rule has"))));
  }

  private void node(GraphNode node, Origin origin) {
    List<Cells> cells = new ArrayList<>();
    List<ElementType> given = new ArrayList<>();
    List<Tensor> constants = new ArrayList<>();
    for (String name : node.inputs()) {
      if (types.get(name) == ElementType.STRING) {
        throw NodeInputs.refused("works with texts; export the network without this step");
      }
      cells.add(value(name));
      given.add(types.get(name));
      constants.add(name.isEmpty() ? null : graph.constant(name).orElse(null));
    }
    String output = node.outputs().get(0);
    NodeInputs read = new NodeInputs(node, cells, given, shapes.get(output), types.get(output), origin);
    if (MoveRules.moves(node.operator())) {
      List<Cells> moved = MoveRules.apply(read, constants);
      for (int o = 0; o < moved.size(); o++) {
        values.put(node.outputs().get(o), moved.get(o));
      }
    } else {
      values.put(output, new Cells(read.shape(), forms(read)));
    }
  }

  private Form[] forms(NodeInputs node) {
    Form[] forms = linear.apply(node);
    if (forms == null) {
      forms = elements.apply(node);
    } else if (node.operator() == Operator.ADD || node.operator() == Operator.SUB || node.operator() == Operator.SUM) {
      for (int i = 0; i < forms.length; i++) {
        forms[i] = pairs.joined(forms[i], node.origin());
      }
    }
    forms = forms == null ? pools.apply(node) : forms;
    if (forms == null) {
      throw NodeInputs.refused("is no step of the networks that can be encrypted: dense layers, convolutions, pools,"
          + " normalisation by constants, functions of single elements, sums of branches and changes of shape; train"
          + " the network without it, or leave it to the client, in front of the first layer or behind the last one");
    }
    return forms;
  }
}
