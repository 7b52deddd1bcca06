package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Operators that move elements and change none. Where each element goes is found by moving the elements' numbers with
 * the client's own evaluator.
 */
final class MovingRules {
  private static final Set<Operator> UNCHANGED = EnumSet.of(Operator.IDENTITY, Operator.ZIP_MAP);

  /** Operators all of whose inputs are moved. */
  private static final Set<Operator> JOINING = EnumSet.of(Operator.CONCAT, Operator.FEATURE_VECTORIZER);

  /** Operators whose first input is moved; the others say how. */
  private static final Set<Operator> MOVING = EnumSet.of(Operator.RESHAPE, Operator.FLATTEN, Operator.SQUEEZE,
      Operator.UNSQUEEZE, Operator.TRANSPOSE, Operator.SPLIT, Operator.SLICE, Operator.GATHER, Operator.GATHER_ELEMENTS,
      Operator.ARRAY_FEATURE_EXTRACTOR, Operator.EXPAND, Operator.TILE);

  private MovingRules() {
  }

  /** The outputs of a node, or null when it does more than move elements. */
  static List<Value> apply(GraphNode node, List<Value> inputs) {
    Operator operator = node.operator();
    if (UNCHANGED.contains(operator)) {
      return List.of(inputs.get(0).named(node.outputs().get(0)));
    }
    boolean joins = JOINING.contains(operator);
    if (!joins && (!MOVING.contains(operator) || inputs.stream().skip(1).anyMatch(v -> v != null && !v.isConstant()))) {
      return null;
    }
    List<Element> elements = new ArrayList<>();
    List<Tensor> indices = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Value input = inputs.get(i);
      if (joins || i == 0) {
        indices.add(Kernels.indices(input.shape(), elements.size()));
        elements.addAll(List.of(input.elements()));
      } else {
        indices.add(input == null ? null : input.constant());
      }
    }
    ElementType type = operator == Operator.FEATURE_VECTORIZER ? ElementType.FLOAT : inputs.get(0).type();
    List<Tensor> moved = Kernels.run(node, indices);
    List<Value> outputs = new ArrayList<>();
    for (int o = 0; o < moved.size(); o++) {
      outputs.add(moved.get(o) == null ? null : placed(node.outputs().get(o), type, moved.get(o), elements));
    }
    return outputs;
  }

  private static Value placed(String name, ElementType type, Tensor sources, List<Element> elements) {
    Element[] placed = new Element[sources.size()];
    for (int i = 0; i < placed.length; i++) {
      placed[i] = elements.get((int) sources.number(i));
    }
    return Value.of(name, type, sources.shape(), placed);
  }
}
