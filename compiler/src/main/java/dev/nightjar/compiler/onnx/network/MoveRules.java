package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators that move elements: run on the numbers of elements, they tell where each comes from. */
final class MoveRules {
  private static final Set<Operator> MOVING = EnumSet.of(Operator.IDENTITY, Operator.ZIP_MAP, Operator.CONCAT,
      Operator.FEATURE_VECTORIZER, Operator.SPLIT, Operator.SLICE, Operator.GATHER, Operator.GATHER_ELEMENTS,
      Operator.RESHAPE, Operator.FLATTEN, Operator.SQUEEZE, Operator.UNSQUEEZE, Operator.TRANSPOSE, Operator.EXPAND,
      Operator.TILE, Operator.PAD, Operator.ARRAY_FEATURE_EXTRACTOR);

  private MoveRules() {
  }

  static boolean moves(Operator operator) {
    return MOVING.contains(operator);
  }

  /**
   * The outputs of a node.
   *
   * @param constants values of the inputs that do not depend on the row, null for the others
   */
  static List<Cells> apply(NodeInputs node, List<Tensor> constants) {
    Operator operator = node.operator();
    boolean all = operator == Operator.CONCAT || operator == Operator.FEATURE_VECTORIZER;
    GraphNode own = node.node();
    Map<String, Tensor> given = new HashMap<>();
    List<String> names = new ArrayList<>();
    List<Form> elements = new ArrayList<>();
    // Number 0 is what a pad is filled with.
    elements.add(Form.constant(operator != Operator.PAD ? 0 : node.has(2) ? node.constant(2, "paddings")[0]
        : node.real("value", 0)));
    for (int i = 0; i < own.inputs().size(); i++) {
      boolean filler = operator == Operator.PAD && i == 2;
      names.add(node.has(i) && !filler ? "in" + i : "");
      if (node.has(i) && !filler) {
        given.put("in" + i, i == 0 || all ? numbers(node.in(i), elements) : constants.get(i));
        if (given.get("in" + i) == null) {
          throw NodeInputs.refused("takes places that depend on the row");
        }
      }
    }
    List<String> outputs = new ArrayList<>();
    for (int o = 0; o < own.outputs().size(); o++) {
      outputs.add("out" + o);
    }
    GraphNode moved = new GraphNode(operator == Operator.ZIP_MAP ? Operator.IDENTITY
        : operator == Operator.FEATURE_VECTORIZER ? Operator.CONCAT : operator, names, outputs, attributes(own));
    Map<String, Tensor> places = new ClientGraph(List.of(), given, List.of(moved), outputs).run(Map.of());
    return outputs.stream().map(name -> chosen(places.get(name), elements)).toList();
  }

  private static Map<String, Attribute> attributes(GraphNode node) {
    return switch (node.operator()) {
      case ZIP_MAP -> Map.of();
      case FEATURE_VECTORIZER -> Map.of("axis", new Attribute.Int(1));
      default -> {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.remove("value");
        yield attributes;
      }
    };
  }

  private static Tensor numbers(Cells cells, List<Form> elements) {
    long[] numbers = new long[cells.size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = elements.size();
      elements.add(cells.forms()[k]);
    }
    return Tensor.longs(cells.shape(), numbers);
  }

  private static Cells chosen(Tensor places, List<Form> elements) {
    Form[] forms = new Form[places.size()];
    long[] from = places.longs();
    for (int k = 0; k < forms.length; k++) {
      forms[k] = elements.get((int) from[k]);
    }
    return new Cells(places.shape(), forms);
  }
}
