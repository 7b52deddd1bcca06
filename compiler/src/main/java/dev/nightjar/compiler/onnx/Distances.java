package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Distances to the rows of a constant table, as converters of nearest neighbours write them: a {@code Scan} over the
 * table, or {@code CDist} of com.microsoft.
 *
 * @param root whether they are Euclidean distances, else squares of these
 * @param ranked values that hold nothing of them but their order, up to the choice of the nearest; empty where the
 *     distances themselves are used
 */
record Distances(boolean root, Set<String> ranked) {
  private static final Set<String> LOOPS = Set.of("LSTM", "GRU", "RNN");

  /** Operators that keep the order of distances, or turn it around. */
  private static final Set<String> MONOTONE =
      Set.of("Sqrt", "Neg", "Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  /** Whether a node computes distances, whatever its metric is. */
  static boolean areMade(OnnxNode node) {
    boolean two = node.inputs().size() == 2 && node.inputs().stream().noneMatch(String::isEmpty);
    return two && node.operator().equals("CDist") && node.domain().equals("com.microsoft")
        || two && node.operator().equals("Scan") && node.domain().isEmpty() && node.outputs().size() == 2
        && body(node) != null && isDifference(body(node));
  }

  /**
   * The distances that a node computes.
   *
   * @param table what it reads second, if that is a constant, else null
   * @throws dev.nightjar.api.NightjarException {@code INVALID_MODEL} with the remedy for another metric than the
   *     Euclidean one, or where the table is no constant
   */
  static Distances of(OnnxNode node, OnnxSource source, Tensor table) {
    if (table == null || table.shape().length != 2 || table.size() == 0) {
      throw refused(node, "does not compare with the rows of a constant table");
    }
    boolean root = false;
    if (node.operator().equals("CDist")) {
      String metric = node.proto().getAttributeList().stream().filter(a -> a.getName().equals("metric"))
          .map(a -> a.getS().toStringUtf8()).findFirst().orElse("sqeuclidean");
      root = metric.equals("euclidean");
      if (!root && !metric.equals("sqeuclidean")) {
        throw metric(node, metric);
      }
    } else {
      requireSquares(node, body(node));
    }
    return new Distances(root, ranked(node.outputs().get(node.outputs().size() - 1), source));
  }

  /** Whether only the order of distances matters. */
  boolean areRanked() {
    return !ranked.isEmpty();
  }

  private static RuntimeException refused(OnnxNode node, String why) {
    return OnnxImporter.invalid(node.described() + " of nearest neighbours " + why
        + ": export the model with skl2onnx, or train a linear model or an ensemble of trees");
  }

  private static RuntimeException metric(OnnxNode node, String metric) {
    return OnnxImporter.invalid(node.described() + " computes the distances of nearest neighbours by the metric "
        + metric + ", which is no weighted sum of encrypted features: train with metric='euclidean' or 'sqeuclidean'"
        + " (or 'minkowski' with p=2), or a linear model or an ensemble of trees");
  }

  private static GraphProto body(OnnxNode node) {
    return node.proto().getAttributeList().stream().filter(a -> a.getName().equals("body") && a.hasG())
        .map(AttributeProto::getG).findFirst().orElse(null);
  }

  /** Whether the body of a loop subtracts its two inputs: a network's steps do not. */
  private static boolean isDifference(GraphProto body) {
    return body.getInputCount() == 2 && body.getOutputCount() == 2 && body.getNodeList().stream()
        .noneMatch(n -> LOOPS.contains(n.getOpType()))
        && body.getNodeList().stream().anyMatch(n -> isDifference(n, body));
  }

  private static boolean isDifference(NodeProto node, GraphProto body) {
    Set<String> both = Set.of(body.getInput(0).getName(), body.getInput(1).getName());
    return node.getOpType().equals("Sub") && both.size() == 2 && Set.copyOf(node.getInputList()).equals(both);
  }

  /** Requires a loop to give, of each row of the table, the sum of squared differences, and nothing else. */
  private static void requireSquares(OnnxNode node, GraphProto body) {
    Map<String, NodeProto> makers = new HashMap<>();
    body.getNodeList().forEach(n -> n.getOutputList().forEach(o -> makers.put(o, n)));
    NodeProto sum = maker(body.getOutput(1).getName(), makers);
    if (sum == null || !sum.getOpType().equals("ReduceSumSquare")) {
      throw metric(node, named(body));
    }
    NodeProto difference = maker(sum.getInput(0), makers);
    boolean state = passed(body.getOutput(0).getName(), makers).equals(body.getInput(0).getName());
    if (difference == null || !isDifference(difference, body) || !state || !overColumns(sum, body)
        || !sum.getAttributeList().stream().anyMatch(a -> a.getName().equals("keepdims") && a.getI() == 0)
        || node.proto().getAttributeList().stream().anyMatch(a -> a.getName().startsWith("scan_")
            && a.getIntsList().stream().anyMatch(i -> i != 0))) {
      throw refused(node, "has a loop that is not the one of Euclidean distances");
    }
  }

  /** Whether a sum is over the second axis alone. */
  private static boolean overColumns(NodeProto sum, GraphProto body) {
    List<Long> axes = sum.getInputCount() < 2
        ? sum.getAttributeList().stream().filter(a -> a.getName().equals("axes"))
            .flatMap(a -> a.getIntsList().stream()).toList()
        : body.getInitializerList().stream().filter(t -> t.getName().equals(sum.getInput(1)))
            .flatMapToLong(t -> Arrays.stream(OnnxTensors.read(t).longs())).boxed().toList();
    return axes.equals(List.of(1L)) || axes.equals(List.of(-1L));
  }

  private static NodeProto maker(String value, Map<String, NodeProto> makers) {
    return makers.get(passed(value, makers));
  }

  /** What a value is called before it was passed on unchanged. */
  private static String passed(String value, Map<String, NodeProto> makers) {
    String name = value;
    for (int i = 0; i <= makers.size(); i++) {
      NodeProto maker = makers.get(name);
      if (maker == null || !maker.getOpType().equals("Identity")) {
        break;
      }
      name = maker.getInput(0);
    }
    return name;
  }

  /** The metric of a loop. */
  private static String named(GraphProto body) {
    Set<String> operators = new HashSet<>();
    body.getNodeList().forEach(n -> operators.add(n.getOpType()));
    return operators.contains("Pow") ? "minkowski with another p than 2"
        : operators.contains("Abs") ? "manhattan" : "of the operators " + String.join(", ", operators);
  }

  /** The values on the way from distances to the choice of the nearest, when nothing but their order is used. */
  private static Set<String> ranked(String distances, OnnxSource source) {
    Set<String> ranked = new HashSet<>(Set.of(distances));
    Set<String> read = new HashSet<>(source.outputs());
    source.nodes().forEach(n -> read.addAll(n.inputs()));
    boolean chosen = false;
    for (OnnxNode node : source.nodes()) {
      if (node.inputs().stream().noneMatch(ranked::contains)) {
        continue;
      }
      boolean first = ranked.contains(node.inputs().get(0))
          && node.inputs().stream().skip(1).noneMatch(ranked::contains);
      if (first && (MONOTONE.contains(node.operator()) || scales(node, source))) {
        ranked.addAll(node.outputs());
      } else if (first && chooses(node, read)) {
        chosen = true;
      } else {
        return Set.of();
      }
    }
    return chosen && source.outputs().stream().noneMatch(ranked::contains) ? ranked : Set.of();
  }

  /** Whether a node multiplies with a constant, as versions did that could choose the largest alone. */
  private static boolean scales(OnnxNode node, OnnxSource source) {
    Tensor factor = node.inputs().size() == 2 ? source.constants().get(node.inputs().get(1)) : null;
    return node.operator().equals("Mul") && factor != null && factor.size() == 1 && factor.number(0) != 0;
  }

  /** Whether a node tells which are nearest, and not how near. */
  private static boolean chooses(OnnxNode node, Set<String> read) {
    return node.operator().equals("ArgMin") || node.operator().equals("ArgMax")
        || node.operator().equals("TopK") && (node.outputs().get(0).isEmpty() || !read.contains(node.outputs().get(0)));
  }
}
