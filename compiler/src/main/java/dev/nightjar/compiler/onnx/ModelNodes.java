package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators that are models: their scores as forms. */
final class ModelNodes {
  private static final Set<String> MODELS = Set.of("TreeEnsembleClassifier", "TreeEnsembleRegressor",
      "TreeEnsemble", "LinearClassifier", "LinearRegressor");
  private static final Set<String> VECTORS = Set.of("SVMClassifier", "SVMRegressor");

  private ModelNodes() {
  }

  static boolean isModel(OnnxNode node) {
    return node.domain().equals("ai.onnx.ml") && (MODELS.contains(node.operator())
        || VECTORS.contains(node.operator()) && OnnxSupportVectors.isLinear(node));
  }

  /** The values that models are computed of. */
  static Set<String> inFront(OnnxSource source) {
    Set<String> inFront = new HashSet<>();
    List<OnnxNode> nodes = source.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      OnnxNode node = nodes.get(i);
      if (isModel(node) || Distances.areMade(node) || node.outputs().stream().anyMatch(inFront::contains)) {
        inFront.addAll(node.inputs());
      }
    }
    return inFront;
  }

  /** What a model node computes, over the elements of its input. */
  static ScoredModel read(OnnxNode node, Value input) {
    if (node.inputs().size() != 1) {
      throw OnnxImporter.invalid(node.operator() + " has " + node.inputs().size() + " inputs instead of one");
    }
    int features = input.size();
    if (input.shape().length > 2 || features == 0) {
      throw OnnxImporter.invalid("its input has the shape " + Arrays.toString(input.shape())
          + " for one row, not [1, features]");
    }
    OnnxAttributes a = new OnnxAttributes(node.proto());
    boolean integers = a.has("classlabels_ints") || a.has("classlabels_int64s");
    return switch (node.operator()) {
      case "TreeEnsembleClassifier" -> OnnxTrees.classifier(a, features, integers);
      case "TreeEnsembleRegressor" -> OnnxTrees.regressor(a, features);
      case "TreeEnsemble" -> OnnxTrees.ensemble(a, features);
      case "LinearClassifier" -> OnnxLinear.scored(a, features, integers);
      case "LinearRegressor" -> ScoredModel.of(OnnxLinear.regressor(a, features), integers);
      case "SVMClassifier" -> OnnxSupportVectors.classifier(a, features, integers);
      default -> OnnxSupportVectors.regressor(a, features);
    };
  }

  /** The scores of a model in front of which nothing runs that depends on other scores. */
  static Value scores(OnnxNode node, ScoredModel scored, Value input, Atoms atoms) {
    Element[] scores;
    if (scored.model() instanceof LinearModel linear) {
      scores = linear(node, linear, input, atoms);
    } else {
      TreeEnsemble trees = (TreeEnsemble) scored.model();
      TreeNode tree = new TreeNode(node.described(), trees, input);
      scores = new Element[trees.base().length];
      Arrays.setAll(scores, s -> atoms.column(new Atom.Column(tree, s)));
    }
    return Value.of("", ElementType.FLOAT, new int[] {1, scores.length}, scores);
  }

  private static Element[] linear(OnnxNode node, LinearModel model, Value input, Atoms atoms) {
    if (!input.allForms()) {
      throw OnnxImporter.invalid(node.described() + " reads a text; encode it as numbers");
    }
    double[][] weights = model.weights();
    double[] intercepts = model.intercepts();
    Element[] scores = new Element[weights.length];
    Form.Sum sum = new Form.Sum(atoms.size());
    for (int s = 0; s < scores.length; s++) {
      for (int f = 0; f < input.size(); f++) {
        if (weights[s][f] != 0) {
          sum.add(weights[s][f], input.form(f));
        }
      }
      scores[s] = sum.add(1, Form.constant(intercepts[s])).take().tainted(Taint.MODEL);
    }
    return scores;
  }

  /** Nodes by what they make. */
  static Map<String, OnnxNode> makers(OnnxSource source) {
    Map<String, OnnxNode> makers = new HashMap<>();
    source.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    return makers;
  }
}
