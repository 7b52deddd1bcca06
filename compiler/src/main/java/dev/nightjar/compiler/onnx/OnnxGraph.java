package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ImportedModel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the one model node of a graph and checks that the nodes around it change nothing. */
final class OnnxGraph {
  private static final Set<String> ML_DOMAIN = Set.of("ai.onnx.ml");
  private static final Set<String> DEFAULT_DOMAIN = Set.of("", "ai.onnx");
  private static final Set<String> MODELS = Set.of("TreeEnsembleClassifier", "TreeEnsembleRegressor",
      "LinearClassifier", "LinearRegressor");
  private static final String SUPPORTED =
      "a model has one TreeEnsembleClassifier, TreeEnsembleRegressor, LinearClassifier or LinearRegressor";
  private static final Set<Integer> FLOATING =
      Set.of(TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.DOUBLE_VALUE);
  private static final int MAX_FEATURES = 1 << 16;

  private final GraphProto graph;

  OnnxGraph(GraphProto graph) {
    this.graph = graph;
  }

  ImportedModel model() {
    ValueInfoProto input = input();
    NodeProto node = modelNode();
    requirePlainInput(input, node);
    boolean normalized = requirePlainOutputs(node);
    int features = features(input);
    OnnxAttributes attributes = new OnnxAttributes(node);
    return switch (node.getOpType()) {
      case "TreeEnsembleClassifier" -> OnnxTrees.classifier(attributes, features, normalized);
      case "TreeEnsembleRegressor" -> OnnxTrees.regressor(attributes, features);
      case "LinearClassifier" -> OnnxLinear.classifier(attributes, features, normalized);
      default -> OnnxLinear.regressor(attributes, features);
    };
  }

  private ValueInfoProto input() {
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(t -> constants.add(t.getName()));
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !constants.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw OnnxImporter.invalid("the model has " + inputs.size()
          + " inputs; export it with one input of shape [rows, features]");
    }
    return inputs.get(0);
  }

  private static int features(ValueInfoProto input) {
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    long features = shape.getDimCount() == 2 ? shape.getDim(1).getDimValue() : 0;
    if (features < 1 || features > MAX_FEATURES) {
      throw OnnxImporter.invalid("input '" + input.getName()
          + "' does not say how many features it has (1 to " + MAX_FEATURES
          + "): export the model with shape [None, features]");
    }
    return (int) features;
  }

  private NodeProto modelNode() {
    List<NodeProto> found = graph.getNodeList().stream().filter(OnnxGraph::isModel).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    for (NodeProto node : graph.getNodeList()) {
      if (!isModel(node) && !changesNothingBefore(node) && !isAfter(node)) {
        throw refused(node, "", SUPPORTED);
      }
    }
    throw OnnxImporter.invalid("the graph has " + found.size() + " model nodes: " + SUPPORTED);
  }

  private static boolean isModel(NodeProto node) {
    return ML_DOMAIN.contains(node.getDomain()) && MODELS.contains(node.getOpType());
  }

  /** From the model node upwards to the input of the graph. */
  private void requirePlainInput(ValueInfoProto input, NodeProto model) {
    if (model.getInputCount() != 1) {
      throw OnnxImporter.invalid(model.getOpType() + " has " + model.getInputCount()
          + " inputs instead of one");
    }
    String value = model.getInput(0);
    Set<NodeProto> seen = new HashSet<>();
    while (!value.equals(input.getName())) {
      NodeProto node = producer(value);
      if (node == null || !seen.add(node)) {
        throw OnnxImporter.invalid("the input of " + model.getOpType()
            + " does not come from the model's input");
      }
      if (!changesNothingBefore(node)) {
        throw refused(node, " in front of " + model.getOpType(), remedyBefore(node));
      }
      value = node.getInput(0);
    }
  }

  private static String remedyBefore(NodeProto node) {
    return switch (node.getOpType()) {
      case "Scaler", "Sub", "Div", "Mul", "Add" ->
          "train on raw features (quantisation scales them anyway), or scale the rows before encryption";
      case "Imputer" -> "fill in missing values before encryption";
      default -> "apply it to the rows before encryption";
    };
  }

  private NodeProto producer(String value) {
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOutputList().contains(value)) {
        return node;
      }
    }
    return null;
  }

  private static boolean changesNothingBefore(NodeProto node) {
    return DEFAULT_DOMAIN.contains(node.getDomain()) && (node.getOpType().equals("Identity")
        || node.getOpType().equals("Cast") && FLOATING.contains((int) integer(node, "to")));
  }

  private static long integer(NodeProto node, String attribute) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(attribute))
        .mapToLong(AttributeProto::getI).findFirst().orElse(0);
  }

  /**
   * From the model node down to the outputs of the graph.
   *
   * @return whether a Normalizer divides the model's probabilities by their sum
   */
  private boolean requirePlainOutputs(NodeProto model) {
    Set<String> derived = new HashSet<>(model.getOutputList());
    Set<NodeProto> open = new HashSet<>(graph.getNodeList());
    open.remove(model);
    open.removeIf(OnnxGraph::changesNothingBefore);
    boolean normalized = false;
    for (boolean progress = true; progress; ) {
      progress = false;
      for (NodeProto node : graph.getNodeList()) {
        if (!derived.containsAll(node.getOutputList()) && node.getInputCount() > 0
            && derived.contains(node.getInput(0))) {
          if (!isAfter(node)) {
            throw refused(node, " behind " + model.getOpType(), "export the model without it");
          }
          normalized |= node.getOpType().equals("Normalizer");
          derived.addAll(node.getOutputList());
          open.remove(node);
          progress = true;
        }
      }
    }
    if (!open.isEmpty()) {
      throw refused(open.iterator().next(), "", SUPPORTED);
    }
    graph.getOutputList().forEach(o -> {
      if (!derived.contains(o.getName())) {
        throw OnnxImporter.invalid("output '" + o.getName() + "' does not come from " + model.getOpType());
      }
    });
    return normalized;
  }

  private static boolean isAfter(NodeProto node) {
    return switch (node.getOpType()) {
      case "Identity", "Cast", "ArgMax" -> DEFAULT_DOMAIN.contains(node.getDomain());
      case "ZipMap" -> ML_DOMAIN.contains(node.getDomain());
      case "Normalizer" -> ML_DOMAIN.contains(node.getDomain()) && node.getAttributeList().stream()
          .anyMatch(a -> a.getName().equals("norm") && a.getS().toStringUtf8().equals("L1"));
      default -> false;
    };
  }

  private static NightjarException refused(NodeProto node, String where, String remedy) {
    String domain = node.getDomain().isEmpty() ? "" : " of " + node.getDomain();
    return OnnxImporter.invalid("the operator " + node.getOpType() + domain + where + " is not supported: "
        + remedy);
  }
}
