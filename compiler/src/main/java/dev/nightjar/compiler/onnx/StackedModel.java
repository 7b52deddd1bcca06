package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.model.LinearModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A linear model of what the client computes of scores: the final estimator of a stack. What it reads of features and
 * of scores themselves is part of the core; the client adds the rest.
 */
final class StackedModel {
  private final String name;
  private final Value input;
  private final LinearModel model;
  private final Atoms atoms;
  private final Consumer<GraphNode> nodes;
  private final BiConsumer<String, Tensor> constants;

  private StackedModel(String name, Value input, LinearModel model, Atoms atoms, Consumer<GraphNode> nodes,
      BiConsumer<String, Tensor> constants) {
    this.name = name;
    this.input = input;
    this.model = model;
    this.atoms = atoms;
    this.nodes = nodes;
    this.constants = constants;
  }

  /**
   * Adds the nodes.
   *
   * @param name name of the scores to make
   * @param nodes takes the client's nodes
   * @param constants takes constants
   * @param values all values by name, to which the core's part is added
   * @return the scores
   */
  static Value scores(String name, OnnxNode node, ScoredModel scored, Value input, Atoms atoms,
      Consumer<GraphNode> nodes, BiConsumer<String, Tensor> constants, Map<String, Value> values) {
    if (!(scored.model() instanceof LinearModel linear)) {
      throw OnnxImporter.invalid(node.described() + " reads outputs of another model (stacking), which are not known"
          + " before they are decrypted: use a linear final estimator, or soft voting");
    }
    StackedModel stacked = new StackedModel(name, input, linear, atoms, nodes, constants);
    String known = stacked.known(values);
    nodes.accept(GraphNode.of(Operator.ADD, name, stacked.products(), known));
    return values.get(name);
  }

  /** The intercepts, with what is affine in features and scores. */
  private String known(Map<String, Value> values) {
    double[][] weights = model.weights();
    Form.Sum sum = new Form.Sum(atoms.size());
    Element[] rows = new Element[weights.length];
    boolean constant = true;
    for (int r = 0; r < rows.length; r++) {
      sum.add(1, Form.constant(model.intercepts()[r]));
      for (int i = 0; i < input.size(); i++) {
        if (!(input.elements()[i] instanceof Behind)) {
          sum.add(weights[r][i], form(input.elements()[i]));
        }
      }
      Form row = sum.take();
      rows[r] = row.tainted(Taint.MODEL);
      constant &= row.size() == 0;
    }
    String known = name + "/known";
    if (constant) {
      float[] shift = new float[rows.length];
      for (int r = 0; r < shift.length; r++) {
        shift[r] = (float) ((Form) rows[r]).offset();
      }
      constants.accept(known, Tensor.floats(new int[] {rows.length}, shift));
    } else {
      // Of the core, and so no node makes it; the identity gives it a place among those of the suffix.
      values.put(known + "/sum", Value.of(known + "/sum", ElementType.FLOAT, new int[] {1, rows.length}, rows));
      nodes.accept(GraphNode.of(Operator.IDENTITY, known, known + "/sum"));
    }
    return known;
  }

  private Form form(Element element) {
    if (element instanceof Opaque) {
      throw OnnxImporter.invalid("a linear model reads a text; encode it as numbers");
    }
    return element instanceof LeafFunction leaf ? leaf.form(atoms) : (Form) element;
  }

  /** The products of what the client computes, summed. */
  private String products() {
    Map<String, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = 0; i < input.size(); i++) {
      if (input.elements()[i] instanceof Behind behind) {
        positions.computeIfAbsent(behind.value(), v -> new ArrayList<>()).add(i);
      }
    }
    double[][] weights = model.weights();
    List<String> pieces = new ArrayList<>();
    List<Integer> read = new ArrayList<>();
    positions.forEach((value, elements) -> {
      pieces.add(piece(value, elements, name + "/" + pieces.size()));
      read.addAll(elements);
    });
    nodes.accept(new GraphNode(Operator.CONCAT, pieces, List.of(name + "/read"),
        Map.of("axis", new Attribute.Int(1))));
    float[] matrix = new float[read.size() * weights.length];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) weights[i % weights.length][read.get(i / weights.length)];
    }
    constants.accept(name + "/weights", Tensor.floats(new int[] {read.size(), weights.length}, matrix));
    nodes.accept(GraphNode.of(Operator.MATMUL, name + "/products", name + "/read", name + "/weights"));
    return name + "/products";
  }

  /** Some elements of a value as a row of single-precision numbers. */
  private String piece(String value, List<Integer> elements, String name) {
    constants.accept(name + "/shape", Tensor.longs(new int[] {2}, 1, -1));
    nodes.accept(GraphNode.of(Operator.RESHAPE, name + "/row", value, name + "/shape"));
    long[] indices = elements.stream().mapToLong(i -> ((Behind) input.elements()[i]).index()).toArray();
    constants.accept(name + "/indices", Tensor.longs(new int[] {indices.length}, indices));
    nodes.accept(new GraphNode(Operator.GATHER, List.of(name + "/row", name + "/indices"), List.of(name + "/chosen"),
        Map.of("axis", new Attribute.Int(1))));
    nodes.accept(new GraphNode(Operator.CAST, List.of(name + "/chosen"), List.of(name),
        Map.of("to", new Attribute.Int(OnnxTypes.code(ElementType.FLOAT)))));
    return name;
  }
}
