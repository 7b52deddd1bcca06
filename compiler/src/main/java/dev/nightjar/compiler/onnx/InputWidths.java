package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many columns an input has when the file does not say: as many as the first node that counts them. */
final class InputWidths {
  private static final Set<String> PASSING =
      Set.of("Identity", "Cast", "Normalizer", "Binarizer", "Abs", "Sqrt", "Log", "Exp", "Clip", "Neg", "IsNaN");

  private final OnnxSource source;

  private InputWidths(OnnxSource source) {
    this.source = source;
  }

  /** The same file with a width for every input. */
  static OnnxSource resolve(OnnxSource source) {
    InputWidths widths = new InputWidths(source);
    List<OnnxInput> inputs = new ArrayList<>();
    for (OnnxInput input : source.inputs()) {
      inputs.add(input.isSized() ? input : input.sized(widths.width(input)));
    }
    return new OnnxSource(inputs, source.constants(), source.types(), source.nodes(), source.outputs());
  }

  private int width(OnnxInput input) {
    if (input.shape().length > 2) {
      throw unknown(input);
    }
    Set<String> same = new HashSet<>(Set.of(input.name()));
    int atLeast = 0;
    for (OnnxNode node : source.nodes()) {
      if (node.inputs().stream().anyMatch(same::contains)) {
        int counted = counted(node);
        if (counted > 0 && counted <= OnnxInput.MAX_COLUMNS) {
          return counted;
        }
        atLeast = Math.max(atLeast, tested(node));
        if (PASSING.contains(node.operator())) {
          same.addAll(node.outputs());
        }
      }
    }
    if (atLeast == 0 || atLeast > OnnxInput.MAX_COLUMNS) {
      throw unknown(input);
    }
    return atLeast;
  }

  private static RuntimeException unknown(OnnxInput input) {
    return OnnxImporter.invalid("input '" + input.name() + "' does not say how many features it has (1 to "
        + OnnxInput.MAX_COLUMNS + "): export the model with shape [None, features]");
  }

  /** How many columns a node's own constants are for, 0 when they do not tell. */
  private int counted(OnnxNode node) {
    if (ModelNodes.isModel(node)) {
      return linear(node);
    }
    Map<String, Attribute> attributes = node.client().map(GraphNode::attributes).orElse(Map.of());
    return switch (node.operator()) {
      case "Scaler" -> Math.max(length(attributes, "offset"), length(attributes, "scale"));
      case "Imputer" -> Math.max(length(attributes, "imputed_value_floats"),
          length(attributes, "imputed_value_int64s"));
      case "MatMul", "Gemm" -> matrix(node);
      case "Add", "Sub", "Mul", "Div", "Max", "Min", "Scan", "CDist" -> vector(node);
      default -> 0;
    };
  }

  private static int length(Map<String, Attribute> attributes, String name) {
    Attribute a = attributes.get(name);
    int length = a instanceof Attribute.Floats f ? f.values().length : a instanceof Attribute.Ints i
        ? i.values().length : 0;
    return length > 1 ? length : 0;
  }

  /** Coefficients for each row of a linear model. */
  private static int linear(OnnxNode node) {
    OnnxAttributes a = new OnnxAttributes(node.proto());
    if (!node.operator().startsWith("Linear")) {
      return 0;
    }
    int coefficients = a.numbers("coefficients").length;
    int rows = Math.max(1, a.numbers("intercepts").length);
    return coefficients % rows == 0 ? coefficients / rows : 0;
  }

  /** One more than the last feature that a tree tests. */
  private static int tested(OnnxNode node) {
    long last = -1;
    if (node.operator().startsWith("TreeEnsemble")) {
      for (long feature : new OnnxAttributes(node.proto()).integers("nodes_featureids")) {
        last = Math.max(last, feature);
      }
    }
    return (int) Math.min(last + 1, Integer.MAX_VALUE);
  }

  private int matrix(OnnxNode node) {
    Tensor right = node.inputs().size() < 2 ? null : source.constants().get(node.inputs().get(1));
    boolean turned = node.client().map(n -> n.attributes().get("transB")).orElse(null) instanceof Attribute.Int i
        && i.value() != 0;
    int rank = right == null ? 0 : right.shape().length;
    return rank == 0 ? 0 : rank == 1 ? right.shape()[0] : right.shape()[turned ? rank - 1 : rank - 2];
  }

  private int vector(OnnxNode node) {
    int width = 0;
    for (String input : node.inputs()) {
      Tensor constant = source.constants().get(input);
      if (constant != null && constant.shape().length > 0) {
        width = Math.max(width, constant.shape()[constant.shape().length - 1]);
      }
    }
    return width > 1 ? width : 0;
  }
}
