package dev.nightjar.plugin.network;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.AffineMap;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkLayer;
import dev.nightjar.api.network.NetworkModel;
import dev.nightjar.api.network.RealOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Networks of dense layers for tests, with reproducible weights. */
final class Nets {
  private Nets() {
  }

  /** A function of a layer and the operator of graphs that is the same. */
  record Function(Activation activation, Operator operator) {
    static final Function RELU = new Function(Activation.relu(), Operator.RELU);
    static final Function SIGMOID =
        new Function(Activation.of(RealOperation.SIGMOID, Activation.input()), Operator.SIGMOID);
    static final Function TANH =
        new Function(Activation.of(RealOperation.TANH, Activation.input()), Operator.TANH);
    static final Function SIN = new Function(Activation.of(RealOperation.SIN, Activation.input()), Operator.SIN);
    static final Function COS = new Function(Activation.of(RealOperation.COS, Activation.input()), Operator.COS);
  }

  /**
   * A classifier with one hidden layer, of all functions of each of some sums.
   *
   * @param steps what each function's sums are more than those of the function before it
   */
  static NetworkModel several(long seed, List<Function> functions, double steps, int features, int sums, int classes) {
    Normals normals = new Normals(seed);
    double[] weights = new double[features * sums];
    Arrays.setAll(weights, i -> normals.next() * Math.sqrt(2.0 / features));
    int values = functions.size() * sums;
    double[] biases = new double[values];
    Arrays.setAll(biases, v -> v < sums ? 0.3 * normals.next() : biases[v - sums] + steps);
    AffineMap hidden = dense(0, features, weights, values, biases);
    double[] last = new double[values * classes];
    Arrays.setAll(last, i -> normals.next() * Math.sqrt(2.0 / values));
    AffineMap scores = dense(features, values, last, classes, new double[classes]);
    Map<String, Tensor> constants = new TreeMap<>(Map.of("w1", transposed(weights, features, sums),
        "w2", transposed(last, values, classes)));
    List<GraphNode> nodes = new ArrayList<>(List.of(GraphNode.of(Operator.MATMUL, "m1", "x", "w1")));
    List<String> parts = new ArrayList<>();
    int[] functionOf = new int[values];
    for (int f = 0; f < functions.size(); f++) {
      Arrays.fill(functionOf, f * sums, (f + 1) * sums, f);
      constants.put("b" + f, Tensor.doubles(new int[] {1, sums}, Arrays.copyOfRange(biases, f * sums, (f + 1) * sums)));
      nodes.add(GraphNode.of(Operator.ADD, "a" + f, "m1", "b" + f));
      nodes.add(GraphNode.of(functions.get(f).operator, "f" + f, "a" + f));
      parts.add("f" + f);
    }
    nodes.add(new GraphNode(Operator.CONCAT, parts, List.of("all"), Map.of("axis", new Attribute.Int(1))));
    nodes.add(GraphNode.of(Operator.MATMUL, "scores", "all", "w2"));
    Task task = new Task(Task.Link.SOFTMAX, IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
    ClientGraph graph = new ClientGraph(List.of(new ClientGraph.Input("x", ElementType.DOUBLE, features)), constants,
        nodes, List.of("scores"));
    NetworkLayer layer = new NetworkLayer("layer 1", hidden, functionOf,
        functions.stream().map(Function::activation).toList());
    return NetworkModel.of(graph, new Network(features, List.of(layer), scores), task);
  }

  /** Rows of weights, those of the first rows again and again; columns from the first on. */
  private static AffineMap dense(int first, int columns, double[] weights, int rows, double[] bias) {
    return new AffineMap(first + columns, IntStream.rangeClosed(0, rows).map(r -> r * columns).toArray(),
        IntStream.range(0, columns * rows).map(i -> first + i % columns).toArray(),
        IntStream.range(0, columns * rows).mapToDouble(i -> weights[i % weights.length]).toArray(), bias);
  }

  private static Tensor transposed(double[] weights, int columns, int rows) {
    double[] out = new double[weights.length];
    Arrays.setAll(out, i -> weights[i % rows * columns + i / rows]);
    return Tensor.doubles(new int[] {columns, rows}, out);
  }

  /** A classifier of as many classes as the last width, or a regressor where that is 1. */
  static NetworkModel random(long seed, Function function, int... widths) {
    Normals normals = new Normals(seed);
    List<NetworkLayer> layers = new ArrayList<>();
    Map<String, Tensor> constants = new TreeMap<>();
    List<GraphNode> nodes = new ArrayList<>();
    String last = "x";
    int values = 0;
    AffineMap scores = null;
    for (int l = 1; l < widths.length; l++) {
      int columns = widths[l - 1];
      int rows = widths[l];
      double[] weights = new double[columns * rows];
      Arrays.setAll(weights, i -> normals.next() * Math.sqrt(2.0 / columns));
      double[] bias = new double[rows];
      Arrays.setAll(bias, i -> 0.3 * normals.next());
      int first = values;
      values += columns;
      AffineMap map = dense(first, columns, weights, rows, bias);
      constants.put("w" + l, transposed(weights, columns, rows));
      constants.put("b" + l, Tensor.doubles(new int[] {1, rows}, bias));
      nodes.add(GraphNode.of(Operator.MATMUL, "m" + l, last, "w" + l));
      nodes.add(GraphNode.of(Operator.ADD, "a" + l, "m" + l, "b" + l));
      last = "a" + l;
      if (l < widths.length - 1) {
        layers.add(new NetworkLayer("layer " + l, map, new int[rows], List.of(function.activation)));
        nodes.add(GraphNode.of(function.operator, "f" + l, last));
        last = "f" + l;
      } else {
        scores = map;
      }
    }
    int classes = widths[widths.length - 1];
    Task task = classes == 1 ? Task.regression() : new Task(Task.Link.SOFTMAX,
        IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
    ClientGraph graph = new ClientGraph(List.of(new ClientGraph.Input("x", ElementType.DOUBLE, widths[0])), constants,
        nodes, List.of(last));
    return NetworkModel.of(graph, new Network(widths[0], layers, scores), task);
  }

  /** Rows of normal numbers. */
  static double[][] rows(long seed, int count, int features) {
    Normals normals = new Normals(seed);
    double[][] out = new double[count][features];
    for (double[] row : out) {
      Arrays.setAll(row, f -> normals.next());
    }
    return out;
  }
}
