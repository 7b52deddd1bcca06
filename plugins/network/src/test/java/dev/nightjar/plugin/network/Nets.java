package dev.nightjar.plugin.network;

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
      AffineMap map = new AffineMap(values, IntStream.rangeClosed(0, rows).map(r -> r * columns).toArray(),
          IntStream.range(0, columns * rows).map(i -> first + i % columns).toArray(), weights, bias);
      double[] transposed = new double[weights.length];
      Arrays.setAll(transposed, i -> weights[i % rows * columns + i / rows]);
      constants.put("w" + l, Tensor.doubles(new int[] {columns, rows}, transposed));
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
